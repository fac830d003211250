"""The three lessons of Pr8werk: referrals, pitch versus match, self-reliance."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from histories import Seating, history_frame, history_of, problem_of, random_history, seats
from swarmmatch import DataError
from swarmmatch.history import reliance
from swarmmatch.history.collaboration import CollaborationHistory
from swarmmatch.history.families import family_table
from swarmmatch.history.pitch import pitch_versus_match, seat_values
from swarmmatch.history.referrals import Nearness, referrals
from swarmmatch.history.reliance import self_reliance, team_reach
from swarmmatch.history.ties import ties

FAMILIES = {"GIS": "ict", "SQL": "ict", "lassen": "techniek"}
UNMET = pd.DataFrame({"question": ["q1"], "skill": ["GIS"], "level": [3]})


def held(**skills: str) -> pd.DataFrame:
    """``held(a="GIS 3")``: a holds GIS at level 3."""
    rows = [(one, told.split()[0], int(told.split()[1])) for one, told in skills.items()]
    return pd.DataFrame(rows, columns=["professional", "skill", "level"])


def asked(teams: list[tuple[str, str]], skills: pd.DataFrame, **options: object) -> pd.DataFrame:
    graph = history_of(*teams).to_graph()
    return referrals(graph, UNMET, skills, families=FAMILIES, **options)


def test_who_worked_with_holders_of_the_skill_comes_first() -> None:
    teams = [("ab", "2014-01-01"), ("cd", "2014-01-01"), ("ef", "2014-01-01"), ("gh", "2014-01-01")]
    skills = held(b="GIS 3", d="SQL 1", f="lassen 5", h="GIS 2")
    found = asked(teams, skills)
    assert found["professional"].tolist() == ["a", "c", "g"]
    assert found["rank"].tolist() == [1, 2, 3]
    assert found["score"].tolist() == [1.0, 0.5, 0.5]  # g's contact holds it, but too low
    assert found["through"].tolist() == ["b", "d", "h"]
    assert found[["holders", "family", "earlier"]].to_numpy().tolist() == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
    ]


def test_a_stronger_tie_and_more_contacts_count_for_more() -> None:
    teams = [
        ("ab", "2014-01-01"),
        ("ab", "2014-02-01"),
        ("cde", "2014-01-01"),
        ("xb", "2014-01-01"),
    ]
    found = asked(teams, held(b="GIS 4", d="GIS 3", e="SQL 2"))
    assert found["professional"].tolist()[:3] == ["a", "c", "e"]
    assert found["score"].tolist()[:3] == [2.0, 1.5, 1.0]


def test_what_people_held_before_counts_even_when_they_have_left() -> None:
    teams = [("ab", "2014-01-01"), ("cd", "2014-01-01")]
    before = pd.DataFrame({"professional": ["b", "d"], "skill": ["GIS", "lassen"]})
    found = asked(teams, held(), held_before=before, ask=pd.Index(["a", "c"]))
    assert found[["professional", "score", "earlier"]].to_numpy().tolist() == [["a", 0.25, 1]]


def test_the_nearest_of_several_ways_counts_once() -> None:
    skills = pd.concat([held(b="SQL 5"), held(b="GIS 5")])
    before = pd.DataFrame({"professional": ["b", "b"], "skill": ["GIS", "SQL"]})
    found = asked([("ab", "2014-01-01")], skills, held_before=before)
    assert found["score"].tolist() == [1.0]
    assert found["holders"].tolist() == [1]


def test_nobody_is_named_when_no_contact_is_near() -> None:
    found = asked([("ab", "2014-01-01")], held(a="lassen 1"))
    assert found.empty
    assert list(found.columns)[:4] == ["question", "skill", "level", "rank"]
    empty = referrals(history_of().to_graph(), UNMET.head(0), held(), families=FAMILIES)
    assert list(empty.columns) == list(found.columns)


def test_only_as_many_as_asked_and_weights_of_ones_own() -> None:
    teams = [(f"{one}z", "2014-01-01") for one in "abc"]
    found = asked(teams, held(z="SQL 1"), top=2, nearness=Nearness(holds=1, family=0.9))
    assert found["professional"].tolist() == ["a", "b"]
    assert found["score"].tolist() == [0.9, 0.9]
    with pytest.raises(ValueError, match="top"):
        asked(teams, held(), top=0)
    with pytest.raises(ValueError, match="nearness"):
        Nearness(family=2.0)


@settings(max_examples=5)
@given(st.integers(0, 10_000))
def test_scores_are_those_counted_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    history = random_history(seed)
    names = sorted(history["professional"].unique())
    skills = pd.DataFrame(
        {"professional": names, "skill": rng.choice(list(FAMILIES), len(names)), "level": 3}
    )
    known = ties(history, half_life=100)
    graph = history_of().to_graph()
    graph.add_edges_from(
        (a, b, {"strength": s}) for a, b, s in known[["a", "b", "strength"]].itertuples(index=False)
    )
    near = skills.set_index("professional")["skill"].map({"GIS": 1.0, "SQL": 0.5, "lassen": 0.0})
    both = pd.concat([known, known.rename(columns={"a": "b", "b": "a"})])
    score = (both["strength"] * both["b"].map(near)).groupby(both["a"]).sum()
    score = score[score > 0].sort_values(ascending=False, kind="stable")
    found = referrals(graph, UNMET, skills, families=FAMILIES, top=99)
    assert found["score"].tolist() == pytest.approx(score.tolist())
    assert found.set_index("professional")["score"].to_dict() == pytest.approx(score.to_dict())


def test_a_matching_is_asked_only_for_what_it_misses() -> None:
    history = history_of(("ab", "2014-01-01"), ("xb", "2014-01-01"), pool="ab")
    coverage = pd.DataFrame(
        {
            "question": ["q1", "q2"],
            "skill": ["GIS", "SQL"],
            "level": [1, 1],
            "wanted": [2, 1],
            "held": [1, 1],
        }
    )
    problem = problem_of("ab", skills=held(b="GIS 1"))
    found = history.referrals(Seating(problem, seats(q1="b"), coverage), families=FAMILIES)
    assert found[["question", "professional"]].to_numpy().tolist() == [["q1", "a"]]  # x has left


def test_families_come_as_mapping_frame_or_vocabulary() -> None:
    frame = pd.DataFrame({"skill": ["GIS", "GIS", "SQL"], "family": ["ict", "ruimte", None]})
    assert family_table(frame)["family"].tolist() == ["ict", "ruimte"]
    assert family_table(FAMILIES).to_numpy().tolist()[0] == ["GIS", "ict"]
    assert family_table().query("skill == 'GIS'")["family"].tolist() == ["ict en data"]
    with pytest.raises(ValueError, match="columns skill and family"):
        family_table(frame[["skill"]])


def test_a_pitch_that_tells_all_or_the_reverse() -> None:
    table = pd.DataFrame({"pitch": [1, 2, 3, 4], "value": [1, 10, 11, 99], "outcome": list("cbba")})
    found = pitch_versus_match(table, worst_to_best=["a", "b", "c"]).set_index("against")
    assert found.loc["value", "rho"] == pytest.approx(1.0)
    assert found.loc["outcome", "rho"] == pytest.approx(-3 / np.sqrt(10))
    assert found["seats"].tolist() == [4, 4]


def test_the_correlation_is_that_of_scipy_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(3)
    pitch = rng.integers(1, 6, 80).astype(float)
    value = pitch + rng.normal(0, 3, 80)
    pitch[:5] = np.nan
    found = pitch_versus_match(pd.DataFrame({"pitch": pitch, "value": value})).iloc[0]
    assert found["rho"] == pytest.approx(stats.spearmanr(pitch[5:], value[5:]).statistic)
    assert found["low"] < found["rho"] < found["high"]
    assert found["seats"] == 75
    again = pitch_versus_match(pd.DataFrame({"pitch": pitch, "value": value})).iloc[0]
    assert found.equals(again)


def test_too_little_to_tell_is_missing_not_zero() -> None:
    few = pitch_versus_match(pd.DataFrame({"pitch": [1, 2], "value": [1, 2]}))
    same = pitch_versus_match(pd.DataFrame({"pitch": [3, 3, 3], "value": [1, 2, 3]}))
    for found in (few, same):
        assert found[["rho", "low", "high"]].isna().all(axis=None)


def test_pitch_columns_that_are_wrong_are_named() -> None:
    with pytest.raises(DataError, match="'pitch'"):
        pitch_versus_match(pd.DataFrame({"value": [1]}))
    with pytest.raises(DataError, match="'outcome' must hold numbers"):
        pitch_versus_match(pd.DataFrame({"pitch": [1], "outcome": ["good"]}))
    table = pd.DataFrame({"pitch": [1], "outcome": ["great"]})
    with pytest.raises(DataError, match="'great' is not in worst_to_best"):
        pitch_versus_match(table, worst_to_best=["good"])


def test_the_pitches_of_a_history_are_set_against_value_and_outcome() -> None:
    requirements = pd.DataFrame({"question": ["q1"], "skill": "GIS", "level": 2, "weight": 6.0})
    problem = problem_of("abc", requirements=requirements, skills=held(a="GIS 2", b="GIS 5"))
    frame = history_frame(("abc", "2013-01-01"), ("ac", "2014-01-01"), ("b", "2014-02-01"))
    frame["question"] = ["q1"] * 5 + ["elsewhere"]
    frame["pitch"] = [2, 3, 1, 4, 1, 9]  # values are 3, 3, 0, 6, 0 and unknown
    frame["outcome"] = [10, 9, 8, 7, None, 6]
    history = CollaborationHistory.from_frame(frame)
    found = history.pitch_versus_match(problem).set_index("against")
    assert found["seats"].to_dict() == {"value": 5, "outcome": 5}
    spearman = stats.spearmanr([2, 3, 1, 4, 1], [3, 3, 0, 6, 0]).statistic
    assert found.loc["value", "rho"] == pytest.approx(spearman)
    assert found.loc["outcome", "rho"] == pytest.approx(
        stats.spearmanr([2, 3, 1, 4, 9], [10, 9, 8, 7, 6]).statistic
    )
    assert history.pitch_versus_match()["against"].tolist() == ["outcome"]
    with pytest.raises(DataError, match="'loudness'"):
        history.pitch_versus_match(pitch="loudness")


def test_seat_values_share_what_a_requirement_earns() -> None:
    requirements = pd.DataFrame(
        {
            "question": ["q1", "q1", "q2"],
            "skill": ["GIS", "SQL", "GIS"],
            "level": 2,
            "holders": [1, 2, 1],
            "weight": [6.0, 4.0, 5.0],
        }
    )
    skills = pd.concat([held(a="GIS 2", b="GIS 5", c="GIS 1"), held(a="SQL 2")])
    problem = problem_of("abcd", requirements=requirements, skills=skills)
    teams = seats(q1="abcd").set_index(pd.Index([7, 5, 3, 1]))
    values = seat_values(problem, teams)
    assert values.to_dict() == {7: 3.0 + 2.0, 5: 3.0, 3: 0.0, 1: 0.0}


def reach_by_hand(history: pd.DataFrame, organisers: set[str]) -> dict[tuple[str, str], float]:
    rows = history[~history["professional"].isin(organisers)]
    found = {}
    for (team, date), members in rows.groupby(["team", "date"])["professional"]:
        met: dict[str, set[str]] = {}
        for _, old in rows[rows["date"] < date].groupby(["team", "date"])["professional"]:
            for a, b in combinations(old, 2):
                met.setdefault(a, set()).add(b)
                met.setdefault(b, set()).add(a)
        for one in members:
            others = [other for other in members if other != one]
            near = [
                o
                for o in others
                if o in met.get(one, ()) or met.get(one, set()) & met.get(o, set())
            ]
            if others:
                found[team, one] = len(near) / len(others)
    return found


@settings(max_examples=12)
@given(
    st.integers(0, 10_000),
    st.sampled_from([set(), {"p0"}, {"p0", "p1"}]),
    st.sampled_from([1, 5, 10**6]),
)
def test_reach_is_that_counted_by_hand(seed: int, organisers: set[str], at_a_time: int) -> None:
    history = random_history(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reliance, "ROWS", at_a_time)
        found = team_reach(history, organisers=organisers)
    assert found.set_index(["team", "professional"])["reach"].to_dict() == pytest.approx(
        reach_by_hand(history, organisers)
    )


def test_teams_within_two_hops_could_have_found_each_other() -> None:
    history = history_frame(("ab", "2013-01-01"), ("bc", "2013-02-01"), ("ac", "2014-01-01"))
    found = self_reliance(team_reach(history), by=["period"])
    assert found.to_numpy().tolist() == [["2013", 2, 4, 0.0], ["2014", 1, 2, 1.0]]


def test_the_organiser_does_not_count_as_the_third_who_knows_both() -> None:
    history = history_frame(("ab", "2013-01-01"), ("bc", "2013-02-01"), ("ac", "2014-01-01"))
    found = self_reliance(team_reach(history, organisers=["b"]), by=["period"])
    assert found.to_numpy().tolist() == [["2014", 1, 2, 0.0]]


def test_teams_of_one_date_do_not_know_of_each_other() -> None:
    history = history_frame(("ab", "2014-01-01"), ("bc", "2014-01-01"), ("ac", "2014-01-01"))
    assert team_reach(history)["reach"].tolist() == [0.0] * 6


def test_self_reliance_is_told_by_community_and_over_time() -> None:
    history = history_of(
        ("ab", "2013-01-01"), ("ab", "2014-01-01"), ("cd", "2014-07-01"), ("e", "2014-01-01")
    )
    members = pd.DataFrame({"professional": list("abc"), "community": [1, 1, 2]})
    found = history.self_reliance(communities=members)
    assert found["index"].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert found["community"].fillna(0).tolist() == [1, 1, 2, 0]
    assert found["period"].tolist() == ["2013", "2014", "2014", "2014"]
    whole = history.self_reliance(by=[])
    assert whole.to_dict("records") == [{"teams": 3, "seats": 6, "index": pytest.approx(1 / 3)}]
    quarters = history.self_reliance(by=["period"], period="quarter")
    assert quarters["period"].tolist() == ["2013Q1", "2014Q1", "2014Q3"]
    assert set(history.self_reliance()["community"]) == {1, 2}  # found by Louvain
    with pytest.raises(ValueError, match="period"):
        history.self_reliance(period="week")
