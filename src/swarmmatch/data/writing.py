"""Tables in normal form as a folder of files, one CSV or Parquet file a table."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from swarmmatch.data.folder import whole_folder
from swarmmatch.data.plain import as_text, plain
from swarmmatch.data.reading import SUFFIXES
from swarmmatch.data.tables import TABLES, Table

Format = Literal["csv", "parquet"]


def write_folder(
    tables: Mapping[str, pd.DataFrame | None],
    folder: str | os.PathLike[str],
    format: Format = "csv",
) -> None:
    """Write all tables, or none: see `folder.whole_folder`.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame or None
        In normal form; a table that is None gets no file.
    folder : path
        Made, or replaced if it holds nothing but files of tables.
    format : "csv" or "parquet"
        CSV is UTF-8 with comma and decimal point, every text in quotation marks.

    Raises
    ------
    DataError
        When the folder holds other files, which would be lost.
    ValueError
        On an unknown format.
    """
    if format not in get_args(Format):
        raise ValueError(f"unknown format {format!r}: write 'csv' or 'parquet'")
    with whole_folder(folder, _is_table_file) as new:
        for name, table in tables.items():
            if table is None:
                continue
            if format == "csv":
                _write_csv(new / f"{name}.csv", TABLES[name], table)
            else:
                _write_parquet(new / f"{name}.parquet", TABLES[name], table)


def _is_table_file(name: str) -> bool:
    file = Path(name)
    return file.stem in TABLES and file.suffix.lower() in SUFFIXES


def _write_csv(path: Path, spec: Table, table: pd.DataFrame) -> None:
    import pyarrow as pa
    from pyarrow import csv as arrow

    cells = {str(at): _for_csv(spec, table[name]) for at, name in enumerate(table.columns)}
    with path.open("wb") as file:
        header = io.StringIO()
        csv.writer(header, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(table.columns)
        file.write(header.getvalue().encode())
        # In one piece: of an empty piece among others, pyarrow writes what it wrote last.
        rows = pa.Table.from_pandas(pd.DataFrame(cells), preserve_index=False).combine_chunks()
        arrow.write_csv(rows, file, arrow.WriteOptions(include_header=False))


def _write_parquet(path: Path, spec: Table, table: pd.DataFrame) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    mixed = [name for name in table.columns if table[name].dtype == object]
    texts = {name: as_text(plain(table[name])[0]) for name in mixed}
    rows = pa.Table.from_pandas(table.assign(**texts), preserve_index=False)
    parquet.write_table(rows, path)


def _for_csv(spec: Table, column: pd.Series) -> pd.Series:
    """Whole numbers, truth values and all numbers of ours as they are; all else as text."""
    dtype = column.dtype
    if column.name not in spec.names and pd.api.types.is_float_dtype(dtype):
        return column.astype("str")  # keeps "7.0" apart from "7", so that it is read as it was
    if pd.api.types.is_numeric_dtype(dtype):
        return column
    return as_text(plain(column)[0])
