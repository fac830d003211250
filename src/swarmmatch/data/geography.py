"""Places and distances: straight lines between points on a sphere.

A straight line through the globe is shorter than the way over its surface by 0.3 m at 60 km and by
30 m at 300 km, and needs only operations that every machine rounds the same way, so that a
distance limit and its audit can never disagree.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Mean radius of the earth in km (IUGG).
EARTH_RADIUS = 6371.0088

Floats = NDArray[np.float64]


def on_the_globe(lat: Floats, lon: Floats) -> Floats:
    """Cartesian positions in km of points given in degrees, shape (3, n)."""
    phi, lam = np.radians(lat), np.radians(lon)
    ways = [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)]
    return EARTH_RADIUS * np.stack(ways)


def distance_km(places: Floats, place: Floats) -> Floats:
    """Distances in km from many places, shape (3, n), to one or as many, shape (3,) or (3, n)."""
    squared = (places[0] - place[0]) ** 2
    squared += (places[1] - place[1]) ** 2
    squared += (places[2] - place[2]) ** 2
    distance: Floats = np.sqrt(squared, out=squared)
    return distance
