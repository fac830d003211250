"""How far each seat is from its question, as a join of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.geography import distance_km, on_the_globe

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

AXES = ["x", "y", "z"]


def distances_of_seats(problem: Problem, teams: pd.DataFrame) -> pd.Series:
    """Distance in km between professional and question of each seat, indexed as ``teams``.

    Missing where either has no place.
    """
    professionals = _places(problem.professionals, teams["professional"])
    questions = _places(problem.questions, teams["question"])
    apart = distance_km(professionals.to_numpy().T, questions.to_numpy().T)
    return pd.Series(apart, index=teams.index)


def _places(table: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Positions on the globe of those named, a row each in their order."""
    lat, lon = table["lat"].to_numpy(np.float64), table["lon"].to_numpy(np.float64)
    places = pd.DataFrame(on_the_globe(lat, lon).T, columns=AXES)
    named = table[str(ids.name)].isin(ids)
    return places[named].set_axis(table.loc[named, str(ids.name)]).reindex(ids)
