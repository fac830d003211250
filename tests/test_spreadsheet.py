"""No cell of an exported table runs as a formula, whatever the separator, and none is changed."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmmatch.matching.spreadsheet import from_csv, guarded, to_csv, unguarded

NASTY = st.text(st.sampled_from("=+-@\t\r\n,;\"' a|é\0\u00a0\uff1d"), max_size=8) | st.text(
    st.characters(codec="utf-8"), max_size=8
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6 1234", "'+31 6 1234"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        (" =1", "' =1"),
        ('"=1', "'\"=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("a;=1", "a;'=1"),
        ("a,-1", "a,'-1"),
        ("'s-Heerenberg", "'s-Heerenberg"),
        ("a=b, c", "a=b, c"),
        ("", ""),
    ],
)
def test_an_apostrophe_stands_before_a_formula_only(text: str, written: str) -> None:
    assert guarded(text) == written
    assert unguarded(written) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NASTY, NASTY), max_size=3))
def test_every_text_reads_back_exactly(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype="str")
    pd.testing.assert_frame_equal(from_csv(to_csv(frame)), frame)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NASTY, NASTY), max_size=3), st.sampled_from(",;\t"))
def test_no_cell_begins_a_formula_whatever_the_separator(
    rows: list[tuple[str, str]], separator: str
) -> None:
    text = to_csv(pd.DataFrame(rows, columns=["a", "b"], dtype="str"))
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        for cell in row:
            assert not cell.replace('"', "").lstrip().startswith(tuple("=+-@\uff1d"))


def test_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"points": [-4.5, 0.1], "held": [1, 2], "must": [True, False]})
    assert to_csv(frame) == '"points","held","must"\n-4.5,1,True\n0.1,2,False\n'


def test_a_long_cell_is_no_hindrance() -> None:
    frame = pd.DataFrame({"by": [", ".join(["zp-000001"] * 50_000)]}, dtype="str")
    assert from_csv(to_csv(frame)).equals(frame)


@pytest.mark.parametrize("text", ["", 'a,b\n"1,2\n', "a,b\n1,2,3\n"])
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_csv(text)
