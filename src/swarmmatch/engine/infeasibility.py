"""Naming the hard rules that cannot hold together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.program import Bools, Ints, SeatProgram
from swarmmatch.engine.restricted import Restricted
from swarmmatch.engine.words import lazy_rows_in_words, linear_rows_in_words, pair_limits_in_words

#: A row takes part in a proof when its price is at least this share of the largest.
NOTICEABLE = 1e-6
#: Seconds for one look at whether fewer rules clash as well; without an answer they are kept.
PATIENCE = 2.0


def clash_by_prices(program: SeatProgram, prices: Prices) -> pd.DataFrame:
    """The rows that carry a price in a proof that nothing satisfies them all.

    Returns
    -------
    pandas.DataFrame
        Columns ``rule, subject, detail``.
    """
    noticeable = NOTICEABLE * np.abs(np.append(prices.rows, prices.lazily)).max(initial=0.0)
    used = np.flatnonzero(np.abs(prices.rows) > noticeable)
    numbers = prices.numbers[np.abs(prices.lazily) > noticeable]
    return _told(prices, used, numbers)


def clash_at_question(finder: TeamFinder, question: int) -> pd.DataFrame:
    """Rules that leave a question without any team, whatever the other questions do."""
    seats = finder.pricer.seats(question, finder.prices)
    whole, rows, numbers = finder.program_of(question, seats, pairs=True)
    return _smallest(finder.prices, whole, rows, numbers)


def clash_of_plan(prices: Prices, restricted: Restricted) -> pd.DataFrame:
    """Rules that no plan over these seats can keep together."""
    rows = np.arange(len(prices.lazy.program.rows.lower))
    return _smallest(prices, restricted.whole, rows, restricted.numbers)


def _smallest(prices: Prices, whole: WholeProgram, rows: Ints, numbers: Ints) -> pd.DataFrame:
    """Leave out rule after rule, then question after question, as long as the rest clashes."""
    program, n_rows = prices.lazy.program, whole.matrix.shape[0]
    rule = np.append(program.rows.rule[rows], prices.lazy.rule(numbers))
    question = np.append(program.rows.question[rows], np.full(len(numbers), -1))
    counts_pairs = np.arange(n_rows) >= len(rule)  # the rows below all others
    limits = pair_limits_in_words(program)
    kept = np.ones(n_rows, np.bool_)
    if len(limits) and _clashes(whole, ~counts_pairs):
        kept, limits = ~counts_pairs, limits[:0]
    for labels in (rule, question):
        for label in np.unique(labels[kept[: len(rule)] & (labels >= 0)]):
            fewer = kept & np.append(labels != label, np.ones(counts_pairs.sum(), np.bool_))
            if _clashes(whole, fewer):
                kept = fewer
    kept = kept[: len(rule)]
    told = _told(prices, rows[kept[: len(rows)]], numbers[kept[len(rows) :]])
    return pd.concat([told, limits], ignore_index=True)


def _clashes(whole: WholeProgram, kept: Bools) -> bool:
    part = replace(
        whole,
        worth=np.zeros(len(whole.worth)),
        matrix=whole.matrix[kept],
        row_lower=whole.row_lower[kept],
        row_upper=whole.row_upper[kept],
    )
    answer = solve(part, Clock(PATIENCE))
    return answer.proven and answer.solution is None


def _told(prices: Prices, rows: Ints, numbers: Ints) -> pd.DataFrame:
    told = [
        linear_rows_in_words(prices.lazy.program, rows),
        lazy_rows_in_words(prices.lazy, numbers),
    ]
    return pd.concat(told, ignore_index=True).drop_duplicates(ignore_index=True)
