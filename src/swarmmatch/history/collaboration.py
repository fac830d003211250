"""CollaborationHistory: who worked with whom up to a date, and what that answers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Self

import networkx as nx
import pandas as pd

from swarmmatch.data.issues import fault
from swarmmatch.data.nearest import nearest
from swarmmatch.errors import DataError
from swarmmatch.history.brokers import brokers
from swarmmatch.history.cohesion import Through, cohesion
from swarmmatch.history.communities import Communities, communities
from swarmmatch.history.export import write_graph
from swarmmatch.history.forecast import forecast, repeat_pairs
from swarmmatch.history.graphs import client_graph, tie_graph
from swarmmatch.history.pitch import pitch_versus_match, seat_values
from swarmmatch.history.referrals import Nearness, referrals
from swarmmatch.history.reliance import self_reliance, team_reach
from swarmmatch.history.rows import checked_rows, with_session
from swarmmatch.history.ties import HALF_LIFE, client_ties, demand_half_life, moment_of, ties

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.history.families import Families
    from swarmmatch.history.seated import Covered, Seated
    from swarmmatch.history.ties import Day

NEED = ["question", "skill", "level"]


@dataclass(frozen=True, repr=False, eq=False)
class CollaborationHistory:
    """Earlier teams, and the ties that they made, as known on a date.

    Make one with `from_problem` or `from_frame`. It never changes: `update` and `at` give another
    one, and each table or graph handed out is the caller's own.

    Attributes
    ----------
    half_life : float or None
        Days after which a shared team counts for half; None: nothing fades.
    as_of : pandas.Timestamp
        Teams after this date are not known yet; not-a-time without any history.
    """

    _rows: pd.DataFrame
    _pool: pd.Index[Any]
    half_life: float | None
    as_of: pd.Timestamp

    def __post_init__(self) -> None:
        demand_half_life(self.half_life)

    @classmethod
    def from_problem(
        cls, problem: Problem, *, half_life: float | None = HALF_LIFE, as_of: Day | None = None
    ) -> Self:
        """The history of a problem, with its professionals as the pool.

        Left out, ``as_of`` is the date of the newest team.
        """
        pool = pd.Index(problem.professionals["professional"])
        return cls(problem.history, pool, half_life, moment_of(problem.history, as_of))

    @classmethod
    def from_frame(
        cls,
        history: pd.DataFrame,
        professionals: Iterable[str] | None = None,
        *,
        half_life: float | None = HALF_LIFE,
        as_of: Day | None = None,
    ) -> Self:
        """A history from a frame, checked as `Problem.from_frames` would.

        Parameters
        ----------
        history : pandas.DataFrame
            Columns ``team, date, professional`` and, if known, ``question, client, outcome``.
        professionals : iterable of str, optional
            The pool; left out: everybody in the history.
        half_life, as_of
            As for `from_problem`.

        Raises
        ------
        DataError
            When there is any fault in the frame; its ``issues`` list all of them.
        """
        rows = checked_rows(history)
        pool = rows["professional"].unique() if professionals is None else list(professionals)
        return cls(rows, pd.Index(pool).unique(), half_life, moment_of(rows, as_of))

    def update(self, matching: Seated, date: Day) -> Self:
        """A new history with the teams of a matching as a session of this date.

        Every team gets the id ``"<question> <date>"``. The new history looks from that date, or
        from where this one does if that is later.

        Parameters
        ----------
        matching : Matching
            Whatever has ``problem`` and ``teams``.
        date : date
            When the teams started.

        Raises
        ------
        DataError
            When a team of that question and date is there already.
        """
        day = pd.Timestamp(date)
        rows = with_session(self._rows, matching, day)
        people = pd.Index(matching.problem.professionals["professional"])
        pool = self._pool.union(people, sort=False)
        later = day if pd.isna(self.as_of) else max(day, self.as_of)
        return replace(self, _rows=rows, _pool=pool, as_of=later)

    def at(self, date: Day) -> Self:
        """The same history as it was known on another date."""
        return replace(self, as_of=pd.Timestamp(date))

    @property
    def rows(self) -> pd.DataFrame:
        """Every row, later ones too, as the table ``history`` of a problem: one a member."""
        return self._rows.copy()

    def to_frame(self) -> pd.DataFrame:
        """One row a tie: ``a, b, count, last, strength``; see `swarmmatch.history.ties`."""
        return self._ties.copy()

    def to_graph(self) -> nx.Graph[Any]:
        """A new graph: a node a person of the history, an edge a tie; see `graphs.tie_graph`."""
        return tie_graph(self._known, self._ties)

    def to_client_graph(self) -> nx.Graph[Any]:
        """A new two-mode graph of professionals and clients; see `graphs.client_graph`."""
        strengths = client_ties(self._known, as_of=self.as_of, half_life=self.half_life)
        return client_graph(self._known, strengths)

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        people: pd.DataFrame | None = None,
        mode: Literal["ties", "clients"] = "ties",
    ) -> None:
        """Write a graph for Gephi and others as GraphML, GEXF or JSON; see `export.write_graph`.

        Parameters
        ----------
        path : path
            Its suffix tells the format; written whole or not at all.
        people : pandas.DataFrame, optional
            Attributes of professionals to take along, such as `Communities.members`.
        mode : "ties" or "clients"
            Which of the two graphs.
        """
        if mode not in ("ties", "clients"):
            raise ValueError(f"mode must be 'ties' or 'clients', not {mode!r}")
        graph = self._graph if mode == "ties" else self.to_client_graph()
        write_graph(graph, path, people=people)

    def ties_of(self, professional: str) -> pd.DataFrame:
        """Everybody a person shared a team with, the strongest tie first.

        Returns
        -------
        pandas.DataFrame
            Columns ``professional`` (the other one), ``count, last, strength``; of equals by id.

        Raises
        ------
        DataError
            For an id that is neither in the pool nor in the history.
        """
        self._demand_known(professional)
        of_a, of_b = (self._ties[end] == professional for end in ("a", "b"))
        found = self._ties[of_a | of_b]
        found = found.assign(professional=found["b"].where(of_a, found["a"]))
        found = found.sort_values(["strength", "professional"], ascending=[False, True])
        return found[["professional", "count", "last", "strength"]].reset_index(drop=True)

    def path(self, one: str, other: str) -> list[str]:
        """The people on a shortest way from one person to another, both included.

        Empty when no way leads there; the same one at every call.

        Raises
        ------
        DataError
            For an id that is neither in the pool nor in the history.
        """
        for professional in (one, other):
            self._demand_known(professional)
        if one == other:
            return [one]
        try:
            return list(nx.shortest_path(self._graph, one, other))
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return []

    def distance(self, one: str, other: str) -> float:
        """Ties on a shortest way between two people: 0 for one person, infinite without a way."""
        way = self.path(one, other)
        return float(len(way) - 1) if way else float("inf")

    def newcomers(self) -> pd.Index[Any]:
        """Professionals of the pool who were in no team yet, in the order of the pool."""
        return self._pool[~self._pool.isin(self._known["professional"])]

    def repeat_pairs(self, matching: Seated) -> pd.DataFrame:
        """Every pair seated together, and how often it met before: see `forecast.repeat_pairs`."""
        return repeat_pairs(self._ties, matching.teams)

    def forecast(self, matching: Seated) -> pd.DataFrame:
        """How many pairs of each team met before, and who is new: see `forecast.forecast`."""
        seated = matching.teams["professional"]
        strangers = seated[~seated.isin(self._known["professional"])]
        return forecast(self._ties, matching.teams, pd.Index(strangers))

    def communities(
        self,
        *,
        weight: str | None = "strength",
        runs: int | None = None,
        seed: int = 0,
        resolution: float = 1.0,
    ) -> Communities:
        """Communities by Louvain's method: see `communities.communities`."""
        return communities(self._graph, weight=weight, runs=runs, seed=seed, resolution=resolution)

    def brokers(
        self, *, weight: str | None = "strength", sources: int | None = None, seed: int = 0
    ) -> pd.DataFrame:
        """Betweenness and Burt's constraint of everybody: see `brokers.brokers`."""
        return brokers(self._graph, weight=weight, sources=sources, seed=seed)

    def cohesion(self, matching: Seated, *, through: Through = "team") -> pd.DataFrame:
        """How well the members of each team know each other: see `cohesion.cohesion`."""
        return cohesion(self._graph, matching.teams, through=through)

    def referrals(
        self,
        matching: Covered,
        *,
        families: Families | None = None,
        held_before: pd.DataFrame | None = None,
        nearness: Nearness | None = None,
        top: int = 5,
    ) -> pd.DataFrame:
        """Whom of the pool to ask for each requirement that misses holders: see `referrals`."""
        covered = matching.coverage
        return referrals(
            self._graph,
            covered.loc[covered["held"] < covered["wanted"], NEED],
            matching.problem.skills,
            families=families,
            held_before=held_before,
            ask=pd.Index(matching.problem.professionals["professional"]),
            nearness=nearness,
            top=top,
        )

    def pitch_versus_match(
        self,
        problem: Problem | None = None,
        *,
        pitch: str = "pitch",
        worst_to_best: Sequence[str] | None = None,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Whether the best pitches of earlier teams were the best matches: see `pitch`.

        Parameters
        ----------
        problem : Problem, optional
            Whose requirements tell what each seat added (see `pitch.seat_values`), as far as it has
            the questions; left out: only outcomes are compared.
        pitch : str
            The column of ratings that the history came with.
        worst_to_best, seed
            See `pitch.pitch_versus_match`.
        """
        seats = self._known
        if problem is not None:
            asked = seats["question"].isin(problem.requirements["question"])
            seats = seats.assign(value=seat_values(problem, seats).where(asked))
        return pitch_versus_match(seats, pitch=pitch, worst_to_best=worst_to_best, seed=seed)

    def self_reliance(
        self,
        *,
        communities: pd.DataFrame | None = None,
        organisers: Iterable[str] = (),
        period: str = "year",
        by: Sequence[str] = ("community", "period"),
    ) -> pd.DataFrame:
        """How far communities could form their teams themselves: see `reliance.self_reliance`.

        Parameters
        ----------
        communities : pandas.DataFrame, optional
            Columns ``professional, community``; left out: those that `communities` finds.
        organisers, period
            See `reliance.team_reach`.
        by : sequence of str
            See `reliance.self_reliance`.
        """
        members = communities
        if members is None and "community" in by:
            members = self.communities().members
        reach = team_reach(self._known, communities=members, organisers=organisers, period=period)
        return self_reliance(reach, by)

    @cached_property
    def _known(self) -> pd.DataFrame:
        return self._rows[self._rows["date"] <= self.as_of]

    @cached_property
    def _ties(self) -> pd.DataFrame:
        return ties(self._known, as_of=self.as_of, half_life=self.half_life)

    @cached_property
    def _graph(self) -> nx.Graph[Any]:
        return self.to_graph()

    def _demand_known(self, professional: str) -> None:
        if professional in self._pool or (self._rows["professional"] == professional).any():
            return
        meant = nearest(str(professional), [*self._pool, *self._rows["professional"].unique()])
        remedy = f"did you mean {meant!r}?" if meant else "give an id of the pool or the history"
        raise DataError(fault("there is no such professional", remedy, value=professional))

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __repr__(self) -> str:
        seen = self._known["professional"].nunique()
        day = "no date" if pd.isna(self.as_of) else f"{self.as_of:%Y-%m-%d}"
        return f"<CollaborationHistory as of {day}: {len(self._ties)} ties of {seen} professionals>"
