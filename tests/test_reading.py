"""Files in: delimiters, encodings, decimal commas, and every way in which a file can be broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The two tables that are needed, as small CSV files."""
    put(tmp_path, "professionals", "professional,rate\nanna,86\nbram,45.5\n")
    put(tmp_path, "questions", "question,size_min,size_max\nq1,1,2\n")
    return tmp_path


def put(folder: Path, table: str, text: str | bytes, suffix: str = ".csv") -> None:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / f"{table}{suffix}").write_bytes(data)


def issues(folder: Path) -> list[list[object]]:
    """Table, row, column, problem and remedy of each issue that reading raises."""
    with pytest.raises(DataError) as caught:
        Problem.read(folder)
    found = caught.value.issues[["table", "row", "column", "problem", "remedy"]].astype(object)
    return found.where(found.notna(), None).to_numpy().tolist()


def test_comma_and_semicolon_with_and_without_mark_say_the_same(folder: Path) -> None:
    table = "professional,rate,lat,lon\nanna,86,51.9,6.5\n"
    prints = set()
    for text in (table, table.replace(",", ";"), "\ufeff" + table, table.replace("\n", "\r\n")):
        put(folder, "professionals", text)
        prints.add(Problem.read(folder).fingerprint)
    assert len(prints) == 1


def test_only_the_empty_cell_is_missing(folder: Path) -> None:
    put(
        folder,
        "professionals",
        'professional,municipality,sector\nNA,null,"N/A"\n007,,""\n1e5,nan,None\n',
    )
    read = Problem.read(folder).professionals
    assert read["professional"].tolist() == ["NA", "007", "1e5"]
    assert read["municipality"].fillna("missing").tolist() == ["null", "missing", "nan"]
    assert read["sector"].fillna("missing").tolist() == ["N/A", "missing", "None"]


def test_quoted_cells_hold_delimiters_lines_and_quotation_marks(folder: Path) -> None:
    put(
        folder,
        "professionals",
        'professional,"my;\ncolumn"\n"a;b,c","two\nlines"\n"say ""hi""",x\n',
    )
    read = Problem.read(folder).professionals
    assert read["professional"].tolist() == ["a;b,c", 'say "hi"']
    assert read["my;\ncolumn"].tolist() == ["two\nlines", "x"]


def test_blank_lines_are_no_rows(folder: Path) -> None:
    put(folder, "professionals", "\ufeff\r\n\nprofessional,rate\n\nanna,86\n\nbram,cheap\n")
    assert [found[:3] for found in issues(folder)] == [["professionals", 1, "rate"]]


def test_own_columns_become_what_they_look_like(folder: Path) -> None:
    put(
        folder,
        "professionals",
        "professional,age,score,member,code,note,gap\n"
        "anna,44,1.5,true,007,NA,\nbram,51,2,false,1e5,,3\n",
    )
    read = Problem.read(folder).professionals
    own = read[["age", "score", "member", "code", "note", "gap"]]
    assert list(map(str, own.dtypes)) == ["int64", "float64", "bool", "str", "str", "float64"]
    assert own["code"].tolist() == ["007", "1e5"]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["51,9;86", "52,1;45,5"], [51.9, 52.1]),
        (["51,925;86", "52,123;45"], [51.925, 52.123]),  # a latitude has no thousands
        (["51.925;1200", "52.1;45"], [51.925, 52.1]),
    ],
)
def test_decimal_commas_that_can_mean_nothing_else(
    folder: Path, cells: list[str], numbers: list[float]
) -> None:
    text = "\n".join(["professional;lat;rate;lon", f"anna;{cells[0]};6", f"bram;{cells[1]};6"])
    put(folder, "professionals", text)
    assert Problem.read(folder).professionals["lat"].tolist() == numbers


