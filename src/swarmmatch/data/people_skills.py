"""Draw which skills the professionals of a synthetic region hold, and how well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from swarmmatch.data.people import People
from swarmmatch.data.region_draw import Floats, Ints, draw_distinct, pick_text
from swarmmatch.data.region_spec import RegionSpec

#: Fewest and most skills a person, nine on average (an assumption).
FEWEST, MOST = 3, 15

#: How readily a skill is picked up in one's own family, in one near to it, and elsewhere. With
#: families of ten this gives five or six skills of one's own, two or three near, and one elsewhere.
OWN, NEAR, ELSEWHERE = 1.0, 0.12, 0.010

#: The first skill of a family is so many times as common as its last.
COMMON = 2.0

TOP_LEVEL = 5


@dataclass(frozen=True)
class Held:
    """Skills held, one entry a professional and skill.

    Parameters
    ----------
    person, skill, level : arrays of int, shape (skill rows,)
        Positions in the table of professionals and in the spec's skills; level 1-5.
    """

    person: Ints
    skill: Ints
    level: Ints


def draw_skills(spec: RegionSpec, people: People, rng: np.random.Generator) -> Held:
    """Draw skills by family, and levels that grow with experience."""
    width = len(spec.skills)
    counts = FEWEST + rng.binomial(MOST - FEWEST, 0.5, len(people.family))
    weights = _readiness(spec)
    person, skill = draw_distinct(rng, weights, people.family, np.minimum(counts, width))
    own = family_of_skill(spec)[skill] == people.family[person]
    years = people.frame["experience"].to_numpy()[person]
    return Held(person, skill, _levels(rng, years, own))


def skills_frame(spec: RegionSpec, people: People, held: Held) -> pd.DataFrame:
    """Table of skills in normal form."""
    return pd.DataFrame(
        {
            "professional": people.frame["professional"].array.take(held.person),
            "skill": pick_text(spec.skills, held.skill),
            "level": held.level,
        }
    )


def family_of_skill(spec: RegionSpec) -> Ints:
    """Position of each skill's family."""
    return np.repeat(np.arange(len(spec.families)), [len(f.skills) for f in spec.families])


def _readiness(spec: RegionSpec) -> Floats:
    """How readily people of a family pick up a skill, shape (families, skills)."""
    families = [family.name for family in spec.families]
    close = np.full((len(families), len(families)), ELSEWHERE)
    for row, family in enumerate(spec.families):
        close[row, [families.index(name) for name in family.near]] = NEAR
    np.fill_diagonal(close, OWN)
    common = [np.geomspace(COMMON**0.5, COMMON**-0.5, len(f.skills)) for f in spec.families]
    return np.asarray(close[:, family_of_skill(spec)] * np.concatenate(common), dtype=float)


def _levels(rng: np.random.Generator, years: Floats, own: np.ndarray) -> Ints:
    """From about 1.5 for a starter to 4 after twenty years; half a level more in one's family."""
    mean = 1.25 + 0.55 * np.sqrt(years) + 0.5 * own
    return np.clip(np.rint(rng.normal(mean, 0.9)), 1, TOP_LEVEL).astype(np.int64)
