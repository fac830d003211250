"""Prices of a seat program as tables, in points: what binds, and what that is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Ints, SeatProgram

#: Points below which a price is a solver's noise.
VISIBLE = 1e-6


def rows_priced(prices: Prices) -> pd.DataFrame:
    """Every row over teams or the plan that carries a price.

    Returns
    -------
    pandas.DataFrame
        Columns ``rule, question`` (empty where the row spans more than one), ``about`` (what it
        counts), ``side`` ("at least" or "at most") and ``points``: what the plan would gain at most
        by a row looser by one, at the margin.
    """
    program = prices.lazy.program
    price = prices.rows * program.resolution
    at = np.flatnonzero(np.abs(price) > VISIBLE)
    names = np.append(program.problem.arrays.questions.to_numpy(object), "")
    return pd.DataFrame(
        {
            "rule": pd.Series(_rules(program, program.rows.rule[at]), dtype="str"),
            "question": pd.Series(names[program.rows.question[at]], dtype="str"),
            "about": pd.Series(program.rows.about[at], dtype="str"),
            "side": pd.Series(np.where(price[at] > 0, "at most", "at least"), dtype="str"),
            "points": np.abs(price[at]),
        }
    )


def people_priced(prices: Prices, dear: Seats) -> pd.DataFrame:
    """What makes one professional dear: the rows over their seats that carry a price, and seats.

    A seat that is worth more than all its rows charge carries a price of its own, for nobody can
    take it twice; a double could.

    Parameters
    ----------
    prices : Prices
        Of all rows.
    dear : Seats
        Every seat of the pool with a reduced worth above 0.

    Returns
    -------
    pandas.DataFrame
        Columns ``professional`` (position), ``rule`` (empty for a seat), ``about`` (such as a slot,
        or the question of a seat) and ``points``, price times bound: summed over somebody's rows,
        what a double of theirs would add to the ceiling of the LP at most.
    """
    program = prices.lazy.program
    own, _, _ = prices.lazy.kinds(prices.numbers)
    own &= np.abs(prices.lazily) * program.resolution > VISIBLE
    numbers, price = prices.numbers[own], prices.lazily[own]
    lower, upper = prices.lazy.bounds(numbers)
    group, person = np.divmod(numbers, max(program.n_professionals, 1))
    rows = pd.DataFrame(
        {
            "professional": person,
            "rule": pd.Series(_rules(program, program.people.rule[group]), dtype="str"),
            "about": pd.Series(program.people.about[group], dtype="str"),
            "points": price * np.where(price > 0, upper, lower) * program.resolution,
        }
    )
    where = program.problem.arrays.questions[dear.question]
    seats = pd.DataFrame(
        {
            "professional": dear.professional,
            "rule": pd.Series([""] * len(dear), dtype="str"),
            "about": pd.Series(where, dtype="str"),
            "points": dear.reduced * program.resolution,
        }
    )
    return pd.concat([rows, seats], ignore_index=True)


def parts_priced(prices: Prices, question: Ints, professional: Ints) -> pd.DataFrame:
    """What each priced row over teams or the plan pays or charges listed seats, by positions.

    Returns
    -------
    pandas.DataFrame
        Columns ``seat`` (position in the list), ``rule, about`` and ``points``, above 0 where the
        row speaks for the seat.
    """
    program = prices.lazy.program
    paid = program.coefficients(question, professional).multiply(-prices.rows).tocoo()
    points = paid.data * program.resolution
    at = np.abs(points) > VISIBLE
    return pd.DataFrame(
        {
            "seat": paid.row[at],
            "rule": pd.Series(_rules(program, program.rows.rule[paid.col[at]]), dtype="str"),
            "about": pd.Series(program.rows.about[paid.col[at]], dtype="str"),
            "points": points[at],
        }
    )


def _rules(program: SeatProgram, rules: Ints) -> list[str]:
    return [program.rule_names[rule] if rule >= 0 else "team size" for rule in rules]
