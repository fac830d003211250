"""The specs agree with themselves, and every table comes out in the normal form they describe."""

from __future__ import annotations

import datetime
import decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from swarmmatch.data.cells import DTYPES, READERS
from swarmmatch.data.problem import Problem
from swarmmatch.data.tables import HOMES, TABLES, Column
from tiny_tables import tiny, with_cell

COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_each_column_is_specified_soundly(table: str, column: Column) -> None:
    assert column.kind in READERS
    assert column.kind in DTYPES
    assert column.meaning
    assert (column.kind == "id") == (column.of is not None)
    assert (column.kind == "word") == bool(column.words)
    assert not (column.required and column.default is not None)
    if column.kind == "integer":
        assert column.required or column.default is not None  # whole numbers cannot be missing
    if column.default is not None and column.at_least is not None:
        assert column.at_least <= column.default


def test_keys_and_homes_are_columns() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
    for table, column in HOMES.values():
        assert column in TABLES[table].names


def test_normal_form_has_every_column_in_order_and_then_the_callers_own() -> None:
    problem = Problem.from_frames(**tiny())
    for name, table in TABLES.items():
        frame = getattr(problem, name)
        assert list(frame.columns)[: len(table.columns)] == table.names
        assert [str(frame[spec.name].dtype) for spec in table.columns] == [
            DTYPES[spec.kind] for spec in table.columns
        ]
        assert isinstance(frame.index, pd.RangeIndex)
    assert list(problem.professionals.columns)[-1] == "age"
    assert problem.professionals["age"].dtype == "int64"


def test_absent_tables_are_empty_but_availability_is_none() -> None:
    needed = {name: tiny()[name] for name in ("professionals", "questions")}
    problem = Problem.from_frames(**needed)
    assert problem.availability is None
    for name in ("skills", "requirements", "history", "pairs", "seats", "fit", "wishes"):
        frame = getattr(problem, name)
        assert len(frame) == 0
        assert list(frame.columns) == TABLES[name].names
        assert [str(dtype) for dtype in frame.dtypes] == [
            DTYPES[spec.kind] for spec in TABLES[name].columns
        ]
    nobody = Problem.from_frames(
        **needed, availability=pd.DataFrame(columns=["professional", "slot"])
    )
    assert nobody.availability is not None
    assert len(nobody.availability) == 0


def test_defaults_fill_absent_columns_and_empty_cells() -> None:
    problem = Problem.from_frames(**with_cell("skills", 0, "level", None))
    assert problem.skills["level"].tolist() == [1, 5, 1, 2]
    assert problem.professionals["capacity"].tolist() == [1, 1, 1]
    assert problem.requirements["level"].tolist() == [1, 1]
    assert problem.requirements["weight"].tolist() == [1.0, 1.0]
    assert problem.requirements["must"].tolist() == [True, False]


@pytest.mark.parametrize(
    "ids",
    [
        [7, 8, 12],
        [7.0, 8.0, 12.0],
        ["7", 8, 12.0],
        np.array([7, 8, 12], dtype="uint8"),
        pd.array([7, 8, 12], dtype="Int64"),
        pd.array(["7", "8", "12"], dtype="string"),
        pd.array([7, 8, 12], dtype=pd.ArrowDtype(pa.int32())),
        pd.array(["7", "8", "12"], dtype=pd.ArrowDtype(pa.string())),
        pd.Categorical([7, 8, 12]),
        pd.Categorical(["7", "8", "12"]),
        [decimal.Decimal(7), np.int16(8), "12"],
    ],
)
def test_ids_are_text_whatever_they_came_as(ids: object) -> None:
    questions = pd.DataFrame({"question": ids, "size_min": 1, "size_max": 2})
    problem = Problem.from_frames(professionals=tiny()["professionals"], questions=questions)
    assert problem.questions["question"].tolist() == ["7", "8", "12"]
    assert problem.questions["question"].dtype == "str"


