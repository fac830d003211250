"""Cells: one column of text, numbers or dates read as its spec says.

To add a kind of column, write a reader below and name it in `READERS`. A reader gives the values,
missing where a cell is missing or wrong, and every `Flaw` it met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.issues import faults
from swarmmatch.data.nearest import nearest_of_each
from swarmmatch.data.plain import DATES, Mask, as_text, by_distinct, converted, plain
from swarmmatch.data.tables import Column, Kind

_NUMBER = r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*"
_ENDLESS = r"\s*[+-]?(?:inf|infinity)\s*"
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_DATE = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[ T]{_TIME})?"

#: The spellings of a truth value, in English, Dutch and as Dutch spreadsheets write it.
TRUTHS = {
    **dict.fromkeys(("true", "yes", "ja", "waar", "1"), 1.0),
    **dict.fromkeys(("false", "no", "nee", "onwaar", "0"), 0.0),
}

#: The dtype of each kind in the normal form. While tables are being checked, whole numbers and
#: truth values are floats, so that a wrong cell can be missing.
DTYPES: dict[Kind, str] = {
    "id": "str",
    "text": "str",
    "number": "float64",
    "integer": "int64",
    "truth": "bool",
    "date": DATES,
    "word": "str",
}

#: The dtypes whose columns are floats while tables are being checked.
WHOLE = ("int64", "bool")


class Flaw(NamedTuple):
    """Cells of one column that share a fault."""

    wrong: Mask
    problem: str
    remedy: str | pd.Series


Read = tuple[pd.Series, list[Flaw]]


def read_column(table: str, given: pd.Series, spec: Column) -> tuple[pd.Series, list[pd.DataFrame]]:
    """Read all cells of a column.

    Parameters
    ----------
    table : str
        Name of the table, for the issues.
    given : pandas.Series
        The cells as given, any dtype, shape (n,).
    spec : Column
        What they should be.

    Returns
    -------
    pandas.Series
        Text, dates or ``float64`` (numbers, whole numbers, truth values), shape (n,); missing where
        a cell is wrong, the default where it is empty.
    list of pandas.DataFrame
        The issues.
    """
    cells, strange = plain(given)
    values, flaws = READERS[spec.kind](cells, spec)
    flaws = [
        *flaws,
        Flaw(strange, "is not text, a number or a date", "give one plain value a cell"),
    ]
    if spec.required or spec.default is not None:
        absent = cells.isna().to_numpy(np.bool_) & ~strange
        if spec.default is not None and absent.any():
            values = values.mask(absent, spec.default)
        if spec.required:
            flaws.append(Flaw(absent, "is missing", f"fill it in: {spec.meaning}"))
    return values, list(_as_issues(table, given, flaws))


def empty_column(spec: Column, rows: pd.Index) -> pd.Series:
    """What `read_column` gives for a column that is absent: the default, or missing."""
    dtype = "float64" if DTYPES[spec.kind] in WHOLE else DTYPES[spec.kind]
    return pd.Series(spec.default, index=rows, dtype=dtype)


def _as_issues(table: str, given: pd.Series, flaws: list[Flaw]) -> Iterator[pd.DataFrame]:
    for flaw in flaws:
        if flaw.wrong.any():
            yield faults(table, given, flaw.wrong, flaw.problem, flaw.remedy)


def _read_text(cells: pd.Series, spec: Column) -> Read:
    return as_text(cells), []


def _read_id(cells: pd.Series, spec: Column) -> Read:
    text = as_text(cells)
    blank = text.str.isspace().to_numpy(np.bool_, na_value=False)
    remedy = f"write the id of the {spec.of}, or leave it empty if there is none"
    flaw = Flaw(blank, "is an id of white space only", remedy)
    return text.mask(blank) if blank.any() else text, [flaw]


def _read_number(cells: pd.Series, spec: Column) -> Read:
    values, unread = _as_numbers(cells)
    numbers = values.to_numpy(np.float64)
    endless = np.isinf(numbers)
    flaws = [
        Flaw(unread, "is not a number", "write a number such as 7 or 52.1, without unit or symbol"),
        Flaw(endless, "is infinite", "write a finite number, or leave the cell empty"),
        *_out_of_range(np.where(endless, np.nan, numbers), spec),
    ]
    return _without(values, flaws), flaws


def _read_integer(cells: pd.Series, spec: Column) -> Read:
    values, flaws = _read_number(cells, spec)
    broken = values.to_numpy(np.float64) % 1 > 0
    flaws.append(Flaw(broken, "is not a whole number", "write a whole number such as 3"))
    return _without(values, flaws), flaws


def _out_of_range(numbers: NDArray[np.float64], spec: Column) -> Iterator[Flaw]:
    low, high = spec.at_least, spec.at_most
    if low is not None:
        remedy = f"write {low:.12g} or more: {spec.meaning}"
        yield Flaw(numbers < low, f"is below {low:.12g}", remedy)
    if high is not None:
        remedy = f"write {high:.12g} or less: {spec.meaning}"
        yield Flaw(numbers > high, f"is above {high:.12g}", remedy)


def _read_truth(cells: pd.Series, spec: Column) -> Read:
    text = as_text(cells)
    values = by_distinct(text, lambda words: words.str.strip().str.lower().map(TRUTHS), "float64")
    wrong = (values.isna() & text.notna()).to_numpy(np.bool_)
    return values, [Flaw(wrong, "is neither true nor false", "write true or false (or ja, nee)")]


def _read_date(cells: pd.Series, spec: Column) -> Read:
    if cells.dtype == DATES:
        return cells, []
    text = as_text(cells)
    values = by_distinct(text, _as_dates, DATES)
    wrong = (values.isna() & text.notna()).to_numpy(np.bool_)
    return values, [Flaw(wrong, "is not a date", "write year-month-day, such as 2014-06-18")]


def _read_word(cells: pd.Series, spec: Column) -> Read:
    text = as_text(cells)
    wrong = (~text.isin(spec.words) & text.notna()).to_numpy(np.bool_)
    if not wrong.any():
        return text, []
    unknown, known = text[wrong], " or ".join(map(repr, spec.words))
    meant = nearest_of_each(pd.Index(unknown.unique()), pd.Index(spec.words))
    remedies = ("did you mean '" + meant + "'?").fillna(f"write {known}")
    flaw = Flaw(wrong, f"is not a {spec.name}: that is {known}", unknown.map(remedies))
    return text.mask(wrong), [flaw]


#: How the cells of each kind are read.
READERS: dict[Kind, Callable[[pd.Series, Column], Read]] = {
    "id": _read_id,
    "text": _read_text,
    "number": _read_number,
    "integer": _read_integer,
    "truth": _read_truth,
    "date": _read_date,
    "word": _read_word,
}


def _as_numbers(cells: pd.Series) -> tuple[pd.Series, Mask]:
    """Numbers as float64, and which cells hold something that is not one."""
    if cells.dtype in ("int64", "float64"):
        return converted(cells, "float64"), np.zeros(len(cells), dtype=np.bool_)
    text = as_text(cells)
    values = by_distinct(text, _parsed, "float64")
    return values, (values.isna() & text.notna()).to_numpy(np.bool_)


def _parsed(text: pd.Index) -> pd.Series:
    """Distinct texts as numbers; stricter than pandas alone, which also reads "nan" or "0x1"."""
    cells = pd.Series(text)
    sound = cells.str.fullmatch(_NUMBER)
    numbers = pd.to_numeric(cells.where(sound), errors="coerce").astype("float64")
    endless = cells.str.fullmatch(_ENDLESS, case=False)
    return numbers.mask(endless.to_numpy(np.bool_), np.inf)


def _as_dates(text: pd.Index) -> pd.Series:
    cells = pd.Series(text)
    sound = cells.where(cells.str.fullmatch(_DATE))
    local = sound.str.replace(r"([ T][0-9:.]+).*", r"\1", regex=True)  # without the time zone
    return pd.to_datetime(local, format="ISO8601", errors="coerce").dt.as_unit("us")


def _without(values: pd.Series, flaws: list[Flaw]) -> pd.Series:
    wrong = np.logical_or.reduce([flaw.wrong for flaw in flaws])
    return values.mask(wrong) if wrong.any() else values
