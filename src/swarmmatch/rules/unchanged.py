"""Unchanged: every seat that differs from the teams announced has its price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Rows
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Unchanged(Rule):
    """A price for each seat that changes against the teams that were announced.

    The announced seats are those of kind ``announced`` in the seats table; A(q) is who they name at
    question q. A seat changes when somebody leaves it, or somebody joins who was not announced:
    ``changes[q] = sum_{p in A(q)} (1 - x[q, p]) + sum_{p not in A(q)} x[q, p]``. So one who takes
    the place of another makes two changes. Questions for which nobody was announced count for
    nothing: whoever is seated there was told nothing else before.

    Parameters
    ----------
    weight : float
        Points that each change costs.
    refill : bool
        Whether others may join for nothing in place of those announced who offer no seat any more
        (capacity 0) or are barred from it. Then ``changes[q] = sum_{p in A(q)} (1 - x[q, p]) +
        max(0, sum_{p not in A(q)} x[q, p] - gone[q])``. Without it a team that can do with fewer is
        left with fewer, for that is the smaller change.
    """

    weight: float = 1.0
    refill: bool = False

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)
        told = isinstance(self.refill, bool)
        demand(told, self, f"refill must be True or False, not {self.refill!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """Three rows an announced question: who stayed, who joined, and what was announced.

        ``stayed <= sum_{p in A} x`` and ``joined >= sum_{p not in A} x - gone``. A variable that is
        always 1 costs as many changes as were announced; each who stayed earns one back.
        """
        table = announced_seats(problem)
        if table.empty:
            return []
        arrays = problem.arrays
        people = arrays.professional_codes(table["professional"])
        asked, question = np.unique(arrays.question_codes(table["question"]), return_inverse=True)
        n, n_people, heads = len(asked), len(arrays.professionals), np.bincount(question)
        spare = np.bincount(question, self.refill * _gone_by_position(problem, table))
        announced = sparse.csc_array(
            (np.ones(len(table), np.int32), (people, question)), shape=(n_people, n)
        )
        one, row = sparse.eye_array(n), np.arange(n)
        mixed = (
            np.repeat([1, 1, -1], n),
            (np.concatenate([row, n + row, n + row]), np.concatenate([1 + row, 0 * row, 1 + row])),
        )
        over = (np.ones(3 * n), (np.arange(3 * n), np.tile(asked, 3)))
        return [
            Rows(
                features=sparse.hstack([arrays.everyone, announced], format="csc"),
                weights=sparse.csr_array(mixed, shape=(3 * n, 1 + n)),
                over=sparse.csr_array(over, shape=(3 * n, len(arrays.questions))),
                lower=np.repeat([0.0, -np.inf, 0.0], n),
                upper=np.concatenate([np.full(n, np.inf), spare, np.full(n, np.inf)]),
                about=np.full(3 * n, "seats changed", dtype=object),
                variables=Auxiliaries(
                    np.repeat([0, 0, 1], n),
                    np.concatenate([heads, np.full(n, n_people), np.ones(n, np.int64)]),
                    self.weight * np.concatenate([np.ones(n), -np.ones(n), -heads]),
                ),
                auxiliary=sparse.block_diag([-one, -one, one], format="csr"),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count who left and who joined, question by question."""
        announced = announced_seats(problem)
        found = changes(announced, teams)
        left = found.loc[found["change"] == "left", "question"].value_counts()
        joined = found.loc[found["change"] == "joined", "question"].value_counts()
        if self.refill:
            gone = announced.loc[_gone(problem, announced), "question"].value_counts()
            joined = joined.sub(gone, fill_value=0).clip(lower=0)
        count = left.add(joined, fill_value=0).astype("int64")
        earned = pd.DataFrame(
            {"subject": count.index, "count": count.to_numpy(), "each": -float(self.weight)}
        )
        return Check.of(count.sum(), "seats changed", earned=earned)


def announced_seats(problem: Problem) -> pd.DataFrame:
    """The seats announced, as columns question and professional."""
    table = problem.seats
    named = table.loc[table["kind"] == "announced", ["question", "professional"]]
    return named.reset_index(drop=True)


def changes(announced: pd.DataFrame, teams: pd.DataFrame) -> pd.DataFrame:
    """Seats left and joined at the questions for which somebody was announced.

    Parameters
    ----------
    announced, teams : pandas.DataFrame
        Columns ``question`` and ``professional``, a row a seat.

    Returns
    -------
    pandas.DataFrame
        Columns ``question, professional, change``; a change is "left" or "joined".
    """
    seat = ["question", "professional"]
    teams = teams.loc[teams["question"].isin(announced["question"]), seat]
    both = announced[seat].merge(teams, on=seat, how="outer", indicator="change")
    both["change"] = both["change"].map({"left_only": "left", "right_only": "joined"}).astype("str")
    return both[both["change"].isin(["left", "joined"])].reset_index(drop=True)


def _gone_by_position(problem: Problem, announced: pd.DataFrame) -> NDArray[np.bool_]:
    """The same as ``_gone``, from the arrays."""
    arrays, n = problem.arrays, len(problem.arrays.professionals)
    bars = problem.seats[problem.seats["kind"] == "bar"]
    seat, barred = (
        arrays.question_codes(table["question"]) * n
        + arrays.professional_codes(table["professional"])
        for table in (announced, bars)
    )
    offered = problem.professionals["capacity"].to_numpy(np.int64)[seat % n]
    gone: NDArray[np.bool_] = (offered == 0) | np.isin(seat, barred)
    return gone


def _gone(problem: Problem, announced: pd.DataFrame) -> NDArray[np.bool_]:
    """Which announced seats cannot be taken any more, for want of capacity or by a bar."""
    capacity = problem.professionals.set_index("professional")["capacity"]
    bars = problem.seats[problem.seats["kind"] == "bar"]
    seat = ["question", "professional"]
    barred = announced[seat].merge(bars[seat], on=seat, how="left", indicator=True)["_merge"]
    offered = announced["professional"].map(capacity).to_numpy(np.int64)
    gone: NDArray[np.bool_] = (offered == 0) | (barred == "both").to_numpy(np.bool_)
    return gone
