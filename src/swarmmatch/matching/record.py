"""A matching as one record for JSON, and the same read back from a file that nobody vouches for."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import pandas as pd

from swarmmatch.matching.provenance import json_safe
from swarmmatch.matching.seats import SEAT
from swarmmatch.matching.stages import as_stages
from swarmmatch.matching.units import RESOLUTION

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching

#: Changes whenever a record means something else than before.
SCHEMA = "swarmmatch matching 1"

Status = Literal["optimal", "within_gap", "time_limit", "interrupted"]
STATUSES: tuple[str, ...] = get_args(Status)

_KINDS: dict[str, type | tuple[type, ...]] = {
    "value": (int, float),
    "bound": (int, float, type(None)),
    "status": str,
    "reason": str,
    "teams": list,
    "scores": list,
    "provenance": dict,
}


@dataclass(frozen=True, eq=False)
class Record:
    """What a file claims of a matching; see `Matching` for the fields."""

    teams: pd.DataFrame
    value: float
    bound: float
    status: Status
    reason: str
    scores: pd.DataFrame
    provenance: dict[str, Any]
    stages: pd.DataFrame


def as_record(matching: Matching) -> dict[str, Any]:
    """A matching in what JSON knows; a bound or gap that is infinite is None."""
    members = matching.teams.groupby("question", sort=False)["professional"].agg(list)
    record = {
        "schema": SCHEMA,
        "value": matching.value,
        "bound": matching.bound,
        "gap": matching.gap,
        "status": matching.status,
        "reason": matching.reason,
        "teams": [
            {"question": question, "professionals": team} for question, team in members.items()
        ],
        "scores": matching.scores.to_dict("records"),
        "provenance": matching.provenance,
    }
    if len(matching.stages):
        record["stages"] = matching.stages.to_dict("records")
    return cast(dict[str, Any], json_safe(record))


def to_json(record: dict[str, Any]) -> str:
    """The text of a record."""
    return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(text: str) -> Record:
    """Read a record, and see that every part is there and of its kind.

    Raises
    ------
    ValueError
        Which says what is wrong with it.
    """
    record = _loaded(text)
    for key, kind in _KINDS.items():
        _demand(key in record, f"it has no {key}")
        right = isinstance(record[key], kind) and not isinstance(record[key], bool)
        _demand(right, f"its {key} is {record[key]!r:.80}")
    _demand(record["status"] in STATUSES, f"its status is {record['status']!r:.80}")
    return Record(
        teams=_teams(record["teams"]),
        value=_number(record["value"]),
        bound=math.inf if record["bound"] is None else _number(record["bound"]),
        status=record["status"],
        reason=record["reason"],
        scores=_scores(record["scores"]),
        provenance=_provenance(record["provenance"]),
        stages=_stages(record.get("stages", [])),
    )


def _loaded(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _demand(isinstance(record, dict), "it is no JSON object")
    schema = record.get("schema")
    _demand(schema == SCHEMA, f"its schema is {schema!r:.80}, not {SCHEMA!r}")
    return cast(dict[str, Any], record)


def _no_number(token: str) -> float:
    raise ValueError(f"it holds {token}, which is no number of JSON")


def _number(number: float) -> float:
    try:
        return float(number)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def _teams(teams: list[Any]) -> pd.DataFrame:
    seats: list[tuple[Any, Any]] = []
    for team in teams:
        right = isinstance(team, dict) and isinstance(team.get("professionals"), list)
        _demand(right, f"a team is {team!r:.80}")
        seats += [(team.get("question"), one) for one in team["professionals"]]
    texts = all(isinstance(cell, str) for seat in seats for cell in seat)
    _demand(texts, "an id in its teams is no text")
    return pd.DataFrame(seats, columns=SEAT, dtype="str")


def _scores(scores: list[Any]) -> pd.DataFrame:
    for score in scores:
        right = isinstance(score, dict)
        right = right and not any(isinstance(cell, list | dict) for cell in score.values())
        _demand(right, f"a score is {score!r:.80}")
    return pd.DataFrame(scores, columns=["rule", "measure", "unit", "points"])


def _stages(stages: Any) -> pd.DataFrame:
    right = isinstance(stages, list) and all(isinstance(stage, dict) for stage in stages)
    _demand(right, f"its stages are {stages!r:.80}")
    known = all(stage.get("status") in STATUSES for stage in stages)
    _demand(known, "a stage has no status that is known")
    return as_stages(stages)


def _provenance(provenance: dict[str, Any]) -> dict[str, Any]:
    """The same, if what is used of it can be."""
    resolution = provenance.get("resolution", RESOLUTION)
    right = isinstance(resolution, int | float) and 0 < _number(resolution) < math.inf
    _demand(right, f"its resolution is {resolution!r:.80}")
    seconds = provenance.get("seconds", {})
    right = isinstance(seconds, dict)
    right = right and all(isinstance(spent, int | float) for spent in seconds.values())
    _demand(right, f"its seconds are {seconds!r:.80}")
    return provenance


def _demand(holds: bool, text: str) -> None:
    if not holds:
        raise ValueError(text)
