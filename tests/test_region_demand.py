"""The questions of the synthetic region can be answered by its pool, and not by everyone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linear_sum_assignment

from swarmmatch.data.achterhoek import ACHTERHOEK
from swarmmatch.data.demand_musts import staffable
from swarmmatch.data.people_skills import Held
from swarmmatch.data.region import frames

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def drawn() -> Frames:
    return frames(ACHTERHOEK, 12_000, 100, seed=2015)


def shares(column: pd.Series) -> dict[Any, float]:
    return column.value_counts(normalize=True).to_dict()


def holders(tables: Frames, skill: str, level: int) -> set[str]:
    skills = tables["skills"]
    return set(skills.professional[(skills.skill == skill) & (skills.level >= level)])


def test_questions_are_of_all_three_kinds_of_client(drawn: Frames) -> None:
    questions = frames(ACHTERHOEK, 1_000, 500, seed=3)["questions"]
    kind = {client.name: client.kind for client in ACHTERHOEK.all_clients}
    mix = shares(questions.client.map(kind))
    assert set(mix) == {"gemeente", "zorgorganisatie", "onderneming"}
    assert min(mix.values()) > 0.1
    town = {place.name: place.municipality for place in ACHTERHOEK.places}
    home = {client.name: town[client.place] for client in ACHTERHOEK.all_clients}
    assert (questions.client.map(home) == questions.municipality).all()
    assert not questions.title.str.contains("{", regex=False).any()


def test_sizes_values_and_hours() -> None:
    tables = frames(ACHTERHOEK, 1_000, 1_000, seed=4)
    questions, mean_rate = tables["questions"], tables["professionals"].rate.mean()
    assert (questions.size_min <= questions.size_max).all()
    assert questions.size_min.min() >= 4
    assert questions.size_max.max() <= 8
    assert 0.2 < (questions.size_min == questions.size_max).mean() < 0.4
    assert 15_000 < questions.value.median() < 20_000
    assert questions.value.quantile(0.8) > 30_000
    cost = questions.hours * questions.size_max * mean_rate / questions.value
    assert 0.6 < cost.median() < 0.95


def test_requirements(drawn: Frames) -> None:
    asked = drawn["requirements"]
    assert asked.groupby("question").size().between(5, 9).all()
    assert not asked.duplicated(["question", "skill"]).any()
    assert set(asked.level) == {2, 3, 4}
    assert set(asked.holders) == {1, 2}
    assert set(asked.weight) == {1.0, 2.0, 3.0}
    assert asked.must.groupby(asked.question).sum().between(1, 2).all()


def test_requirements_are_drawn_from_a_theme_of_the_sector(drawn: Frames) -> None:
    family = {skill: one.name for one in ACHTERHOEK.families for skill in one.skills}
    sector = drawn["questions"].set_index("question").sector
    families = drawn["requirements"].skill.map(family).groupby(drawn["requirements"].question)
    for question, asked in families.agg(set).items():
        themes = [set(t.families) for t in ACHTERHOEK.themes if t.sector == sector[question]]
        assert any(asked <= theme for theme in themes)


@pytest.mark.parametrize("sector", [None, "zorg"])
def test_share_of_holders_is_in_a_sane_band(sector: str | None) -> None:
    tables = frames(ACHTERHOEK, 12_000, 50, seed=5, sector=sector)
    asked = tables["requirements"]
    share = pd.Series(
        [len(holders(tables, one.skill, one.level)) / 12_000 for one in asked.itertuples()]
    )
    # A pool of which 60% works in one sector has no rare skills in it.
    most = 0.08 if sector is None else 0.16
    assert share.between(0.01, most).all()
    assert share.std() > 0.01


def can_staff(tables: Frames) -> bool:
    """Whether every holder of every must can be a professional of its own."""
    slot = tables["questions"].set_index("question").slot
    free = tables["availability"].groupby("slot").professional.agg(set)
    musts = tables["requirements"].query("must")
    able = [
        holders(tables, one.skill, one.level) & free[slot[one.question]]
        for one in musts.itertuples()
        for _ in range(one.holders)
    ]
    cost = [[name not in one for name in tables["professionals"].professional] for one in able]
    row, column = linear_sum_assignment(np.array(cost))
    return len(row) == len(able) and not np.array(cost)[row, column].any()


def test_all_musts_can_be_met_at_once(drawn: Frames) -> None:
    assert drawn["requirements"].must.sum() > 100
    assert can_staff(drawn)


def test_a_pool_too_small_keeps_only_the_musts_that_it_can_meet() -> None:
    tables = frames(ACHTERHOEK, 150, 60, seed=6)
    assert 10 < tables["requirements"].must.sum() < 60
    assert can_staff(tables)


def test_staffable_gives_up_just_the_musts_that_are_short() -> None:
    person, free = np.arange(6), np.ones((6, 1), dtype=bool)
    held = Held(person, np.array([0, 0, 0, 1, 1, 1]), np.array([3, 3, 3, 3, 3, 1]))
    asked = pd.DataFrame({"skill": [0, 1], "slot": [0, 0], "level": [2, 2], "holders": [1, 1]})
    assert staffable(held, free, asked, np.array([3.0, 2.0])).tolist() == [True, False]
