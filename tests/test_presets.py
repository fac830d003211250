"""Presets: the sessions have the shape that is told, and each policy seats its own session."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.data.sessions import SESSIONS
from swarmmatch.errors import PolicyError
from swarmmatch.rules.presets import _PRESETS
from swarmmatch.testing import tiny_problem

by_name = pytest.mark.parametrize("name", SESSIONS)

HARD = [sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Locks(), sm.Pairs(), sm.MustHave()]


def test_every_preset_has_a_session_and_is_told_of() -> None:
    assert list(_PRESETS) == list(SESSIONS)
    for told in (sm.Policy.preset, sm.session):
        assert all(f'"{name}"' in str(inspect.getdoc(told)) for name in SESSIONS)
    assert all(shape.known and shape.assumed for shape in SESSIONS.values())


@by_name
def test_a_session_has_the_shape_that_is_told(name: str) -> None:
    shape, problem = SESSIONS[name], sm.session(name, seed=5)
    questions = problem.questions
    assert len(problem.professionals) == shape.people
    assert len(questions) == shape.tables * shape.rounds
    assert set(questions["size_min"]) == {shape.size_min}
    assert set(questions["size_max"]) == {shape.size_max}
    assert (problem.availability is None) == shape.everybody
    if shape.everybody:
        least, most = (questions[size].sum() / shape.rounds for size in ("size_min", "size_max"))
        assert least <= shape.people <= most
        assert not problem.requirements["must"].any()
    assert sm.session(name, seed=5).fingerprint == problem.fingerprint
    assert sm.session(name, seed=6).fingerprint != problem.fingerprint


def test_each_municipality_of_2012_has_a_table() -> None:
    questions = sm.session("achterhoek_2012").questions
    assert questions["municipality"].nunique() == 8
    assert (questions["client"] == "Gemeente " + questions["municipality"]).all()


def test_the_hall_of_2013_shows_its_shares() -> None:
    people = sm.session("care_2013").professionals
    shares = people["status"].value_counts(normalize=True).to_dict()
    assert shares == {"zzp'er": 0.6, "overweegt het": 0.3, "anders": 0.1}
    assert set(people.loc[people["status"] == "zzp'er", "sector"]) == {"zorg"}
    assert list(people["professional"]) == sorted(people["professional"])


@pytest.fixture(scope="module", params=list(SESSIONS))
def seated(request: pytest.FixtureRequest) -> tuple[str, sm.Matching]:
    """Each session, matched by its own policy."""
    name: str = request.param
    problem = sm.session(name)
    policy = sm.Policy.preset(name, problem)
    return name, sm.match(problem, policy, gap=0.2, time_limit=120, workers=1)


def test_a_preset_matches_its_own_session(seated: tuple[str, sm.Matching]) -> None:
    name, matching = seated
    shape, teams = SESSIONS[name], matching.teams
    assert matching.audit().ok
    assert matching.gap <= 0.2
    assert teams["question"].nunique() == shape.tables * shape.rounds
    seats = teams["professional"].value_counts()
    assert set(seats) == {shape.rounds}
    assert len(seats) == (shape.people if shape.everybody else shape.size_max)
    if name == "worldcafe":
        met = teams.merge(matching.problem.questions[["question", "client", "slot"]])
        assert not met.duplicated(["professional", "client"]).any()
        assert not met.duplicated(["professional", "slot"]).any()


@by_name
def test_a_preset_takes_only_what_the_tables_show(name: str) -> None:
    bare = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": [1], "size_max": [1]}),
    )
    for problem in (bare, tiny_problem(0)):
        assert list(sm.Policy.preset(name, problem))[: len(HARD)] == HARD
    policy = sm.Policy.preset(name, bare)
    assert not {type(rule) for rule in policy} & {sm.Quota, sm.Distinct}
    assert len(sm.match(bare, policy).teams) == 1


def test_rounds_are_counted_in_the_tables() -> None:
    problem = sm.session("worldcafe")
    two = problem.replace(questions=problem.questions.query("slot != 'ronde 3'"))
    assert sm.MinLoad(3) in list(sm.Policy.preset("worldcafe", problem))
    assert sm.MinLoad(2) in list(sm.Policy.preset("worldcafe", two))


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    for call in (sm.session, lambda name: sm.Policy.preset(name, tiny_problem(0))):
        with pytest.raises(PolicyError, match="'denktnk'; did you mean 'denktank'"):
            call("denktnk")
        with pytest.raises(PolicyError, match="there are achterhoek_2012, care_2013, denktank"):
            call("xyz")
    with pytest.raises(PolicyError, match="seed"):
        sm.session("denktank", seed=-1)