@pytest.mark.parametrize("cells", [["1,234", "2,500"], ["1,5", "2.5"], ["1.234,5", "2"]])
def test_a_comma_that_may_mean_two_things_is_no_number(folder: Path, cells: list[str]) -> None:
    text = "\n".join(["professional;rate", f"anna;{cells[0]}", f"bram;{cells[1]}"])
    put(folder, "professionals", text)
    first = issues(folder)[0]
    assert first[:4] == ["professionals", 0, "rate", "is not a number"]
    assert "52.1" in str(first[4])


def test_a_decimal_comma_in_a_comma_file_is_no_number(folder: Path) -> None:
    put(folder, "professionals", 'professional,rate\nanna,"45,5"\n')
    assert issues(folder)[0][:4] == ["professionals", 0, "rate", "is not a number"]


def test_ragged_rows_are_all_reported_and_others_keep_their_number(folder: Path) -> None:
    put(folder, "professionals", "professional,rate\nanna,86,9\nbram\ncees,cheap\n")
    found = issues(folder)
    assert [one[:3] for one in found] == [
        ["professionals", 0, None],
        ["professionals", 1, None],
        ["professionals", 2, "rate"],
    ]
    assert "has 3 cells where the header has 2" in str(found[0][3])
    assert "quotation marks" in str(found[0][4])


def test_unreadable_bytes_are_found_cell_by_cell(folder: Path) -> None:
    put(
        folder,
        "professionals",
        "professional,municipality\nanna,Aalten\nbram,Groenlo \xe9\nren\xe9e,Ruurlo\n".encode(
            "latin-1"
        ),
    )
    found = issues(folder)
    assert [one[:3] for one in found] == [
        ["professionals", 1, "municipality"],
        ["professionals", 2, "professional"],
    ]
    assert "UTF-8" in str(found[0][3])
    assert "CSV UTF-8" in str(found[0][4])


def test_a_ragged_row_may_hold_unreadable_bytes(folder: Path) -> None:
    put(folder, "professionals", b"professional,rate\nanna,86\nren\xe9e\nbram\xe9,45\n")
    assert [one[:3] for one in issues(folder)] == [
        ["professionals", 1, None],
        ["professionals", 2, "professional"],
    ]


def test_unreadable_bytes_in_the_header(folder: Path) -> None:
    put(folder, "professionals", "professional,caf\xe9\nanna,1\n".encode("latin-1"))
    assert issues(folder)[0][:2] == ["professionals", None]


