"""Draw when the professionals of a synthetic region are available."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.data.people import People
from swarmmatch.data.region_draw import Flags, pick_text
from swarmmatch.data.region_spec import RegionSpec

#: Parameters of the beta from which a person's free share of the slots comes: half on average (an
#: assumption; zzp'ers bill 27 hours a week, Knab 2024), from hardly ever to nearly always.
FREE = (3.0, 3.0)


def draw_free_slots(spec: RegionSpec, count: int, rng: np.random.Generator) -> Flags:
    """Who is available when, shape (professionals, slots)."""
    free = rng.beta(*FREE, count)
    return np.asarray(rng.random((count, len(spec.slots))) < free[:, None])


def availability_frame(spec: RegionSpec, people: People, free: Flags) -> pd.DataFrame:
    """Table of availability in normal form."""
    person, slot = np.nonzero(free)
    return pd.DataFrame(
        {
            "professional": people.frame["professional"].array.take(person),
            "slot": pick_text(spec.slots, slot),
        }
    )
