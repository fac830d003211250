"""The benchmarks' frame: what cheats is marked, and what is written can be read again."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm

pytest.importorskip("matplotlib")
pytest.importorskip("psutil")

from benchmarks import rosters
from benchmarks.harness import repeating, results
from benchmarks.harness.cell import Cell, measured
from benchmarks.harness.claimed import claimed
from benchmarks.harness.pictures import picture
from benchmarks.harness.registry import (
    METHODS,
    SUITES,
    Case,
    Suite,
    Unavailable,
    discover,
    method,
    register,
)
from benchmarks.harness.runner import Asked, cells_of, failure, in_process
from benchmarks.harness.scoring import CLEAN, row_of
from benchmarks.harness.tables import as_markdown, spread, summary
from benchmarks.harness.trace import Trace
from benchmarks.methods import team_formation

discover()

HARD = [sm.TeamSize(), sm.Capacity(), sm.MinLoad(1)]


@pytest.fixture(scope="module")
def solved() -> tuple[sm.Problem, sm.Policy, sm.Matching]:
    problem = sm.achterhoek(150, 3, seed=1)
    policy = sm.Policy.basic(problem)
    return problem, policy, sm.match(problem, policy, gap=0, workers=1)


def rows_of(*each: dict[str, object]) -> pd.DataFrame:
    """Rows of one case and seed, judged side by side."""
    return results.judged(
        pd.DataFrame(
            [{"case": "one", "seed": 1, "method": f"{i}"} | row for i, row in enumerate(each)]
        )
    )


def test_sound_teams_count(solved: tuple[sm.Problem, sm.Policy, sm.Matching]) -> None:
    problem, policy, matching = solved
    rows = rows_of(row_of(problem, policy, matching, 2.0))
    assert rows["verdict"].tolist() == [CLEAN]
    assert rows["counts"].all()
    assert rows["value"][0] == matching.value
    assert rows["near_seconds"][0] == 2.0


def test_broken_rules_are_marked(solved: tuple[sm.Problem, sm.Policy, sm.Matching]) -> None:
    problem, policy, matching = solved
    doubled = pd.concat([matching.teams, matching.teams.iloc[:1].assign(question="no such one")])
    short = matching.teams.drop_duplicates("question")  # one member each
    for teams in (doubled, short):
        row = row_of(problem, policy, claimed(problem, policy, teams, value=1e6), 1.0)
        assert row["verdict"].startswith("breaks")
        assert not rows_of(row)["counts"].any()


def test_an_easier_policy_handed_back_is_not_believed(
    solved: tuple[sm.Problem, sm.Policy, sm.Matching],
) -> None:
    problem, policy, matching = solved
    easier = sm.Policy([sm.Fit(100.0)])
    cheat = claimed(problem, easier, matching.teams.drop_duplicates("question"))
    assert row_of(problem, policy, cheat, 1.0)["verdict"].startswith("breaks")


def test_a_misreported_value_is_marked(solved: tuple[sm.Problem, sm.Policy, sm.Matching]) -> None:
    problem, policy, matching = solved
    for value in (matching.value + 1, matching.value - 1):
        row = row_of(problem, policy, claimed(problem, policy, matching.teams, value=value), 1.0)
        assert row["verdict"] == f"states {value:g}, earns {matching.value:g}"
        assert row["value"] == matching.value


def test_a_bound_below_the_teams_value_is_marked(
    solved: tuple[sm.Problem, sm.Policy, sm.Matching],
) -> None:
    problem, policy, matching = solved
    low = claimed(problem, policy, matching.teams, bound=matching.value - 1)
    assert "states a bound" in row_of(problem, policy, low, 1.0)["verdict"]


def test_a_bound_that_other_teams_exceed_is_marked(
    solved: tuple[sm.Problem, sm.Policy, sm.Matching],
) -> None:
    problem, policy, matching = solved
    fewer = matching.teams.iloc[1:]
    value = sm.audit(problem, policy, fewer).value
    assert value < matching.value
    cheat = claimed(problem, policy, fewer, bound=value, status="optimal")
    rows = rows_of(row_of(problem, policy, matching, 1.0), row_of(problem, policy, cheat, 1.0))
    assert rows["counts"].tolist() == [True, False]
    assert rows["verdict"][1] == "its bound is exceeded by another method's teams"


def test_time_within_a_percent_is_read_from_the_trace() -> None:
    assert results.near_seconds("0.5:98 1.5:99.5 9:100", 100.0, 10.0, 100.0) == 1.5
    assert results.near_seconds(math.nan, 100.0, 10.0, 100.0) == 10.0
    assert math.isnan(results.near_seconds("0.5:98", 98.0, 10.0, 100.0))


def test_a_trace_keeps_what_is_better_only(
    solved: tuple[sm.Problem, sm.Policy, sm.Matching],
) -> None:
    trace = Trace()
    for value in (1.0, 3.0, 2.0, 4.0):
        trace.told(value)
    row = row_of(*solved[:2], trace.onto(solved[2]), 1.0)
    assert [float(one.split(":")[1]) for one in row["trace"].split()] == [1.0, 3.0, 4.0]


def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, solved: tuple[sm.Problem, sm.Policy, sm.Matching]
) -> None:
    problem, policy, matching = solved
    path = tmp_path_factory.mktemp("results") / "one.csv"
    row = {"case": "a, b", "method": "m", "seed": 1, **row_of(problem, policy, matching, 1 / 3)}
    judged = results.judged(pd.DataFrame([row]))
    results.write({"suite": "region", "commit": "abc: def"}, judged, path)
    head, rows = results.read(path)
    assert head == {"suite": "region", "commit": "abc: def"}
    assert rows["seconds"][0] == 1 / 3
    assert rows["value"][0] == matching.value
    assert summary(rows)["sound"].tolist() == ["1 of 1"]


def test_a_run_of_less_hides_nothing_that_it_did_not_measure() -> None:
    def run(stamp: str, *cells: tuple[str, str]) -> results.Run:
        return results.Run(Path(stamp), {}, pd.DataFrame(cells, columns=["case", "method"]))

    full = run("1", ("small", "a"), ("small", "b"), ("large", "a"), ("large", "b"))
    again = run("2", ("large", "a"), ("large", "b"))
    alone = run("3", ("small", "a"), ("large", "a"), ("huge", "a"))
    stand = results.standing([alone, again, full])
    assert {run.path.name: run.rows["case"].unique().tolist() for run in stand} == {
        "1": ["small"],
        "2": ["large"],
        "3": ["huge"],
    }
    assert len(results.rows_of(stand)) == 5
    assert results.standing([]) == []


def test_names_break_no_table() -> None:
    told = as_markdown(pd.DataFrame({"case": ["a|b\nc", "<script>"], "n": [1, 2]}))
    assert told.splitlines()[2:] == ["| a\\|b c | 1 |", "| &lt;script> | 2 |"]


def test_worse_is_further_below_also_where_values_are_negative() -> None:
    values, best = pd.Series([-10.0, -30.0, 5.0, -1.0]), pd.Series([-10.0, -10.0, 10.0, 0.0])
    assert results.below(values, best).tolist() == [0.0, 2.0, 0.5, 1.0]
    rows = rows_of(
        {"value": -10.0, "bound": -10.0, "verdict": CLEAN, "seconds": 1.0, "trace": ""},
        {"value": -30.0, "bound": math.inf, "verdict": CLEAN, "seconds": 1.0, "trace": ""},
    )
    assert summary(rows)["value %"].tolist() == ["100.000", "-100.000"]
    drawn = picture(rows, "a title")
    assert drawn is not None
    places = [marks.get_offsets()[0][0] for marks in drawn.axes[1].collections[1::2]]
    assert places == pytest.approx([1e-4, 200.0])


def test_what_is_nowhere_proven_has_an_infinite_gap() -> None:
    assert spread(pd.Series([math.inf, math.inf]), ".2f") == "inf"
    assert spread(pd.Series([0.1, 0.2, 0.3, math.inf, math.inf]), ".2f") == "0.30 (0.20-inf)"
    assert spread(pd.Series([0.1, 0.2]), ".2f") == "0.15 (0.12-0.18)"


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two methods are called 'swarmmatch'"):
        method("swarmmatch")(METHODS["swarmmatch"])
    with pytest.raises(ValueError, match="two suites are called 'region'"):
        register(Suite("region", "", [], [], []))


def test_unknown_names_are_told() -> None:
    with pytest.raises(ValueError, match="there is no method 'magic'; there are"):
        cells_of(Asked("region", methods=["magic"]))
    with pytest.raises(ValueError, match="no case is called 1x1; there are"):
        cells_of(Asked("growth", cases=["1x1"]))


def test_methods_meet_on_the_same_tables_one_after_the_other() -> None:
    cells = cells_of(Asked("region", seeds=2, methods=["swarmmatch", "greedy coverage"]))
    assert [(cell.seed, cell.method) for cell in cells[:4]] == [
        (1, "swarmmatch"), (1, "greedy coverage"), (2, "swarmmatch"), (2, "greedy coverage"),
    ]  # fmt: skip


def test_large_cases_are_left_out_unless_asked_for() -> None:
    few, all_ = (cells_of(Asked("growth", seeds=1, large=large)) for large in (False, True))
    assert {cell.case for cell in all_} - {cell.case for cell in few} == {"1200000x100"}


def test_what_is_wanting_is_told_as_skipped() -> None:
    last = "benchmarks.harness.registry.Unavailable: needs the package X"
    assert failure(f"Traceback\n{last}\n") == "skipped: needs the package X"
    assert failure("Traceback\nValueError: no\n") == "failed: ValueError: no"


def test_two_runs_of_a_cell_find_the_same() -> None:
    case: Case = SUITES["region"].of(smoke=True)[0]
    cell = Cell("region", case.name, "greedy coverage", 1, 5.0, smoke=True)
    apart, here = in_process(cell), measured(cell)
    assert apart["verdict"] == CLEAN
    assert apart["peak_mb"] > 50
    assert apart["value"] == here["value"]


FIRST = pd.DataFrame(
    {
        "case": ["a", "a", "b", "c"],
        "method": ["mine", "yours", "mine", "mine"],
        "seed": [1, 1, 1, 2],
        "limit": [5.0, 5.0, 5.0, 9.0],
        "seconds": [5.0, 0.1, 4.9, 0.1],
        "status": ["optimal", "claimed", "time_limit", "optimal"],
        "value": [3.0, 2.0, 4.0, 5.0],
        "counts": [True, True, True, False],
    }
)


def test_sound_results_are_run_again_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = repeating.cells_again("region", FIRST, ["mine"])
    assert cells == [Cell("region", case, "mine", 1, 5.0, smoke=False) for case in "ab"]
    found = {"a": {"status": "optimal", "value": 3.0}, "b": {"status": "optimal", "value": 4.5}}
    first = {"seconds": 1.0, "verdict": CLEAN}
    monkeypatch.setattr(repeating, "in_process", lambda cell: first | found[cell.case])
    told = pd.DataFrame(repeating.again(FIRST, cells))
    assert told["same"].tolist() == [True, False]
    assert told["ended"].tolist() == ["by themselves", "by their time"]
    assert " ".join(repeating.findings(told, "today")) == (
        "- Run again with the same seeds (today), mine found the same value in "
        "1 of 1 that ended by themselves, and in 0 of 1 that ended by their time."
    )


def test_what_cannot_be_run_again_is_told() -> None:
    with pytest.raises(ValueError, match="no sound teams"):
        repeating.cells_again("region", FIRST, ["nobody's"])
    with pytest.raises(ValueError, match="no values"):
        repeating.cells_again("report", FIRST.drop(columns="value"))


@pytest.mark.parametrize("mix", rosters.MIXES)
def test_the_neutral_score_of_groups_is_the_price_of_their_rules(mix: str) -> None:
    problem, policy = rosters.roster(23, 5, seed=3), rosters.policy_of(mix)
    rng = np.random.default_rng(3)
    sizes = problem.questions["size_min"]
    for _ in range(3):
        at = np.repeat(problem.questions["question"].to_numpy(), sizes)
        people = rng.permutation(problem.professionals["professional"])
        teams = pd.DataFrame({"question": at, "professional": people})
        score = rosters.missed(problem.professionals, teams, mix)
        assert score > 0
        assert score == pytest.approx(-sm.audit(problem, policy, teams).value)


def test_rules_are_told_to_team_formation_or_refused() -> None:
    told = team_formation.constraints_of(rosters.policy_of("pairs"))
    assert told.to_numpy().tolist() == [["gender", "diversify", 1], ["job", "cluster", 1]]
    for rules in (
        [*HARD, sm.Quota("job", at_most=1)],
        [*HARD, sm.Alike("job")],
        [*HARD, sm.Alike("job", weight=1), sm.LikePool("job", weight=1)],
        [sm.TeamSize(), sm.Capacity(), sm.Alike("job", weight=1)],
    ):
        with pytest.raises(Unavailable, match="team-formation"):
            team_formation.constraints_of(sm.Policy(rules))


def test_its_bound_counts_only_where_its_objective_is_the_price() -> None:
    problem = rosters.roster(20, 5, seed=1)
    told = {
        mix: team_formation.is_told(problem, team_formation.constraints_of(rosters.policy_of(mix)))
        for mix in rosters.MIXES
    }
    assert told == {"even": False, "mixed": False, "close": True, "pairs": True}
