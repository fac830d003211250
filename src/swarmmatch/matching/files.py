"""A matching as a folder of files, and the same read back without trust."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.data.folder import whole_folder
from swarmmatch.data.issues import collected, fault
from swarmmatch.errors import AuditError, DataError
from swarmmatch.matching.compare import differences
from swarmmatch.matching.record import Record, as_record, from_json, to_json
from swarmmatch.matching.spreadsheet import from_csv, to_csv
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.rule import Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.matching.matching import Matching

TEAMS, COVERAGE, SCORES = "teams.csv", "coverage.csv", "scores.csv"
POLICY, RECORD = "policy.toml", "matching.json"

#: Everything that a folder of a matching holds.
FILES = (TEAMS, COVERAGE, SCORES, POLICY, RECORD)


@dataclass(frozen=True, eq=False)
class Found:
    """What the files of a folder say; nothing of it has been proven yet."""

    policy: Policy
    record: Record
    coverage: pd.DataFrame
    scores: pd.DataFrame


def write_files(matching: Matching, folder: str | os.PathLike[str]) -> None:
    """Write all files, or none: see `whole_folder`."""
    tables = {TEAMS: matching.teams, COVERAGE: matching.coverage, SCORES: matching.scores}
    with whole_folder(folder, FILES.__contains__) as new:
        for name, table in tables.items():
            _write(new / name, to_csv(table))
        matching.policy.write(new / POLICY)
        _write(new / RECORD, to_json(as_record(matching)))


def read_files(
    folder: str | os.PathLike[str], problem: Problem, rules: Sequence[type[Rule]]
) -> Found:
    """Read all files of a matching, and see that they speak of the same teams and tables.

    Raises
    ------
    DataError
        When a file is missing or damaged, or the matching was made from other tables.
    PolicyError
        When the policy cannot be read.
    AuditError
        When the teams of the table and of the record differ.
    """
    place = Path(folder)
    _demand_files(place)
    record = _record(place / RECORD)
    _demand_tables(problem, record)
    told = differences(TEAMS, _table(place / TEAMS), RECORD, record.teams)
    if told:
        raise AuditError("\n".join(told))
    policy = Policy.read(place / POLICY, rules)
    return Found(policy, record, _table(place / COVERAGE), _table(place / SCORES))


def demand_agreement(found: Found, matching: Matching) -> None:
    """Raise an AuditError where other files than the teams say what the teams do not bear out."""
    told = [
        *differences(f"{RECORD}, scores", found.record.scores, "the teams", matching.scores),
        *differences(SCORES, found.scores, "the teams", matching.scores),
        *differences(COVERAGE, found.coverage, "the teams", matching.coverage),
    ]
    if told:
        raise AuditError("\n".join(told))


def _demand_files(place: Path) -> None:
    if not place.is_dir():
        remedy = "give the folder that a matching was written to"
        raise DataError(fault("there is no such folder", remedy, value=str(place)))
    missing = [name for name in FILES if not (place / name).is_file()]
    remedy = "write the matching anew, or put the file back"
    if missing:
        raise DataError(
            collected(fault("the file is missing", remedy, value=one) for one in missing)
        )


def _demand_tables(problem: Problem, record: Record) -> None:
    made_from = record.provenance.get("input")
    if made_from != problem.fingerprint:
        what = f"the matching was made from other tables (fingerprint {problem.fingerprint})"
        remedy = "give the problem that it was made from"
        raise DataError(fault(what, remedy, value=made_from))


def _record(path: Path) -> Record:
    try:
        return from_json(_read(path))
    except ValueError as error:
        raise _damaged(path, error) from error


def _table(path: Path) -> pd.DataFrame:
    try:
        return from_csv(_read(path))
    except ValueError as error:
        raise _damaged(path, error) from error


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror or error}"
        remedy = "see whether it is a whole file that you may read"
        raise DataError(fault(problem, remedy, value=path.name)) from error


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())


def _damaged(path: Path, error: ValueError) -> DataError:
    remedy = "write the matching anew"
    return DataError(fault(f"the file is damaged: {error}", remedy, value=path.name))
