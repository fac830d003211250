"""A folder of tables, one CSV or Parquet file each, as frames and the issues met on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from swarmmatch.data.csv_file import read_csv
from swarmmatch.data.issues import fault
from swarmmatch.data.nearest import nearest
from swarmmatch.data.shape import TYPING_ERROR, Unreadable
from swarmmatch.data.tables import TABLES, Table

#: The endings of files that are read.
SUFFIXES = (".csv", ".parquet")

#: The endings of files that hold tables too, but are not read.
OTHER_SUFFIXES = (".xlsx", ".xls", ".ods", ".tsv", ".txt", ".json", ".pq", ".gz", ".zip")

Found = tuple[pd.DataFrame | None, list[pd.DataFrame]]


def read_folder(
    folder: str | os.PathLike[str],
) -> tuple[dict[str, object], list[pd.DataFrame]]:
    """Read every table of a folder.

    Parameters
    ----------
    folder : path
        Holds ``professionals.csv`` or ``professionals.parquet`` and so on. Other files are left
        alone, unless their name looks like that of a table that is missing.

    Returns
    -------
    dict of str to object
        By table name, the frame as it stands in the file, its index counting the rows from 0, or
        `Unreadable` when the file cannot be read.
    list of pandas.DataFrame
        The issues.
    """
    path = Path(folder)
    try:
        files = sorted(file for file in path.iterdir() if file.name[0] not in ".~")
    except OSError as error:
        return dict.fromkeys(TABLES, Unreadable()), [_no_folder(path, error)]
    tables: dict[str, object] = {}
    issues: list[pd.DataFrame] = []
    for table in TABLES.values():
        own = [file for file in files if _is_file_of(table, file)]
        if len(own) > 1:
            names = ", ".join(file.name for file in own)
            remedy = "keep the one that holds"
            issues.append(fault("there are two files", remedy, table=table.name, value=names))
        if own:
            frame, found = _read_file(table, own[0])
            tables[table.name] = Unreadable() if frame is None else frame
            issues += found
    for file in files:
        issues += _misspelt(file, set(tables))
    return tables, issues


def _is_file_of(table: Table, file: Path) -> bool:
    return file.stem == table.name and file.suffix.lower() in SUFFIXES


def _read_file(table: Table, file: Path) -> Found:
    try:
        if file.suffix.lower() == ".parquet":
            return _read_parquet(table, file)
        return read_csv(table, file.read_bytes())
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror or error}"
        remedy = "see whether it is a whole file that you may read"
        return None, [fault(problem, remedy, table=table.name, value=file.name)]


def _read_parquet(table: Table, file: Path) -> Found:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        frame = parquet.ParquetFile(file).read().to_pandas()
    except (pa.ArrowException, ValueError) as error:
        problem = f"the file cannot be read: {error}"
        return None, [fault(problem, "save it anew as Parquet", table=table.name, value=file.name)]
    unnamed = frame.index.names == [None]
    return frame.reset_index(drop=unnamed), []


def _misspelt(file: Path, found: set[str]) -> list[pd.DataFrame]:
    """A file that was probably meant to be a table which is not there."""
    name, suffix = file.name.partition(".")[0], file.suffix.lower()
    absent = set(TABLES) - found
    if name in absent and suffix in OTHER_SUFFIXES:
        problem, remedy = "a file of this kind is not read", "save it as CSV UTF-8 or Parquet"
        return [fault(problem, remedy, table=name, value=file.name)]
    meant = nearest(name, absent, TYPING_ERROR) if suffix in SUFFIXES else None
    if meant is None:
        return []
    remedy = f"did you mean {meant}{suffix}? Rename it, or move it elsewhere"
    return [fault("the file is not of any table", remedy, table=meant, value=file.name)]


def _no_folder(path: Path, error: OSError) -> pd.DataFrame:
    left = sorted(path.parent.glob(f".{path.name}.old-*")) if path.name else []
    remedy = "give a folder that holds the tables"
    if left and not path.exists():
        remedy = f"a write was cut off: what was there is whole in {left[-1]}; rename that back"
    return fault(f"the folder cannot be read: {error.strerror}", remedy, value=str(path))
