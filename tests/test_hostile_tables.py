"""Every kind of bad input gives exactly its own issue: table, row, column and a helpful remedy."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from hostile_cases import CASES, Case, frame
from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError
from tiny_tables import Tables, issues_of, tiny, with_cell, with_rows


@pytest.fixture(scope="module")
def sound() -> Problem:
    return Problem.from_frames(**tiny())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_fault_is_reported_once_where_it_is_also_when_a_table_is_replaced(
    case: Case, sound: Problem
) -> None:
    whole, spoilt = tiny(), case.spoil()
    issues = issues_of(spoilt)
    new = {name: spoilt.get(name) for name in whole if not same(whole[name], spoilt.get(name))}
    with pytest.raises(DataError) as raised:
        sound.replace(**new)
    pd.testing.assert_frame_equal(raised.value.issues, issues)
    found = issues[["table", "row", "column"]].astype(object)
    places = found.where(found.notna(), None).to_numpy().tolist()
    assert places == [[case.table, case.row, case.column]], issues.to_string()
    assert case.problem in issues["problem"].iloc[0]
    assert case.remedy in issues["remedy"].iloc[0]


def same(one: object, other: object) -> bool:
    """Whether two tables are one and the same."""
    return one is other or (isinstance(one, pd.DataFrame) and one.equals(other))


def test_tiny_tables_are_sound_so_that_each_case_is_bad_for_one_reason() -> None:
    assert issues_of(tiny()).empty
    assert len(CASES) >= 40


def test_all_faults_of_all_tables_come_at_once_in_order_of_table_and_row() -> None:
    tables = with_cell("skills", 3, "level", 0) | {
        "fit": with_cell("fit", 0, "points", np.inf)["fit"],
        "professionals": with_cell("professionals", 1, "rate", -1)["professionals"],
        "questions": None,
    }
    issues = issues_of(tables)
    assert list(issues.columns) == ["table", "row", "column", "value", "problem", "remedy"]
    assert issues["row"].dtype == "Int64"
    found = issues[["table", "column", "value"]].astype(object)
    assert found.where(found.notna(), None).to_numpy().tolist() == [
        ["professionals", "rate", "-1"],
        ["skills", "level", "0"],
        ["questions", None, None],
        ["fit", "points", "inf"],
    ]


def test_every_bad_cell_has_its_own_row() -> None:
    count = 3000
    skills = pd.DataFrame(
        {
            "professional": "nobody",
            "skill": [f"skill {at}" for at in range(count)],
            "level": ["low", 0, 1.5] * (count // 3),
        }
    )
    issues = issues_of(tiny() | {"skills": skills})
    assert issues["problem"].value_counts().to_dict() == {
        "names no professional of the table professionals": count,
        "is not a number": count // 3,
        "is below 1": count // 3,
        "is not a whole number": count // 3,
    }
    assert issues["row"].nunique() == count


@pytest.mark.parametrize("index", [[7, 7, 3], ["x", "y", "z"], [(0, "a"), (0, "b"), (1, "a")]])
def test_rows_are_counted_whatever_the_frames_index(index: list[object]) -> None:
    tables = with_cell("professionals", 2, "rate", -1)
    people = tables["professionals"]
    assert people is not None
    people.index = pd.Index(index)
    assert issues_of(tables)["row"].tolist() == [2]
    sound = tiny()["professionals"].set_axis(index)
    assert issues_of(tiny() | {"professionals": sound}).empty


def test_the_usual_spelling_is_the_one_used_most() -> None:
    tables = with_rows("skills", ("bram", "gis", 1), ("cees", "c++", 1), ("bram", "c++", 1))
    issues = issues_of(tables)
    assert issues[["table", "row", "value"]].to_numpy().tolist() == [
        ["skills", 4, "gis"],
        ["skills", 5, "c++"],
        ["skills", 6, "c++"],
    ]


def test_missing_ids_are_no_duplicates_of_each_other() -> None:
    tables = with_rows("skills", (None, "GIS", 1), (None, "GIS", 1), ("anna", "GIS", 1))
    assert issues_of(tables)[["row", "problem"]].to_numpy().tolist() == [
        [4, "is missing"],
        [5, "is missing"],
        [6, "is there twice"],
    ]


def test_a_bad_row_is_judged_no_further() -> None:
    tables = with_cell("professionals", 0, "lat", "north") | {
        "questions": with_cell("questions", 0, "size_min", "few")["questions"]
    }
    assert issues_of(tables)[["column", "problem"]].to_numpy().tolist() == [
        ["lat", "is not a number"],
        ["size_min", "is not a number"],
    ]


def test_unknown_table_is_named() -> None:
    problem = Problem.from_frames(**tiny())
    with pytest.raises(DataError) as caught:
        problem.replace(seat=frame("seats"))
    assert caught.value.issues["remedy"].tolist() == ["did you mean 'seats'?"]


def test_error_shows_its_issues_and_crosses_processes() -> None:
    with pytest.raises(DataError) as caught:
        Problem.from_frames(**with_cell("skills", 1, "level", 0))
    error = pickle.loads(pickle.dumps(caught.value))
    pd.testing.assert_frame_equal(error.issues, caught.value.issues)
    assert "skills" in str(error)
    assert "is below 1" in str(error)


SOUND = {
    "skills that differ in more than spelling": lambda: with_rows("skills", ("cees", "C", 1)),
    "numbers parted otherwise": lambda: with_rows(
        "skills", ("cees", "1 11", 1), ("cees", "11 1", 1), ("cees", "111", 1)
    ),
    "a skill that nobody holds": lambda: with_cell("requirements", 1, "skill", "juggling"),
    "a question that is gone": lambda: with_cell("history", 0, "question", "q0"),
    "no skills": lambda: tiny() | {"skills": None},
    "no requirements": lambda: tiny() | {"requirements": None},
    "nobody available": lambda: tiny() | {"availability": frame("availability").head(0)},
    "no availability": lambda: tiny() | {"availability": None},
    "empty pool": lambda: (
        dict.fromkeys(tiny())
        | {"professionals": frame("professionals").head(0), "questions": frame("questions")}
    ),
    "a nice-to-have beyond the seats": lambda: with_cell("requirements", 1, "holders", 9),
    "a bar beside locks": lambda: with_rows("seats", ("q1", "cees", "bar")),
    "locks apart at two questions": lambda: with_rows("seats", ("q2", "bram", "lock")),
    "a wish that is returned": lambda: with_rows(
        "pairs", ("bram", "cees", "wish"), ("cees", "bram", "wish")
    ),
    "a wish beside what must be": lambda: with_rows(
        "pairs", ("anna", "bram", "wish"), ("bram", "anna", "wish")
    ),
    "locks of two with a wish": lambda: (
        with_cell("pairs", 0, "kind", "wish")
        | {"seats": with_rows("seats", ("q1", "bram", "lock"))["seats"]}
    ),
    "size 0": lambda: with_cell("questions", 1, "size_min", 0),
}


@pytest.mark.parametrize("sound", SOUND.values(), ids=SOUND.keys())
def test_what_is_unusual_but_sound_is_accepted(sound: Callable[[], Tables]) -> None:
    assert issues_of(sound()).empty
