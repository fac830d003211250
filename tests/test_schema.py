"""The JSON schema of a matching: it takes every record that is written, and no other."""

from __future__ import annotations

import copy
import json
from typing import Any

import pandas as pd
import pytest

import swarmmatch as sm
from matchings import hostile, small, stating
from swarmmatch.matching.record import SCHEMA, STATUSES
from swarmmatch.testing import planted

pytest.importorskip("jsonschema")

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

VALIDATOR = Draft202012Validator(sm.matching_schema())


def _staged() -> sm.Matching:
    case = planted(seed=2)
    policy = sm.Policy(case.policy, stages=[[sm.Leximin(steps=2)]])
    return sm.match(case.problem, policy, workers=1)


def _unstaffed() -> sm.Matching:
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a"]}),
        questions=pd.DataFrame({"question": ["q", "r"], "size_min": 1, "size_max": 1}),
    )
    policy = sm.Policy([sm.TeamSize(unstaffed=1), sm.Capacity()])
    matching = sm.match(problem, policy, workers=1, time_limit=None)
    assert len(matching.teams) == 1
    return matching


MADE = {
    "hand-made": small,
    "hostile names": hostile,
    "staged": _staged,
    "unstaffed": _unstaffed,
    "unbounded": lambda: stating(bound=float("inf"), status="time_limit"),
    "interrupted": lambda: stating(status="interrupted"),
}


@pytest.mark.parametrize("kind", MADE)
def test_every_record_is_taken_and_wholly_described(kind: str) -> None:
    record = json.loads(json.dumps(MADE[kind](), default=sm.Matching.to_dict, allow_nan=False))
    VALIDATOR.validate(record)
    described = sm.matching_schema()["properties"]
    assert set(record) <= set(described)
    assert set(record["provenance"]) <= set(described["provenance"]["properties"])
    for table in {"teams", "scores", "stages"} & set(record):
        for row in record[table]:
            assert set(row) == set(described[table]["items"]["properties"])


def test_the_staged_record_has_stages_and_the_unbounded_no_bound() -> None:
    assert _staged().to_dict()["stages"]
    unbounded = MADE["unbounded"]().to_dict()
    assert unbounded["bound"] is None
    assert unbounded["gap"] is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "swarmmatch matching 2"),
        (["value"], None),
        (["bound"], "high"),
        (["gap"], -0.1),
        (["status"], "done"),
        (["teams", 0, "professionals"], []),
        (["teams", 0, "professionals", 0], 7),
        (["scores", 0, "points"], None),
        (["provenance", "resolution"], 0),
        (["provenance", "input"], None),
    ],
)
def test_a_spoilt_record_is_refused(path: list[Any], value: Any) -> None:
    record = copy.deepcopy(small().to_dict())
    part = record
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(ValidationError):
        VALIDATOR.validate(record)


def test_the_schema_names_the_version_and_statuses_of_the_code() -> None:
    schema = sm.matching_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == SCHEMA
    assert schema["$defs"]["status"]["enum"] == list(STATUSES)
