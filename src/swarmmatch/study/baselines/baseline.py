"""What every baseline hands back: teams as they came about, and what stayed open."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class Baseline:
    """Teams that came about in one of the ways of practice.

    They keep the facts that any organiser keeps: team sizes, capacity, one seat in a slot,
    availability, locks and bars. Other rules, musts and pairs among them, may be broken: `audit`
    tells, and `measure` takes the teams as they are.

    Attributes
    ----------
    teams : pandas.DataFrame
        A row a seat: ``question, professional, how, score``, in the order of the questions and,
        within a team, of being seated. ``how`` is "locked", or what the way itself tells apart;
        ``score`` is what it looked at, missing where it looked at nothing.
    left_open : pandas.DataFrame
        A row a question that could not have its least size: ``question, size_min, found`` (how many
        there were, locked ones included). It has no team; whom it had could sit elsewhere.
    """

    teams: pd.DataFrame
    left_open: pd.DataFrame
