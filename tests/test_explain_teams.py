"""Marginal values, bottlenecks, changes and differences in planted cases, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.testing import planted

SEATS = ["question", "professional"]


def village(**changed: pd.DataFrame | None) -> sm.Problem:
    """Two questions, GIS wanted at both and law at one; four people, one of whom holds both."""
    tables: dict[str, pd.DataFrame | None] = {
        "professionals": pd.DataFrame(
            {
                "professional": ["Anna", "Bram", "Cees", "Dewi"],
                "sector": ["ict", "ict", "zorg", None],
            }
        ),
        "skills": pd.DataFrame(
            {
                "professional": ["Anna", "Anna", "Bram", "Cees"],
                "skill": ["GIS", "law", "GIS", "GIS"],
                "level": [4, 3, 2, 5],
            }
        ),
        "questions": pd.DataFrame(
            {
                "question": ["water", "wonen"],
                "title": ["Waar blijft het water?", None],
                "slot": ["monday", "monday"],
                "size_min": [1, 1],
                "size_max": [2, 2],
            }
        ),
        "requirements": pd.DataFrame(
            {
                "question": ["water", "water", "wonen"],
                "skill": ["GIS", "law", "GIS"],
                "level": [3, 2, 3],
                "weight": [1.0, 0.5, 0.7],
            }
        ),
        "availability": pd.DataFrame(
            {"professional": ["Anna", "Bram", "Dewi"], "slot": ["monday"] * 3}
        ),
    }
    return sm.Problem.from_frames(**(tables | changed))


POLICY = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Coverage(10)])


def solved(problem: sm.Problem, policy: sm.Policy = POLICY) -> sm.Matching:
    return sm.match(problem, policy, gap=0, workers=1)


@pytest.fixture(scope="module")
def matching() -> sm.Matching:
    """Anna works on water and earns all of its 15 points; nobody can meet what wonen asks."""
    found = solved(village())
    assert found.value == 15
    assert ["water", "Anna"] in found.teams.to_numpy().tolist()
    return found


def test_each_member_of_planted_teams_adds_the_requirement_they_meet() -> None:
    case = planted(seed=2)
    matching = solved(case.problem, case.policy)
    asked = case.problem.requirements
    for question in case.problem.arrays.questions:
        told = sm.explain_team(matching, question)
        assert list(told.requirements["state"]) == ["thin"] * 3
        weights = asked[asked["question"] == question].set_index("skill")["weight"]
        worth = told.members.set_index("covers")["adds"]
        assert (worth.sort_index() - 10 * weights.sort_index()).abs().max() < 1e-9
        assert told.fragility == pytest.approx(10 * weights.max())
        # Teams have exactly three seats, so any absence breaks their size.
        assert set(told.members["breaks"]) == {"TeamSize()"}
        assert told.indispensable == list(told.members["professional"])


def test_marginal_values_are_differences_of_audits() -> None:
    problem = sm.achterhoek(professionals=120, questions=3, seed=5)
    matching = sm.match(problem, workers=1)
    question = problem.arrays.questions[1]
    told = sm.explain_team(matching, question)
    whole = matching.audit()
    for row in told.members.itertuples():
        rest = matching.teams.query("question != @question or professional != @row.professional")
        less = sm.audit(problem, matching.policy, rest)
        assert row.adds == pytest.approx(whole.value - less.value, abs=1e-9)
        lost = whole.scores["points"] - less.scores["points"]
        mine = told.points[told.points["professional"] == row.professional]
        by_rule = mine.set_index("rule")["points"]
        by_hand = pd.Series(lost.to_numpy(), index=whole.scores["rule"])
        assert (by_rule.reindex(by_hand.index, fill_value=0) - by_hand).abs().max() < 1e-9
        assert set(filter(None, row.breaks.split("; "))) == set(less.violations["rule"])
        one = sm.why(matching, row.professional, question)
        assert -one.absence.points == row.adds


def test_a_team_tells_what_is_missing_and_whom_the_pool_has(matching: sm.Matching) -> None:
    told = sm.explain_team(matching, "wonen")
    assert list(told.requirements["state"]) == ["missing"]
    assert told.available.empty  # Cees is elsewhere that day, and Bram's level too low
    assert "0 free people" in told.text()
    free = village(availability=None)
    teams = pd.DataFrame({"question": ["water", "wonen"], "professional": ["Anna", "Bram"]})
    value = sm.audit(free, POLICY, teams).value
    handmade = sm.Matching(
        problem=free, policy=POLICY, teams=teams, value=value, bound=np.inf,
        status="time_limit", reason="", provenance={},
    )  # fmt: skip
    row = sm.explain_team(handmade, "wonen").available.iloc[0]
    assert (row["professional"], row["has"], row["adds"], row["breaks"]) == ("Cees", 5, 7.0, "")
    assert "1 free person" in sm.explain_team(handmade, "wonen").text()


def test_why_somebody_sits(matching: sm.Matching) -> None:
    told = sm.why(matching, "Anna", "water")
    assert told.covers["skill"].tolist() == ["GIS", "law"]
    assert told.covers["alone"].all()
    assert told.absence.points == -15
    assert not told.locked
    assert "Anna covers GIS at level 4 and law at level 3." in told.text()
    assert "Waar blijft het water?" in told.text("nl")
    seats = pd.DataFrame({"question": ["water"], "professional": ["Anna"], "kind": ["lock"]})
    locked = solved(village(seats=seats), POLICY | sm.Locks())
    told = sm.why(locked, "Anna", "water", exact=True)
    assert told.locked
    assert told.needed
    assert sm.why(solved(village(seats=seats)), "Anna", "water").locked is False


def test_a_row_over_ones_own_seats_may_bar_one() -> None:
    """Anna has worked for this client as often as anybody may."""
    history = pd.DataFrame(
        {"team": ["t"], "date": ["2014-10-06"], "professional": ["Anna"], "client": ["Town"]}
    )
    questions = village().questions.assign(client=["Town", "Home"])
    problem = village(history=history, questions=questions)
    policy = POLICY | sm.ClientRotation(at_most=1)
    told = sm.why_not(solved(problem, policy), "Anna", "water")
    assert told.reason == "barred"
    assert list(told.bars["rule"]) == ["ClientRotation()"]
    assert "how often somebody worked for this client" in told.text()
    assert told.changes == ()


def test_a_slot_would_change_it(matching: sm.Matching) -> None:
    told = sm.why_not(matching, "Cees", "wonen", exact=True)
    assert told.reason == "barred"
    assert list(told.bars["rule"]) == ["Available()"]
    assert told.exact is not None
    assert told.exact.after is None
    (change,) = told.changes
    assert (change.slot, change.skills) == ("monday", ())
    assert change.cost == pytest.approx(-7)
    assert change.exact is not None
    assert change.exact.value == 22
    assert "being free in slot monday" in told.text()
    assert "7 points more than now" in told.text()


def test_a_level_would_change_it(matching: sm.Matching) -> None:
    who = "Bram" if ["wonen", "Bram"] not in matching.teams.to_numpy().tolist() else "Dewi"
    told = sm.why_not(matching, who, "water", exact=True)
    assert told.reason == "outbid"
    gis = {change.skills: change for change in told.changes}[(("GIS", 3),)]
    assert gis.cost == pytest.approx(-2, abs=1e-3)  # Anna is worth 7 of her 15 elsewhere
    fixed = pd.DataFrame({"question": ["water"], "professional": [who], "kind": ["lock"]})
    learnt = village().skills.query("professional != @who or skill != 'GIS'")
    learnt = pd.concat(
        [learnt, pd.DataFrame({"professional": [who], "skill": ["GIS"], "level": [3]})]
    )
    fresh = solved(village(skills=learnt, seats=fixed), POLICY | sm.Locks())
    assert gis.exact is not None
    assert gis.exact.value == fresh.value == 17


def test_what_is_scarce_is_worth_what_a_double_adds(matching: sm.Matching) -> None:
    """A second Anna would meet GIS at wonen; law would stay where it is."""
    told = sm.bottlenecks(matching, attributes=["sector"], check=True)
    recruits = told.recruits.set_index(["column", "value"])
    assert recruits.loc[("skill", "GIS"), "like"] == "Anna"
    assert recruits.loc[("slot", "monday"), "points"] == pytest.approx(7)
    assert recruits.loc[("sector", "ict"), "points"] == pytest.approx(7)
    (anna,) = told.checked
    assert anna.foretold == pytest.approx(7)
    assert anna.actual == pytest.approx(7)
    assert anna.between == pytest.approx((7, 7))
    gis = told.binding.query("about == 'GIS' and rule == 'Coverage(weight=10)'")
    assert len(gis) in (0, 1)  # how a price is shared between rows is the LP's affair


@pytest.mark.parametrize("seed", range(3))
def test_no_double_adds_more_than_foretold(seed: int) -> None:
    """Of the ceiling, where no rule looks at history or compares with the pool."""
    problem = sm.achterhoek(professionals=60, questions=4, seed=seed)
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Coverage(), sm.Fit()])
    matching = solved(problem, policy)
    told = sm.bottlenecks(matching, check=True, most=2)
    assert len(told.checked) == 2
    for one in told.checked:
        assert one.foretold > 0
        assert matching.value <= one.after.value <= one.ceiling + 1e-9


def test_where_nobody_is_scarce_it_says_so() -> None:
    """One question, and everybody alike."""
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": list("abcd")}),
        questions=pd.DataFrame({"question": ["q"], "size_min": [1], "size_max": [1]}),
        skills=pd.DataFrame({"professional": list("abcd"), "skill": "GIS"}),
        requirements=pd.DataFrame({"question": ["q"], "skill": ["GIS"]}),
    )
    told = sm.bottlenecks(solved(problem))
    assert told.recruits["points"].max() == 0 or told.recruits.empty
    assert "Nobody is scarce" in told.text()


def test_two_matchings_compared() -> None:
    problem = village(availability=None)
    one = pd.DataFrame({"question": ["water", "wonen"], "professional": ["Anna", "Bram"]})
    two = pd.DataFrame({"question": ["water", "wonen"], "professional": ["Cees", "Bram"]})
    before, after = (
        sm.Matching(
            problem=problem, policy=POLICY, teams=teams,
            value=sm.audit(problem, POLICY, teams).value, bound=np.inf, status="time_limit",
            reason="", provenance={},
        )
        for teams in (one, two)
    )  # fmt: skip
    told = sm.compare(before, after)
    assert told.value == -5
    assert told.moved == ["Cees", "Anna"]
    assert told.seats.to_numpy().tolist() == [["water", "Cees", "in"], ["water", "Anna", "out"]]
    changes = told.rules.set_index("rule")["change"]
    assert changes[changes != 0].to_dict() == {"Coverage()": -5}
    assert told.questions.to_numpy().tolist() == [["water", 15, 10, -5]]
    assert "2 people change seats." in told.text()
    assert "Cees in, Anna out" in told.text(audience="auditor")
    assert "5 punten" in told.text("nl")
    same = sm.compare(before, before)
    assert same.seats.empty
    assert "Nobody changes seats." in same.text()
    back = sm.compare(after, before)
    assert back.value == -told.value
    assert (back.rules["change"] == -told.rules["change"]).all()


def test_what_cannot_be_explained_says_why(matching: sm.Matching) -> None:
    with pytest.raises(sm.DataError, match="did you mean 'Anna'"):
        sm.why(matching, "Ana", "water")
    with pytest.raises(sm.DataError, match="is no question of the tables"):
        sm.explain_team(matching, None)
    with pytest.raises(ValueError, match="sits at 'water'; ask why"):
        sm.why_not(matching, "Anna", "water")
    with pytest.raises(ValueError, match="does not sit at 'wonen'; ask why_not"):
        sm.why(matching, "Anna", "wonen")
    with pytest.raises(TypeError, match="matching must be a Matching, not a str"):
        sm.bottlenecks("matching")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="language must be one of en, nl"):
        sm.explain_team(matching, "water").text("de")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="audience must be one of"):
        sm.explain_team(matching, "water").to_dict("press")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="different questions"):
        sm.compare(matching, solved(planted().problem, planted().policy))
    with pytest.raises(sm.PolicyError, match="no attribute 'colour'"):
        sm.bottlenecks(matching, attributes=["colour"])
