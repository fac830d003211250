"""The few ways of drawing that all tables of a synthetic region share; all work on whole arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Rows of a race held in memory at once. Part of the drawing order: another number, other draws.
CHUNK = 16_384

#: Kilometres in one degree of latitude.
KM_PER_DEGREE = 111.32


def choose(rng: np.random.Generator, weights: Floats, row: Ints) -> Ints:
    """Draw one column for each entry of `row`, in proportion to that row of `weights`.

    Parameters
    ----------
    rng : numpy.random.Generator
    weights : array, shape (rows, columns)
        At least 0, with a positive sum in each row.
    row : array of int, shape (n,)

    Returns
    -------
    array of int, shape (n,)
    """
    rows, columns = weights.shape
    below = weights.cumsum(axis=1)
    below /= below[:, -1:]
    # Row r covers the stretch from r to r + 1, so that one search serves all rows.
    ladder = (below + np.arange(rows)[:, None]).ravel()
    found = np.searchsorted(ladder, row + rng.random(len(row)), side="right")
    return np.asarray(np.minimum(found - row * columns, columns - 1), dtype=np.int64)


def choose_one(rng: np.random.Generator, weights: Sequence[float], count: int) -> Ints:
    """Draw `count` times from one list of weights."""
    table = np.asarray(weights, dtype=float)[None, :]
    return choose(rng, table, np.zeros(count, dtype=np.int64))


def draw_distinct(
    rng: np.random.Generator, weights: Floats, row: Ints, counts: Ints
) -> tuple[Ints, Ints]:
    """Draw ``counts[i]`` different columns by the weights ``weights[row[i]]``, for every i.

    Every column runs a race with exponential arrival times of its weight; the first ones win
    (Efraimidis and Spirakis 2006, doi:10.1016/j.ipl.2005.11.003).

    Parameters
    ----------
    rng : numpy.random.Generator
    weights : array, shape (rows, columns)
        At least 0. Row ``row[i]`` holds no fewer than ``counts[i]`` positive weights.
    row, counts : arrays of int, shape (n,)

    Returns
    -------
    owner, column : arrays of int, shape (counts.sum(),)
        Sorted by owner, and per owner in the order of arrival.
    """
    with np.errstate(divide="ignore"):
        delay = 1.0 / weights
    most = int(counts.max(initial=0))
    owners, columns = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for start in range(0, len(row), CHUNK):
        part = slice(start, start + CHUNK)
        arrival = delay[row[part]]
        arrival *= rng.standard_exponential(arrival.shape)
        first = _first(arrival, most)
        taken = np.arange(most) < counts[part, None]
        owners.append(np.nonzero(taken)[0] + start)
        columns.append(first[taken])
    return np.concatenate(owners), np.concatenate(columns)


def _first(arrival: Floats, count: int) -> Ints:
    """Columns of the `count` smallest values of each row, in order."""
    if count < arrival.shape[1]:
        some = np.argpartition(arrival, count, axis=1)[:, :count]
    else:
        some = np.broadcast_to(np.arange(arrival.shape[1]), arrival.shape)
    order = np.argsort(np.take_along_axis(arrival, some, axis=1), axis=1)
    return np.take_along_axis(some, order, axis=1).astype(np.int64)


def pick_text(values: Sequence[str], codes: Ints) -> ExtensionArray:
    """Text column with ``values[code]`` for each code, missing where the code is -1."""
    return pd.array(list(values), dtype="str").take(codes, allow_fill=True)


def make_ids(prefix: str, count: int, digits: int) -> ExtensionArray:
    """Ids prefix-000001 and so on. An id does not depend on how many there are."""
    numbers = np.arange(1, count + 2).astype(str)  # one too many: numpy cannot pad an empty array
    ids = np.strings.add(f"{prefix}-", np.strings.zfill(numbers, digits))
    return pd.array(ids[:-1], dtype="str")


def scatter(
    rng: np.random.Generator, lat: Floats, lon: Floats, km: Floats
) -> tuple[Floats, Floats]:
    """Move points by a Gaussian of `km` kilometres to each side; rounded to about 10 metres."""
    north = rng.standard_normal(len(lat)) * km
    east = rng.standard_normal(len(lat)) * km
    moved = lon + east / (KM_PER_DEGREE * np.cos(np.radians(lat)))
    return np.round(lat + north / KM_PER_DEGREE, 4), np.round(moved, 4)
