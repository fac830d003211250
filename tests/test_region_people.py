"""The people of the synthetic region follow the published figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from swarmmatch.data.achterhoek import ACHTERHOEK
from swarmmatch.data.region import frames

Frames = dict[str, pd.DataFrame]

POPULATION = {
    "Aalten": 27_116,
    "Berkelland": 43_845,
    "Bronckhorst": 36_077,
    "Doetinchem": 58_104,
    "Montferland": 36_052,
    "Oost Gelre": 29_644,
    "Oude IJsselstreek": 39_331,
    "Winterswijk": 28_893,
}


@pytest.fixture(scope="module")
def drawn() -> Frames:
    return frames(ACHTERHOEK, 12_000, 100, seed=2015)


@pytest.fixture(scope="module")
def people(drawn: Frames) -> pd.DataFrame:
    return drawn["professionals"]


def shares(column: pd.Series) -> dict[Any, float]:
    return column.value_counts(normalize=True).to_dict()


def test_municipalities_share_professionals_by_population(people: pd.DataFrame) -> None:
    total = sum(POPULATION.values())
    expected = {name: number / total for name, number in POPULATION.items()}
    assert shares(people.municipality) == pytest.approx(expected, abs=0.015)


def test_people_live_in_and_around_their_places(people: pd.DataFrame) -> None:
    places = pd.DataFrame([(p.municipality, p.lat, p.lon) for p in ACHTERHOEK.places])
    places.columns = pd.Index(["municipality", "lat", "lon"])
    both = people.reset_index().merge(places, on="municipality", suffixes=("", "_place"))
    north = (both.lat - both.lat_place) * 111.32
    east = (both.lon - both.lon_place) * 111.32 * np.cos(np.radians(52.0))
    km = np.hypot(north, east).groupby(both["index"]).min()
    assert 0.5 < km.median() < 1.5
    assert km.quantile(0.99) < 8
    assert 0.15 < (km > 2).mean() < 0.30  # the countryside


def test_farming_leans_to_two_municipalities(people: pd.DataFrame) -> None:
    farming = (people.sector == "landbouw").groupby(people.municipality).mean()
    leaning = farming[["Berkelland", "Bronckhorst"]]
    assert leaning.min() > 1.3 * farming.drop(leaning.index).max()


def test_sector_mix(people: pd.DataFrame) -> None:
    mix = shares(people.sector)
    assert mix == pytest.approx({one.name: one.share for one in ACHTERHOEK.sectors}, abs=0.015)
    assert mix["zakelijke diensten"] > 0.27  # raised for a pool of zp'ers
    assert mix["bouw"] == pytest.approx(0.14, abs=0.025)
    assert mix["zorg"] == pytest.approx(0.13, abs=0.025)


def test_gender(people: pd.DataFrame) -> None:
    assert shares(people.gender)["man"] == pytest.approx(0.62, abs=0.015)
    care = people[people.sector == "zorg"]
    assert shares(care.gender)["vrouw"] == pytest.approx(151_193 / 202_963, abs=0.03)


def test_age(people: pd.DataFrame) -> None:
    assert people.age.between(18, 74).all()
    assert (people.age < 25).mean() == pytest.approx(0.06, abs=0.01)
    assert (people.age >= 45).mean() == pytest.approx(0.56, abs=0.015)


def test_education_is_raised_above_the_national_mix(people: pd.DataFrame) -> None:
    mix = shares(people.education)
    assert set(mix) == {"hoog", "middel", "laag"}
    assert 0.49 < mix["hoog"] < 0.65
    assert mix["laag"] < 0.16


def test_experience(people: pd.DataFrame) -> None:
    assert people.experience.mean() == pytest.approx(10.0, abs=0.4)
    assert people.experience.min() >= 0
    assert (people.experience < people.age - 16).all()


def test_rates_follow_occupations_and_men_ask_nine_percent_more(people: pd.DataFrame) -> None:
    by_occupation = people.groupby("occupation").rate.mean()
    expected = pd.Series({one.name: one.rate for one in ACHTERHOEK.occupations})
    assert set(by_occupation.index) == set(expected.index)
    assert (by_occupation / expected).between(0.93, 1.07).all()
    relative = people.rate / people.occupation.map(expected)
    men, women = (
        relative[people.gender == gender].groupby(people.sector).mean()
        for gender in ("man", "vrouw")
    )
    assert (men / women).median() == pytest.approx(1.09, abs=0.02)
    assert people.rate.mean() == pytest.approx(81, abs=5)


def test_seats_and_cooperatives(people: pd.DataFrame) -> None:
    seats = shares(people.capacity)
    assert set(seats) == {1, 2, 3}
    assert seats[1] > 0.65
    assert 0.05 <= people.cooperative.notna().mean() <= 0.10
    home = {name: one.name for one in ACHTERHOEK.sectors for name in one.cooperatives}
    members = people.dropna(subset="cooperative")
    assert (members.cooperative.map(home) == members.sector).all()
    assert members.cooperative.nunique() == len(home)


def test_about_half_of_the_pool_is_available_in_any_slot(drawn: Frames) -> None:
    free = drawn["availability"].slot.value_counts() / 12_000
    assert set(free.index) == set(ACHTERHOEK.slots)
    assert free.between(0.45, 0.55).all()


def test_skills(drawn: Frames) -> None:
    skills = drawn["skills"]
    number = skills.groupby("professional").size()
    assert number.between(3, 15).all()
    assert 8 <= number.mean() <= 10
    assert len(number) == 12_000
    assert set(skills.skill) == set(ACHTERHOEK.skills)
    assert set(skills.level) == {1, 2, 3, 4, 5}


def test_most_skills_are_of_the_own_family_and_levels_grow_with_experience(drawn: Frames) -> None:
    family = {skill: one.name for one in ACHTERHOEK.families for skill in one.skills}
    home = {work.name: one.name for one in ACHTERHOEK.families for work in one.occupations}
    person = drawn["professionals"].set_index("professional")
    skills = drawn["skills"].join(person[["occupation", "experience"]], on="professional")
    own = skills.skill.map(family) == skills.occupation.map(home)
    assert 0.5 < own.mean() < 0.75
    years = pd.cut(skills.experience, [-1, 2, 8, 20, 60])
    assert skills.level.groupby(years, observed=True).mean().diff().dropna().gt(0.4).all()


def test_vocabulary_is_large_and_every_sector_asks() -> None:
    assert len(ACHTERHOEK.skills) > 100
    assert 10 <= len(ACHTERHOEK.families) <= 15
    sectors = {one.name for one in ACHTERHOEK.sectors}
    assert {one.sector for one in ACHTERHOEK.families} == sectors
    assert {one.sector for one in ACHTERHOEK.themes} == sectors
