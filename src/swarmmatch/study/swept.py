"""What a sweep found, and how far its teams stay the same."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from swarmmatch.data.frame_html import frame_html
from swarmmatch.errors import SHOWN, PolicyError, counted
from swarmmatch.study.stability import SEAT, kept, stable_teams, unchanged


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """What a sweep found, as tidy frames that share the column ``point``.

    Attributes
    ----------
    points : pandas.DataFrame
        A row a point: ``point``, a column for each option, ``status, value, bound, gap, seats,
        seconds`` and ``detail`` (why there is no matching). Statuses are those of matchings, and
        "infeasible" (proven) and "no_matching" (none found in time); values, bounds and gaps are
        missing there. Values of points with different weights are not comparable.
    scores : pandas.DataFrame
        A row a point and rule: ``point, rule, measure, unit, points``.
    teams : pandas.DataFrame
        A row a point and seat: ``point, question, professional``.
    """

    points: pd.DataFrame
    scores: pd.DataFrame
    teams: pd.DataFrame

    @property
    def options(self) -> list[str]:
        """The options that were swept."""
        names = [str(name) for name in self.points.columns]
        return names[1 : names.index("status")]

    def changes(self, before: int, after: int) -> pd.DataFrame:
        """Seats that differ between two points: ``question, professional, change``.

        A change is "left" or "joined"; by question, then by professional.
        """
        sides = [self._seats(point) for point in (before, after)]
        both = sides[0].merge(sides[1], how="outer", indicator=True)
        said = both["_merge"].astype("str").map({"left_only": "left", "right_only": "joined"})
        moved = both[SEAT].assign(change=said.astype("str"))[said.notna()]
        return moved.sort_values(SEAT, ignore_index=True)

    def kept(self, reference: int) -> pd.DataFrame:
        """The points, with the share of the reference's seats that each has too, 0 to 1.

        Returns
        -------
        pandas.DataFrame
            ``points`` with a column ``kept``; missing where there is no matching, or none of the
            reference.
        """
        self._seats(reference)
        return self.points.assign(kept=kept(self.teams, self.points, reference))

    def sensitivity(self, reference: int) -> pd.DataFrame:
        """For which values of each option the teams stay what they are at a point.

        Only points that differ from the reference in one option are looked at. Nothing is said of
        values that were not tried.

        Returns
        -------
        pandas.DataFrame
            A row an option: ``option, value`` (of the reference), ``low, high`` (the ends of the
            run of tried values around it that leave every seat as it is), ``below, above`` (the
            next values tried, where seats do change; missing where none was).
        """
        return unchanged(self.kept(reference), self.options, reference)

    def stable_teams(self) -> pd.DataFrame:
        """How often each question gets the same team over all points with a matching.

        Returns
        -------
        pandas.DataFrame
            A row a question: ``question, teams`` (different ones), ``share`` (of the points at
            which it has its most frequent team) and ``team`` (that team: ids joined by ", "), the
            most stable first.
        """
        return stable_teams(self.teams, self.points)

    def __str__(self) -> str:
        return f"{counted(len(self.points), 'point')} over {', '.join(self.options)}"

    def __repr__(self) -> str:
        return f"{self}\n{self.points.to_string(index=False, max_rows=SHOWN)}"

    def _repr_html_(self) -> str:
        return f"<div>{frame_html(self.points, str(self))}</div>"

    def _seats(self, point: int) -> pd.DataFrame:
        if point not in set(self.points["point"]):
            last = len(self.points) - 1
            raise PolicyError(f"there is no point {point!r}; they run from 0 to {last}")
        seats = self.teams[self.teams["point"] == point]
        return seats[SEAT]
