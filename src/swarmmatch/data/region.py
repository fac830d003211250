"""Synthetic problems for a region: a pool of professionals and the questions put to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.demand import draw_questions
from swarmmatch.data.demand_skills import draw_requirements
from swarmmatch.data.habit import draw_history
from swarmmatch.data.people import draw_people
from swarmmatch.data.people_skills import draw_skills, skills_frame
from swarmmatch.data.people_slots import availability_frame, draw_free_slots
from swarmmatch.data.region_check import unknown_name
from swarmmatch.data.region_spec import RegionSpec
from swarmmatch.errors import PolicyError

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Each has its own stream of random numbers, so that one more question leaves the people as they
#: were. The order is part of what a seed means: new streams go to the end.
STREAMS = ("professionals", "skills", "availability", "questions", "requirements", "history")


def region(
    spec: RegionSpec,
    professionals: int = 12_000,
    questions: int = 100,
    seed: int = 2015,
    sector: str | None = None,
) -> Problem:
    """Draw a synthetic problem for a region.

    Parameters
    ----------
    spec : RegionSpec
        Places, sectors, skills and demand of the region.
    professionals, questions : int
        How many, at least 0; questions need professionals.
    seed : int
        At least 0. The same seed gives the same tables.
    sector : str or None
        A special edition: all questions are of this sector, and so are at least 60% of the
        professionals.

    Returns
    -------
    Problem
        With the tables of `frames`.

    Raises
    ------
    PolicyError
        If a number is negative or not whole, if there are questions for nobody, or if the region
        has no such sector or nobody there asks about it.
    """
    from swarmmatch.data.problem import Problem

    return Problem.from_frames(**frames(spec, professionals, questions, seed, sector))


def frames(
    spec: RegionSpec,
    professionals: int = 12_000,
    questions: int = 100,
    seed: int = 2015,
    sector: str | None = None,
) -> dict[str, pd.DataFrame]:
    """Draw the tables of a synthetic problem; see `region` for the parameters and errors.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``professionals`` (with the further columns age, gender, education and occupation),
        ``skills``, ``availability``, ``questions`` (hours are those of each member),
        ``requirements`` and ``history``, in the normal form of `Problem`.
    """
    _check_numbers(professionals=professionals, questions=questions, seed=seed)
    if questions and not professionals:
        raise PolicyError(f"{questions} questions need professionals, but professionals is 0")
    _check_sector(spec, sector)
    streams = dict(zip(STREAMS, np.random.SeedSequence(seed).spawn(len(STREAMS)), strict=True))
    rng = {name: np.random.default_rng(stream) for name, stream in streams.items()}
    people = draw_people(spec, professionals, rng["professionals"], sector)
    held = draw_skills(spec, people, rng["skills"])
    free = draw_free_slots(spec, professionals, rng["availability"])
    asked = draw_questions(spec, questions, rng["questions"], sector)
    return {
        "professionals": people.frame,
        "skills": skills_frame(spec, people, held),
        "availability": availability_frame(spec, people, free),
        "questions": asked.frame,
        "requirements": draw_requirements(spec, asked, held, free, rng["requirements"]),
        "history": draw_history(spec, people, rng["history"]),
    }


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
        if not whole or number < 0:
            raise PolicyError(f"{name} is {number!r}, not a whole number of 0 or more")


def _check_sector(spec: RegionSpec, sector: str | None) -> None:
    if sector is None:
        return
    names = [one.name for one in spec.sectors]
    if sector not in names:
        raise PolicyError(f"{unknown_name('sector', str(sector), names)} in region {spec.name!r}")
    asked = {theme.sector for theme in spec.themes}
    if sector not in asked:
        known = ", ".join(name for name in names if name in asked)
        raise PolicyError(f"nobody in region {spec.name!r} asks about {sector!r}; only: {known}")
