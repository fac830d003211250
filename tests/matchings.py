"""Matchings to try things on: a small sound one, and one whose every name is an attack."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.matching.audit import audit
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.provenance import provenance_of_run
from swarmmatch.rules import Coverage, Policy, Quota, TeamSize
from swarmmatch.testing import planted

FORMULA = '=HYPERLINK("http://example.org";"click")'
SCRIPT = "<script>alert('&')</script>"


def matching_of(problem: Problem, policy: Policy, teams: pd.DataFrame, **changed: Any) -> Matching:
    """A matching that states what its teams earn, and that no others earn more."""
    value = audit(problem, policy, teams).value
    stated: dict[str, Any] = {
        "value": value,
        "bound": value,
        "status": "optimal",
        "reason": "Value and bound are equal.",
        "provenance": provenance_of_run(
            seed=np.int64(1),
            workers=2,
            gap=1e-4,
            time_limit=float("inf"),
            resolution=1e-4,
            seconds={"bound": np.float64(0.25), "teams": 1.0},
            started_at=datetime(2015, 6, 18, 19, 30, tzinfo=UTC),
        ),
    }
    return Matching(problem=problem, policy=policy, teams=teams, **(stated | changed))


@cache
def small() -> Matching:
    """The planted teams of three questions, given in another order."""
    case = planted(seed=1)
    return matching_of(case.problem, case.policy, case.teams.sample(frac=1, random_state=1))


def stating(**changed: Any) -> Matching:
    """The small matching with something else stated of it."""
    sound = small()
    return matching_of(sound.problem, sound.policy, sound.teams, **changed)


@cache
def hostile() -> Matching:
    """Ids, titles and skills that a spreadsheet would run, or a browser."""
    people = [
        FORMULA,
        SCRIPT,
        "'=1+1",
        "\t@x",
        "a,-b;=c",
        'say "x"',
        "'s-Heerenberg",
        "-7",
        "é\r\nz",
    ]
    problem = Problem.from_frames(
        professionals=pd.DataFrame({"professional": people, "sector": SCRIPT}),
        skills=pd.DataFrame({"professional": people, "skill": SCRIPT}),
        questions=pd.DataFrame(
            {
                "question": [SCRIPT, "=q", "+q"],
                "title": ["</td>", FORMULA, None],
                "client": ['"><img src=x onerror=alert(1)>', None, "@"],
                "size_min": 0,
                "size_max": 9,
            }
        ),
        requirements=pd.DataFrame(
            {"question": [SCRIPT, "=q"], "skill": [SCRIPT, "=1+1"], "holders": [9, 2]}
        ),
    )
    policy = Policy([TeamSize(), Coverage(), Quota("sector", SCRIPT, at_most=1, weight=0.3)])
    teams = pd.DataFrame({"question": [SCRIPT] * 9 + ["=q"], "professional": [*people, "-7"]})
    return matching_of(problem, policy, teams)