@pytest.mark.parametrize(
    ("data", "problem", "remedy"),
    [
        (b"", "is empty", "row of column names"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty", "row of column names"),
        ("professional\nanna\n".encode("utf-16"), "is UTF-16 text", "CSV UTF-8"),
        (b"PK\x03\x04rest", "is an Excel workbook", "CSV UTF-8"),
        (b'professional,rate\nanna,"86\nbram,3\n', "never closed", "close it"),
        (b'professional,rate\n"anna,86\n', "never closed", "close it"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_issue(
    folder: Path, data: bytes, problem: str, remedy: str
) -> None:
    put(folder, "professionals", data)
    put(folder, "skills", "professional,skill\nanna,GIS\n")
    (found,) = issues(folder)
    assert found[0] == "professionals"
    assert problem in str(found[3])
    assert remedy in str(found[4])


def test_a_broken_parquet_file(folder: Path) -> None:
    put(folder, "skills", b"PAR1 and no more", ".parquet")
    (found,) = issues(folder)
    assert found[0] == "skills"
    assert "Parquet" in str(found[4])


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    (folder / "skills.csv").mkdir()
    (found,) = issues(folder)
    assert found[0] == "skills"
    assert "cannot be read" in str(found[3])


def test_tabs_part_cells_too(folder: Path) -> None:
    put(folder, "questions", "question\tsize_min\tsize_max\nq1\t1\t2\n")
    assert Problem.read(folder).questions["size_max"].tolist() == [2]


def test_missing_folder_and_missing_file(tmp_path: Path) -> None:
    (found,) = issues(tmp_path / "nowhere")
    assert "cannot be read" in str(found[3])
    both = issues(tmp_path)
    assert [one[0] for one in both] == ["professionals", "questions"]


def test_a_write_that_was_killed_between_two_renames_is_explained(tmp_path: Path) -> None:
    (tmp_path / ".data.old-0123").mkdir()
    (found,) = issues(tmp_path / "data")
    assert "rename that back" in str(found[4])


def test_two_files_of_one_table(folder: Path) -> None:
    pd.DataFrame({"professional": ["anna"]}).to_parquet(folder / "professionals.parquet")
    (found,) = issues(folder)
    assert found[:2] == ["professionals", None]
    assert "keep the one" in str(found[4])


@pytest.mark.parametrize(
    ("name", "table", "remedy"),
    [
        ("skill.csv", "skills", "skills.csv"),
        ("Skills.csv", "skills", "skills.csv"),
        ("requirments.parquet", "requirements", "requirements.parquet"),
        ("skills.xlsx", "skills", "CSV UTF-8 or Parquet"),
        ("fit.csv.gz", "fit", "CSV UTF-8 or Parquet"),
        ("history.md", None, ""),
        ("policy.toml", None, ""),
        ("cities.csv", None, ""),
    ],
)
def test_a_misspelt_file_is_reported_and_others_are_left_alone(
    folder: Path, name: str, table: str | None, remedy: str
) -> None:
    (folder / name).write_bytes(b"professional,skill\n")
    if table is None:
        assert len(Problem.read(folder).professionals) == 2
        return
    (found,) = issues(folder)
    assert found[0] == table
    assert remedy in str(found[4])


def test_parquet_with_numbers_categories_and_lists(folder: Path) -> None:
    (folder / "professionals.csv").unlink()
    pd.DataFrame({"professional": [7, 8], "sector": pd.Categorical(["zorg", "zorg"])}).to_parquet(
        folder / "professionals.parquet"
    )
    read = Problem.read(folder).professionals
    assert read["professional"].tolist() == ["7", "8"]
    assert read["sector"].dtype == "str"
    pd.DataFrame({"professional": [7, 8], "skill": [["a"], ["b"]]}).to_parquet(
        folder / "skills.parquet"
    )
    assert [one[:3] for one in issues(folder)] == [["skills", 0, "skill"], ["skills", 1, "skill"]]


def test_parquet_index_is_a_column_when_it_has_a_name(folder: Path) -> None:
    (folder / "professionals.csv").unlink()
    frame = pd.DataFrame({"professional": ["anna", "bram"], "rate": [86.0, -1.0]}, index=[8, 9])
    frame.to_parquet(folder / "professionals.parquet")
    assert [one[:3] for one in issues(folder)] == [["professionals", 1, "rate"]]
    frame.set_index("professional").to_parquet(folder / "professionals.parquet")
    assert [one[:3] for one in issues(folder)] == [["professionals", 1, "rate"]]


def test_numbers_are_read_exactly(folder: Path) -> None:
    rng = np.random.default_rng(0)
    rates = rng.random(500) * 10.0 ** rng.integers(-12, 11, 500)
    lines = [f"p{at},{rate!r}" for at, rate in enumerate(rates.tolist())]
    put(folder, "professionals", "\n".join(["professional,rate", *lines]))
    assert Problem.read(folder).professionals["rate"].tolist() == rates.tolist()


def test_file_and_cell_faults_come_together(folder: Path) -> None:
    put(folder, "professionals", "professional,rate\nanna,-1\nbram\n")
    put(folder, "questions", "question,size_min,size_max\nq1,3,2\n")
    assert [one[:3] for one in issues(folder)] == [
        ["professionals", 0, "rate"],
        ["professionals", 1, None],
        ["questions", 0, "size_min, size_max"],
    ]


def test_suffix_in_capitals(folder: Path) -> None:
    put(folder, "skills", "professional,skill\nanna,GIS\n", ".CSV")
    assert len(Problem.read(folder).skills) == 1
