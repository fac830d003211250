"""Which musts the pool can meet all at once, so that synthetic problems have an answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.people_skills import Held
from swarmmatch.data.region_draw import Flags, Ints

#: Every holder of a must is found so many times over, to leave room for the other rules.
EASE = 3


def staffable(held: Held, free: Flags, asked: pd.DataFrame, supply: NDArray[np.float64]) -> Flags:
    """Tell which of the musts can be met together, `EASE` times over.

    A must stays one if a matching of wanted holders with professionals gives it holders of its own:
    skilled, available in its slot, and serving no other must. That is more than needed, since one
    professional may meet two musts of a question and take seats at several questions.

    Parameters
    ----------
    held : Held
    free : array of bool, shape (professionals, slots)
    asked : pandas.DataFrame
        One row a must, with codes ``skill, slot`` and numbers ``level, holders``.
    supply : array of float, shape (musts,)
        How many can meet each must.

    Returns
    -------
    array of bool, shape (musts,)
    """
    from scipy.sparse import csr_array  # only here, to keep the import of the library light
    from scipy.sparse.csgraph import maximum_bipartite_matching

    wanted = asked["holders"].to_numpy() * EASE
    # A must with as many holders as all musts want together never goes short, so leave it out.
    scarce = supply < wanted.sum()
    must, person = _who_can(held, free, asked[scarce])
    able = csr_array(
        (np.ones(len(must), dtype=np.int8), (must, person)), shape=(len(asked), len(free))
    )
    seats = np.repeat(np.arange(len(asked)), wanted * scarce)
    found = maximum_bipartite_matching(able[seats], perm_type="column") >= 0
    return np.asarray(np.bincount(seats, found, len(asked)) == wanted * scarce)


def _who_can(held: Held, free: Flags, asked: pd.DataFrame) -> tuple[Ints, Ints]:
    """Pairs of a must and a professional who can meet it."""
    use = np.isin(held.skill, asked["skill"])
    able = pd.DataFrame(
        {"skill": held.skill[use], "person": held.person[use], "held": held.level[use]}
    )
    pairs = asked.rename_axis("must").reset_index().merge(able, on="skill")
    pairs = pairs[pairs["held"] >= pairs["level"]]
    pairs = pairs[free[pairs["person"].to_numpy(), pairs["slot"].to_numpy()]]
    return pairs["must"].to_numpy(), pairs["person"].to_numpy()
