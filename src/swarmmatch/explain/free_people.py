"""Whom the pool still has for a question: who may sit there, has a seat left, and holds a skill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.explain.asked import team_of
from swarmmatch.explain.marginal import joined_by
from swarmmatch.matching.matching import Matching
from swarmmatch.rules.blocks import Block, Eligibility, ProfessionalRows, SeatPoints

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: People proposed for each requirement.
PROPOSED = 3

_COLUMNS = {
    "skill": "str",
    "level": "int64",
    "professional": "str",
    "has": "int64",
    "adds": "float64",
    "breaks": "str",
    "free": "int64",
}


def free_people(matching: Matching, question: str, lacking: pd.DataFrame) -> pd.DataFrame:
    """The best free people for each requirement that a team lacks.

    Free is whom no rule bars from the question and whose own rows (seats in all, one at a time)
    still have room for it beside the seats taken. The best are those whose seat earns most points
    by itself, then those of the highest level; of these it is worked out what they would add.

    Parameters
    ----------
    matching : Matching
        The teams.
    question : str
        Which team.
    lacking : pandas.DataFrame
        Columns ``skill, level``, a row a requirement.

    Returns
    -------
    pandas.DataFrame
        Columns ``skill, level, professional, has`` (level held), ``adds`` (points of all teams, if
        that professional joined this one and nobody left), ``breaks`` (hard rules that would be
        broken then, joined by "; ") and ``free`` (how many are free for the requirement).
    """
    problem = matching.problem
    where = int(problem.arrays.question_codes(pd.Series([question], dtype="str"))[0])
    blocks = [block for rule in matching.policy for block in rule.blocks(problem)]
    free = _free(matching, blocks, where)
    free[problem.arrays.professional_codes(pd.Series(team_of(matching, question)))] = False
    worth = _worth(problem, blocks, where)
    found = [
        _for_one(matching, question, free, worth, skill, level)
        for skill, level in zip(lacking["skill"].tolist(), lacking["level"].tolist(), strict=True)
    ]
    return pd.DataFrame([row for rows in found for row in rows], columns=list(_COLUMNS)).astype(
        _COLUMNS
    )


def _for_one(
    matching: Matching, question: str, free: Bools, worth: Floats, skill: str, level: int
) -> list[tuple[object, ...]]:
    """Rows for one requirement."""
    arrays = matching.problem.arrays
    column = arrays.skills.get_indexer(pd.Index([skill]))[0]
    levels = arrays.levels[:, [column]].toarray()[:, 0]
    able = np.flatnonzero(free & (levels >= level))
    best = able[np.lexsort((-levels[able], -worth[able]))][:PROPOSED]
    rows: list[tuple[object, ...]] = []
    for who, name in zip(best, arrays.professionals[best], strict=True):
        change = joined_by(matching, question, name)
        breaks = "; ".join(change.broken["rule"].drop_duplicates())
        rows.append((skill, level, name, levels[who], change.points, breaks, len(able)))
    return rows


def _free(matching: Matching, blocks: list[Block], question: int) -> Bools:
    """Who may sit at the question and has room for it, shape (P,)."""
    arrays, teams = matching.problem.arrays, matching.teams
    seat = (arrays.question_codes(teams["question"]), arrays.professional_codes(
        teams["professional"]))  # fmt: skip
    shape = (len(arrays.questions), len(arrays.professionals))
    taken = sparse.csr_array((np.ones(len(teams)), seat), shape=shape)
    free = np.ones(shape[1], dtype=np.bool_)
    for block in blocks:
        match block:
            case Eligibility():
                free &= block.allowed(question, slice(0, shape[1]))
            case ProfessionalRows():
                more = block.groups[:, [question]].toarray()
                load = (block.groups @ taken).toarray() + more
                free &= ((more <= 0) | (load <= block.upper)).all(axis=0)
            case _:
                pass
    return free


def _worth(problem: Problem, blocks: list[Block], question: int) -> Floats:
    """Points of each seat of the question by itself, shape (P,)."""
    pool = slice(0, len(problem.arrays.professionals))
    worth = np.zeros(pool.stop)
    for block in blocks:
        if isinstance(block, SeatPoints):
            worth += block.points(question, pool)
    return worth
