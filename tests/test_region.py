"""Synthetic regions: tables that fit together, drawn from a spec and a seed alone."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmmatch.data.achterhoek import ACHTERHOEK, achterhoek
from swarmmatch.data.people import homes_of_sectors
from swarmmatch.data.region import frames, region
from swarmmatch.data.region_draw import choose, draw_distinct, make_ids
from swarmmatch.data.region_spec import (
    Client,
    Family,
    Occupation,
    Place,
    RegionSpec,
    Sector,
    Theme,
)
from swarmmatch.errors import PolicyError

Frames = dict[str, pd.DataFrame]

HOORN = RegionSpec(
    name="Hoorn",
    places=(
        Place("Hoorn", "Hoorn", 52.643, 5.060, 73_000, outside=0.1),
        Place("Enkhuizen", "Enkhuizen", 52.704, 5.290, 18_500, lean={"havens": 3.0}),
        Place("Medemblik", "Medemblik", 52.772, 5.106, 45_000),
    ),
    sectors=(Sector("havens", 0.4), Sector("zaadteelt", 0.6, cooperatives=("Coöperatie Zaad",))),
    families=(
        Family(
            "water",
            "havens",
            ("zeilmaken", "duiken", "havenbeheer", "scheepsbouw"),
            (Occupation("schipper", 60),),
            near=("zaad",),
        ),
        Family(
            "zaad",
            "zaadteelt",
            ("veredeling", "kastechniek", "zaadhandel"),
            (Occupation("veredelaar", 80), Occupation("kweker", 45, share=2.0)),
        ),
    ),
    themes=(
        Theme("havens", ("water",), ("Een levende haven in {plaats}",)),
        Theme("zaadteelt", ("water", "zaad"), ("Zaden van {plaats}",), ("onderneming",)),
    ),
    clients=(Client("Zaadhuis Zuiderzee", "Enkhuizen", "onderneming", "zaadteelt"),),
    slots=("voorjaar", "najaar"),
)


def shares(column: pd.Series) -> dict[Any, float]:
    return column.value_counts(normalize=True).to_dict()


def digest(tables: Frames) -> str:
    text = "".join(f"{name}\n{table.to_csv()}" for name, table in tables.items())
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("spec", "sector"), [(ACHTERHOEK, None), (ACHTERHOEK, "bouw"), (HOORN, None)]
)
@pytest.mark.parametrize("size", [(0, 0), (1, 1), (7, 30), (600, 0), (600, 40)])
def test_every_reference_is_valid(
    spec: RegionSpec, sector: str | None, size: tuple[int, int]
) -> None:
    tables = frames(spec, *size, seed=8, sector=sector)
    people, questions = tables["professionals"], tables["questions"]
    assert (len(people), len(questions)) == size
    assert people.professional.is_unique
    assert questions.question.is_unique
    for name in ("skills", "availability", "history"):
        assert set(tables[name].professional) <= set(people.professional)
    assert set(tables["requirements"].question) == set(questions.question)
    assert set(tables["requirements"].skill) | set(tables["skills"].skill) <= set(spec.skills)
    assert set(questions.slot) | set(tables["availability"].slot) <= set(spec.slots)
    assert not tables["skills"].duplicated(["professional", "skill"]).any()
    assert not tables["availability"].duplicated().any()
    assert not people.drop(columns="cooperative").isna().any(axis=None)
    assert not questions.isna().any(axis=None)


def test_same_seed_same_tables_in_another_process() -> None:
    here = digest(frames(ACHTERHOEK, 800, 20, seed=9))
    code = (
        "from test_region import *\n"
        "print(*(digest(frames(ACHTERHOEK, 800, 20, seed)) for seed in (9, 10)))"
    )
    paths = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=paths,
        cwd=Path(__file__).parent,
    )
    same, other = done.stdout.split()
    assert same == here
    assert other != here


def test_more_questions_leave_the_people_as_they_were() -> None:
    few, many = (frames(ACHTERHOEK, 900, number, seed=11) for number in (10, 11))
    for name in ("professionals", "skills", "availability", "history"):
        pd.testing.assert_frame_equal(few[name], many[name])


def test_more_people_leave_the_questions_as_they_were() -> None:
    few, many = (frames(ACHTERHOEK, number, 25, seed=12) for number in (900, 901))
    pd.testing.assert_frame_equal(few["questions"], many["questions"])
    assert (
        few["professionals"].professional.tolist()
        == many["professionals"].professional[:-1].tolist()
    )


def test_a_special_edition_is_of_one_sector() -> None:
    tables = frames(ACHTERHOEK, 4_000, 40, seed=13, sector="zorg")
    assert set(tables["questions"].sector) == {"zorg"}
    mix = shares(tables["professionals"].sector)
    assert mix["zorg"] == pytest.approx(0.60, abs=0.03)
    assert len(mix) == len(ACHTERHOEK.sectors)


def test_no_loop_over_people() -> None:
    def lines(count: int) -> int:
        return lines_run(lambda: frames(ACHTERHOEK, count, 10, seed=14))

    lines(50)  # imports and caches
    small, large = lines(2_000), lines(16_000)
    assert large < small + 200


def lines_run(act: Callable[[], object]) -> int:
    """How many lines of the library run."""
    ran = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal ran
        if "swarmmatch" not in frame.f_code.co_filename:
            return None
        ran += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return ran


def test_margins_hold_whatever_the_leanings() -> None:
    table = homes_of_sectors(HOORN)
    people = np.array([place.people for place in HOORN.places])
    np.testing.assert_allclose(table.sum(axis=0), [0.4, 0.6])
    np.testing.assert_allclose(table.sum(axis=1), people / people.sum(), rtol=1e-6)
    odds = table[:, 0] / table[:, 1]
    np.testing.assert_allclose(odds[1] / odds[[0, 2]], 3.0, rtol=1e-6)


@given(st.integers(0, 2**32), st.integers(0, 40))
@settings(max_examples=50, deadline=None)
def test_draws_keep_to_their_weights(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.array([[0.0, 1.0, 2.0, 0.0], [3.0, 0.0, 1.0, 1.0]])
    row = rng.integers(0, 2, count)
    assert (weights[row, choose(rng, weights, row)] > 0).all()
    wanted = rng.integers(0, 3, count)
    owner, column = draw_distinct(rng, weights, row, wanted)
    assert np.bincount(owner, minlength=count).tolist() == wanted.tolist()
    assert (weights[row[owner], column] > 0).all()
    assert len(set(zip(owner, column, strict=True))) == len(owner)


def test_choices_come_in_proportion() -> None:
    rng = np.random.default_rng(15)
    drawn = choose(rng, np.array([[1.0, 3.0], [1.0, 1.0]]), np.repeat([0, 1], 20_000))
    assert drawn[:20_000].mean() == pytest.approx(0.75, abs=0.02)
    assert drawn[20_000:].mean() == pytest.approx(0.50, abs=0.02)


def test_ids_are_stable_and_unique() -> None:
    ids = make_ids("zp", 1_000_001, 6)
    assert ids[[0, 122, 999_999]].tolist() == ["zp-000001", "zp-000123", "zp-1000000"]
    assert pd.Series(ids).is_unique
    assert make_ids("zp", 0, 6).tolist() == []


def test_another_region() -> None:
    tables = frames(HOORN, 500, 30, seed=16)
    assert set(tables["professionals"].municipality) == {"Hoorn", "Enkhuizen", "Medemblik"}
    assert set(tables["professionals"].occupation) == {"schipper", "veredelaar", "kweker"}
    assert set(tables["questions"].title) >= {"Zaden van Enkhuizen", "Een levende haven in Hoorn"}
    assert "Gemeente Medemblik" in set(tables["questions"].client)
    assert set(tables["professionals"].cooperative.dropna()) == {"Coöperatie Zaad"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"professionals": -1}, "professionals is -1"),
        ({"questions": -5}, "questions is -5"),
        ({"professionals": 0}, "100 questions need professionals"),
        ({"professionals": 2.5}, "professionals is 2.5"),
        ({"questions": True}, "questions is True"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": None}, "seed is None"),
        ({"sector": "zorgg"}, "'zorgg' .*did you mean 'zorg'"),
        ({"sector": "ZORG"}, "did you mean 'zorg'"),
        ({"sector": "ruimtevaart"}, "known: 'zakelijke diensten', "),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        frames(ACHTERHOEK, **arguments)


def test_a_sector_that_nobody_asks_about() -> None:
    quiet = replace(HOORN, themes=HOORN.themes[:1])
    with pytest.raises(PolicyError, match="nobody in region 'Hoorn' asks about 'zaadteelt'"):
        frames(quiet, 100, 5, sector="zaadteelt")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"places": ()}, "it has no places"),
        ({"slots": ()}, "it has no slots"),
        ({"slots": ("voorjaar", "Voorjaar")}, "slot 'voorjaar' occurs 2 times"),
        ({"until": "ooit"}, "until is 'ooit'"),
        ({"sectors": (HOORN.sectors[0], Sector("zaadteelt", 1, education=(1, 1)))}, "three shares"),
        ({"families": HOORN.families[:1]}, "'zaadteelt' has no family.*unknown family 'zaad'"),
        ({"sectors": (*HOORN.sectors, Sector("mode", -1))}, "'mode' has no family.*is -1"),
        ({"places": (Place("Hoorn", "Hoorn", 152.6, 5.1, 10),)}, "'Enkhuizen'.*not on the map"),
        ({"themes": (Theme("haven", ("water",), ()),)}, "did you mean 'havens'"),
        ({"themes": (Theme("havens", ("water",), ("x",), ("gast",)),)}, "no client of kind 'gast'"),
        ({"clients": (Client("A", "Horn", "onderneming"),)}, "'Horn' .did you mean 'Hoorn'"),
    ],
)
def test_a_faulty_spec_names_its_faults(change: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        replace(HOORN, **change)


def test_the_tables_make_a_problem() -> None:
    problem = achterhoek()
    for name, table in frames(ACHTERHOEK).items():
        pd.testing.assert_frame_equal(getattr(problem, name), table)
    assert problem.pairs.empty


def test_another_region_makes_a_problem() -> None:
    problem = region(HOORN, professionals=50, questions=4, seed=1, sector="havens")
    assert set(problem.questions.sector) == {"havens"}