def test_long_ids_keep_every_digit() -> None:
    ids = [9_007_199_254_740_993, None]
    slots = pd.DataFrame(
        {"question": ["a", "b"], "size_min": 1, "size_max": 2, "slot": pd.array(ids, "Int64")}
    )
    problem = Problem.from_frames(professionals=tiny()["professionals"], questions=slots)
    assert problem.questions["slot"].iloc[0] == "9007199254740993"
    assert problem.questions["slot"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "numbers",
    [
        ["1.5", "2", None],
        [1.5, 2, None],
        ["1.5", 2, np.nan],
        [" 1.5 ", "+2", ""],
        ["15e-1", "2.", pd.NA],
        [decimal.Decimal("1.5"), 2, None],
        pd.array([1.5, 2, None], dtype="Float64"),
        np.array([1.5, 2, np.nan], dtype="float32"),
        pd.arrays.SparseArray([1.5, 2, np.nan]),
    ],
)
def test_numbers_are_numbers_whatever_they_came_as(numbers: object) -> None:
    frame = pd.DataFrame({"professional": ["a", "b", "c"]}).assign(rate=numbers)
    problem = Problem.from_frames(professionals=frame, questions=tiny()["questions"])
    assert problem.professionals["rate"].fillna(-1).tolist() == [1.5, 2, -1]


@pytest.mark.parametrize(
    ("cell", "truth"),
    [
        (True, True), (False, False), (1, True), (0.0, False), ("JA", True), ("nee", False),
        ("Yes", True), ("no", False), ("TRUE", True), (" false ", False), ("WAAR", True),
        (np.True_, True), (None, False),
    ],
)  # fmt: skip
def test_truth_values_in_every_spelling(cell: object, truth: bool) -> None:
    problem = Problem.from_frames(**with_cell("requirements", 1, "must", cell))
    assert problem.requirements["must"].tolist() == [True, truth]


@pytest.mark.parametrize(
    "day",
    [
        "2014-06-18",
        "2014-06-18 00:00",
        "2014-06-18T00:00:00.000",
        "2014-06-18T00:00:00+02:00",
        datetime.date(2014, 6, 18),
        datetime.datetime(2014, 6, 18),
        pd.Timestamp("2014-06-18 00:00", tz="Europe/Amsterdam"),
        datetime.datetime(2014, 6, 18, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        np.datetime64("2014-06-18", "D"),
    ],
)
def test_dates_in_every_form(day: object) -> None:
    history = pd.DataFrame({"team": ["t"], "date": [day], "professional": ["anna"]})
    for given in (history, history.astype({"date": object})):
        problem = Problem.from_frames(**tiny() | {"history": given})
        assert problem.history["date"].tolist() == [pd.Timestamp("2014-06-18")]
        assert problem.history["date"].dtype == "datetime64[us]"


def test_a_slot_may_be_a_day_in_one_table_and_text_in_another() -> None:
    tables = tiny()
    day = pd.Timestamp("2014-06-18")
    tables["availability"] = pd.DataFrame({"professional": ["anna"], "slot": [day]})
    tables["questions"] = with_cell("questions", 0, "slot", "2014-06-18")["questions"]
    assert Problem.from_frames(**tables).availability["slot"].tolist() == ["2014-06-18"]


def test_own_columns_keep_their_dtype_in_every_table() -> None:
    own = {
        "flag": pd.array([True, None, False], dtype="boolean"),
        "group": pd.Categorical(["x", "y", "x"]),
        "since": pd.to_datetime(["2011-01-01"] * 3).tz_localize("UTC"),
        "mixed": pd.Series([1, "one", None], dtype=object),
        "small": np.array([1, 2, 3], dtype="int8"),
    }
    frame = tiny()["professionals"].assign(**own)
    problem = Problem.from_frames(**tiny() | {"professionals": frame})
    kept = problem.professionals[list(own)]
    pd.testing.assert_frame_equal(kept, frame[list(own)])
    skills = tiny()["skills"].assign(since=[1.0, 2.0, 3.0, np.inf])
    assert Problem.from_frames(**tiny() | {"skills": skills}).skills["since"].iloc[3] == np.inf
