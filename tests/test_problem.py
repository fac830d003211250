"""A problem keeps what it was given, changes nothing, and comes back from disk as it was."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from swarmmatch.data import folder as folders
from swarmmatch.data import writing
from swarmmatch.data.nearest import spelling
from swarmmatch.data.problem import Problem
from swarmmatch.data.tables import TABLES
from swarmmatch.errors import DataError
from tiny_tables import Tables, tiny, with_cell

NASTY = [
    "C++", "C#", "=1+1", "a;b", "a,b", 'say "x"', '"', "two\nlines", "c\rr", "007", "7", "NA",
    "null", "1e5", "nan", "true", "ë", "e\u0308x", "🐝", "<b>", "'", " x", "-", "\x00",
    "1 11", "11 1",
]  # fmt: skip

words = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6
)
ids = st.lists(
    words.filter(lambda text: not text.isspace() and spelling(text) != ""),
    min_size=2,
    max_size=5,
    unique_by=spelling,
)
cells = st.none() | words
amounts = st.none() | st.floats(0, 1e12)


@st.composite
def sound_tables(draw: st.DrawFn) -> Tables:
    """Sound tables full of texts that files tend to mangle."""
    people, asked, skills = draw(ids), draw(ids), draw(ids)
    count = len(people)

    def column(of: st.SearchStrategy[object], rows: int) -> list[object]:
        return draw(st.lists(of, min_size=rows, max_size=rows))

    return {
        "professionals": pd.DataFrame(
            {
                "professional": people,
                "municipality": pd.Series(column(cells, count), dtype=object),
                "rate": pd.Series(column(amounts, count), dtype="float64"),
                "own text": pd.Series(column(cells, count), dtype=object),
                "own number": pd.Series(
                    column(st.none() | st.floats(allow_nan=False), count), dtype="float64"
                ),
                "own count": column(st.integers(-(2**53), 2**53), count),
                'a;"b",\n': column(st.booleans(), count),
            }
        ),
        "skills": pd.DataFrame(
            {"professional": people[0], "skill": skills, "level": range(1, len(skills) + 1)}
        ),
        "questions": pd.DataFrame(
            {"question": asked, "title": column(words, len(asked)), "size_min": 1, "size_max": 2}
        ),
        "requirements": pd.DataFrame({"question": asked[0], "skill": skills, "must": True}),
        "history": pd.DataFrame(
            {
                "team": ["t"],
                "date": [draw(st.datetimes().map(pd.Timestamp))],
                "professional": people[1],
                "outcome": column(cells, 1),
            }
        ),
        "fit": pd.DataFrame(
            {"question": asked, "professional": people[0], "points": draw(st.floats(-1e9, 1e9))}
        ),
        "wishes": pd.DataFrame(
            {"side": "client", "question": asked, "professional": people[0], "rank": 1}
        ),
    }


@given(tables=sound_tables())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_write_and_read_give_the_same_problem(tables: Tables) -> None:
    problem = Problem.from_frames(**tables)
    with TemporaryDirectory() as place:
        for kind in ("csv", "parquet"):
            problem.write(Path(place) / "data", kind)
            read = Problem.read(Path(place) / "data")
            assert read.fingerprint == problem.fingerprint
            for name, table in TABLES.items():
                before, after = getattr(problem, name), getattr(read, name)
                if before is not None:
                    pd.testing.assert_frame_equal(after[table.names], before[table.names])
                assert (before is None) == (after is None)


def test_nasty_ids_survive_both_formats(tmp_path: Path) -> None:
    people = pd.DataFrame({"professional": NASTY})
    problem = Problem.from_frames(professionals=people, questions=tiny()["questions"])
    for kind in ("csv", "parquet"):
        problem.write(tmp_path / kind, kind)
        assert Problem.read(tmp_path / kind).professionals["professional"].tolist() == NASTY


def test_a_table_put_together_from_parts_is_written_as_it_is(tmp_path: Path) -> None:
    tables = tiny()
    rows = pd.DataFrame({"question": ["q2"], "professional": ["anna"], "kind": ["lock"]})
    seats = pd.concat([rows.astype("str")[:0], rows.astype("str")], ignore_index=True)
    problem = Problem.from_frames(**{**tables, "seats": seats})
    problem.write(tmp_path / "p")
    assert Problem.read(tmp_path / "p").fingerprint == problem.fingerprint


def test_own_columns_come_back_with_their_kind(tmp_path: Path) -> None:
    own = {"age": [44, 51, 38], "score": [1.0, 2.0, np.inf], "member": [True, False, True]}
    problem = Problem.from_frames(
        **tiny() | {"professionals": tiny()["professionals"].assign(**own)}
    )
    for kind in ("csv", "parquet"):
        problem.write(tmp_path / kind, kind)
        read = Problem.read(tmp_path / kind).professionals
        pd.testing.assert_frame_equal(read, problem.professionals)


@pytest.mark.parametrize("spoil", [None, ("skills", 0, "level", 0), ("fit", 0, "points", [1])])
def test_the_callers_frames_stay_as_they_were(spoil: tuple[str, int, str, object] | None) -> None:
    def frames() -> Tables:
        return with_cell(*spoil) if spoil else tiny()

    given, untouched = frames(), frames()
    if spoil:
        with pytest.raises(DataError):
            Problem.from_frames(**given)
    else:
        Problem.from_frames(**given).arrays.levels.toarray()
    for name, frame in untouched.items():
        pd.testing.assert_frame_equal(given[name], frame, check_index_type=True)


def test_nothing_that_it_hands_out_can_change_it() -> None:
    given = tiny()
    problem = Problem.from_frames(**given)
    before = problem.fingerprint
    given["professionals"].loc[0, "rate"] = 1
    for name in TABLES:
        frame = getattr(problem, name)
        frame.iloc[0, 0] = "changed"
        frame["new"] = 1
        frame.index.name = frame.columns.name = "named"
        with pytest.raises(ValueError, match="read-only"):
            problem.professionals["rate"].to_numpy()[0] = 1
        with pytest.raises(ValueError, match="read-only"):
            problem.professionals["rate"].array[0] = 1
        assert getattr(problem, name).columns.name is None
    assert Problem(problem._tables).fingerprint == before
    with pytest.raises(dataclasses.FrozenInstanceError):
        problem.skills = given["skills"]  # type: ignore[misc]


def test_own_columns_of_any_dtype_cannot_be_changed_through_their_array() -> None:
    own = {
        "flag": pd.array([True, None, False], dtype="boolean"),
        "group": pd.Categorical(["x", "y", "x"]),
        "since": pd.to_datetime(["2011-01-01"] * 3).tz_localize("UTC"),
    }
    frame = tiny()["professionals"].assign(**own)
    problem = Problem.from_frames(**tiny() | {"professionals": frame})
    for name in own:
        column = problem.professionals[name]
        column.array[0] = column.iloc[1]
    pd.testing.assert_frame_equal(problem.professionals[list(own)], frame[list(own)])


def test_replace_gives_a_new_checked_problem() -> None:
    problem = Problem.from_frames(**tiny())
    other = problem.replace(availability=None, fit=None)
    assert other.availability is None
    assert len(other.fit) == 0
    assert len(problem.fit) == 1
    assert other.replace(availability=problem.availability, fit=problem.fit).fingerprint == (
        problem.fingerprint
    )
    with pytest.raises(DataError):
        problem.replace(professionals=problem.professionals.head(1))


def test_fingerprint_sees_every_cell_and_the_order_of_rows() -> None:
    base = Problem.from_frames(**tiny())
    changed = [
        with_cell("skills", 0, "level", 4),
        with_cell("skills", 0, "skill", "gardening"),
        with_cell("professionals", 0, "age", 45),
        with_cell("professionals", 2, "municipality", "Aalten"),
        with_cell("requirements", 1, "must", True),
        with_cell("history", 0, "date", "2013-06-19"),
        tiny() | {"availability": None},
        tiny() | {"skills": tiny()["skills"].iloc[::-1]},
        tiny() | {"professionals": tiny()["professionals"].rename(columns={"age": "aged"})},
    ]
    prints = {Problem.from_frames(**tables).fingerprint for tables in changed}
    assert len(prints | {base.fingerprint}) == len(changed) + 1


def test_fingerprint_is_blind_to_how_numbers_are_held() -> None:
    base = Problem.from_frames(**tiny())
    frame = tiny()["professionals"]
    for age in (frame["age"].astype("float64"), frame["age"].astype("Int8")):
        other = base.replace(professionals=frame.assign(age=age))
        assert other.fingerprint == base.fingerprint


def test_fingerprint_is_blind_to_where_text_lies_in_memory() -> None:
    base = Problem.from_frames(**tiny())
    skills = tiny()["skills"]
    in_parts = pd.concat([skills.iloc[:1], skills.iloc[1:3], skills.iloc[3:]], ignore_index=True)
    sliced = pd.concat([skills.tail(1), skills], ignore_index=True).iloc[1:]
    for same in (in_parts, sliced, skills.astype(object)):
        assert base.replace(skills=same).fingerprint == base.fingerprint


def test_fingerprint_is_the_same_in_another_process_and_after_pickling() -> None:
    problem = Problem.from_frames(**tiny())
    code = "from tiny_tables import *; print(Problem.from_frames(**tiny()).fingerprint)"
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "7"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == problem.fingerprint
    copy = pickle.loads(pickle.dumps(problem))
    assert copy.fingerprint == problem.fingerprint
    pd.testing.assert_frame_equal(copy.skills, problem.skills)


def test_it_is_shown_in_one_line_and_as_a_table_without_running_data() -> None:
    problem = Problem.from_frames(**tiny())
    assert repr(problem).startswith("Problem(3 professionals, 4 skills, 2 questions")
    assert "\n" not in repr(problem)
    assert "everybody always available" in repr(problem.replace(availability=None))
    frame = tiny()["professionals"].assign(**{"<script>": 1})
    html = problem.replace(professionals=frame, availability=None)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "3 different skills" in html


def test_arrays_are_made_once() -> None:
    problem = Problem.from_frames(**tiny())
    assert problem.arrays is problem.arrays


def contents(place: Path) -> dict[str, bytes]:
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*.*")}


@pytest.mark.parametrize("cut", ["_write_csv", "_flush", "_swap", "rename"])
def test_a_write_cut_off_leaves_the_old_folder_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    target = tmp_path / "data"
    problem = Problem.from_frames(**tiny())
    problem.write(target)
    before = contents(tmp_path)
    calls = 0
    module = {"_write_csv": writing, "rename": folders.os}.get(cut, folders)
    sound = getattr(module, cut)

    def second_time_fails(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2 or cut in ("_flush", "_swap"):
            raise KeyboardInterrupt
        sound(*arguments)

    monkeypatch.setattr(module, cut, second_time_fails)
    with pytest.raises(KeyboardInterrupt):
        problem.replace(fit=None).write(target)
    assert contents(tmp_path) == before


def test_a_write_replaces_what_it_wrote_before_whatever_the_format(tmp_path: Path) -> None:
    problem = Problem.from_frames(**tiny())
    problem.write(tmp_path / "deep" / "data", "parquet")
    other = problem.replace(availability=None)
    other.write(tmp_path / "deep" / "data")
    assert [place.name for place in (tmp_path / "deep").iterdir()] == ["data"]
    files = sorted(file.name for file in (tmp_path / "deep" / "data").iterdir())
    assert files == sorted(f"{name}.csv" for name in TABLES if name != "availability")
    assert Problem.read(tmp_path / "deep" / "data").fingerprint == other.fingerprint


def test_a_folder_with_other_things_is_never_replaced(tmp_path: Path) -> None:
    problem = Problem.from_frames(**tiny())
    problem.write(tmp_path / "data")
    (tmp_path / "data" / "policy.toml").write_text("precious")
    (tmp_path / "file").write_text("precious")
    before = contents(tmp_path)
    for target in ("data", "file", "."):
        with pytest.raises(DataError, match="would be lost"):
            problem.write(tmp_path / target)
    assert contents(tmp_path) == before
    assert (tmp_path / "file").read_text() == "precious"


def test_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'csv' or 'parquet'"):
        Problem.from_frames(**tiny()).write(tmp_path / "data", "xlsx")  # type: ignore[arg-type]
    assert not (tmp_path / "data").exists()
