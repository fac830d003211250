"""Draw the requirements of synthetic questions: which skills, how well, and which are a must."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.data.demand import Asked
from swarmmatch.data.demand_musts import staffable
from swarmmatch.data.people_skills import TOP_LEVEL, Held, family_of_skill
from swarmmatch.data.region_draw import (
    Flags,
    Floats,
    Ints,
    choose,
    choose_one,
    draw_distinct,
    pick_text,
)
from swarmmatch.data.region_spec import RegionSpec

#: Fewest and most requirements a question, seven on average.
FEWEST, MOST = 5, 9

#: How often levels 1 to 5 are asked, before looking at who holds them.
LEVEL_SHARES = (0.0, 0.30, 0.45, 0.25, 0.0)

#: A level is asked for only if this part of the pool holds it, where the skill has such a level.
HOLDERS_BAND = (0.01, 0.08)

#: How often one or two holders are wanted; how often a weight is 1, 2 or 3; how often a question
#: has one must or two (all assumptions).
HOLDER_SHARES = (0.75, 0.25)
WEIGHT_SHARES = (0.4, 0.4, 0.2)
MUST_SHARES = (0.6, 0.4)


def draw_requirements(
    spec: RegionSpec, asked: Asked, held: Held, free: Flags, rng: np.random.Generator
) -> pd.DataFrame:
    """Table of requirements in normal form.

    Parameters
    ----------
    spec : RegionSpec
    asked : Asked
    held : Held
        Skills of the pool: levels are asked that enough of it holds.
    free : array of bool, shape (professionals, slots)
        The musts are those that most of the pool can meet in the slot of the question.
    rng : numpy.random.Generator
    """
    question, skill = _asked_skills(spec, asked, rng)
    supply = _supply(held, free, len(spec.skills))
    level = 1 + choose(rng, _level_weights(supply["pool"] / max(1, len(free))), skill)
    holders = 1 + choose_one(rng, HOLDER_SHARES, len(skill))
    weight = 1.0 + choose_one(rng, WEIGHT_SHARES, len(skill))
    slot = asked.slot[question]
    in_slot = supply["slots"][slot, skill, level - 1]
    most = 1 + choose_one(rng, MUST_SHARES, len(asked.theme))
    must = _first_of_question(question, in_slot) < most[question]
    codes = pd.DataFrame({"skill": skill, "slot": slot, "level": level, "holders": holders})
    must[must] = staffable(held, free, codes[must].reset_index(drop=True), in_slot[must])
    return pd.DataFrame(
        {
            "question": asked.frame["question"].array.take(question),
            "skill": pick_text(spec.skills, skill),
            "level": level,
            "holders": holders,
            "weight": weight,
            "must": must,
        }
    )


def _asked_skills(spec: RegionSpec, asked: Asked, rng: np.random.Generator) -> tuple[Ints, Ints]:
    families = [family.name for family in spec.families]
    tied = np.array([[float(name in theme.families) for name in families] for theme in spec.themes])
    weights = tied[:, family_of_skill(spec)]
    counts = FEWEST + rng.binomial(MOST - FEWEST, 0.5, len(asked.theme))
    on_offer = np.count_nonzero(weights, axis=1)[asked.theme]
    return draw_distinct(rng, weights, asked.theme, np.minimum(counts, on_offer))


def _supply(held: Held, free: Flags, skills: int) -> dict[str, Floats]:
    """How many hold each skill at each level or better, in the pool and per slot."""
    cell = held.skill * TOP_LEVEL + held.level - 1
    shape = (skills, TOP_LEVEL)

    def at_least(weights: Flags | None) -> Floats:
        exactly = np.bincount(cell, weights, skills * TOP_LEVEL).reshape(shape)
        return exactly[:, ::-1].cumsum(axis=1)[:, ::-1].astype(float)

    slots = [at_least(free[held.person, slot]) for slot in range(free.shape[1])]
    return {"pool": at_least(None), "slots": np.stack(slots)}


def _level_weights(share: Floats) -> Floats:
    """How often each skill is asked at each level, shape (skills, levels).

    Levels outside the band of holders fall out; a skill that has none within it is asked at the
    level nearest to the band.
    """
    low, high = HOLDERS_BAND
    usual = np.array(LEVEL_SHARES)
    weights = usual * ((share >= low) & (share <= high))
    distance = np.abs(np.log(np.clip(share, 1e-9, 1.0) / np.sqrt(low * high)))
    nearest = np.where(usual > 0, distance, np.inf).argmin(axis=1)
    fallback = np.eye(len(usual))[nearest]
    return np.where(weights.any(axis=1, keepdims=True), weights, fallback)


def _first_of_question(question: Ints, supply: Floats) -> Ints:
    """Rank of each requirement within its question, the best supplied first."""
    order = np.lexsort((-supply, question))
    first = np.searchsorted(question[order], question[order], side="left")
    rank = np.empty(len(question), dtype=np.int64)
    rank[order] = np.arange(len(question)) - first
    return rank
