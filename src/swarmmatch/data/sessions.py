"""Sessions of a known shape, with synthetic people: whom to seat, at how many tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.achterhoek import ACHTERHOEK
from swarmmatch.data.nearest import nearest
from swarmmatch.data.region import region
from swarmmatch.data.region_spec import MUNICIPAL, RegionSpec
from swarmmatch.errors import PolicyError

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: How people of the care edition described themselves, with their shares.
STATUS = {"zzp'er": 0.6, "overweegt het": 0.3, "anders": 0.1}

#: Questions drawn to find one of each municipality among them.
DRAWN = 400


@dataclass(frozen=True)
class Session:
    """The shape of a session.

    Parameters
    ----------
    people : int
        Who signed up.
    tables : int
        A question each, and one team a round.
    size_min, size_max : int
        Seats at a table.
    everybody : bool
        Whether all who signed up came, and are to be seated in every round.
    rounds : int
        After each of them people move on to another table.
    sector : str or None
        Of a special edition.
    known, assumed : str
        What is known of it and where from; and what is not.
    """

    people: int
    tables: int
    size_min: int
    size_max: int
    everybody: bool = True
    rounds: int = 1
    sector: str | None = None
    known: str = ""
    assumed: str = ""


SESSIONS = {
    "achterhoek_2012": Session(
        55, 8, 6, 8,
        known="110 people over two breakfast sessions with theme tables, Wehl and Lievelde, "
        "31 May and 1 June 2012 (www.pr8werk.nl/overheid); eight municipalities",
        assumed="one table for each municipality, of 6-8 seats, in one round",
    ),
    "care_2013": Session(
        200, 25, 8, 8, sector="zorg",
        known="some 200 people in Winterswijk, 18 June 2013: 60% zzp'er in care, 30% considered "
        "it (Gelre FM)",
        assumed="the other 10%, and 25 tables of eight; known is one round-table for all",
    ),
    "denktank": Session(
        120, 1, 8, 8, everybody=False,
        known="eight zzp'ers of different backgrounds, half a day, one case; the client tells it "
        "and leaves (DenkTank ZZPid, www.denktankzzpid.nl)",
        assumed="a pool of 120 to choose from",
    ),
    "worldcafe": Session(
        24, 5, 4, 5, rounds=3,
        known="tables of 4-5, two or three rounds of 20-30 minutes, the host stays "
        "(World Cafe, foresight-platform.eu)",
        assumed="24 people at five tables, three rounds of 20 minutes; hosts come on top of them",
    ),
}  # fmt: skip


def session_called(name: str) -> Session:
    """The shape of that name.

    Raises
    ------
    PolicyError
        For an unknown name, naming the nearest.
    """
    if name in SESSIONS:
        return SESSIONS[name]
    meant = nearest(str(name), SESSIONS)
    hint = f"did you mean {meant!r}?" if meant else f"there are {', '.join(SESSIONS)}"
    raise PolicyError(f"there is no preset {name!r}; {hint}")


def session(name: str, seed: int = 2015) -> Problem:
    """Draw the tables of a session: people of a synthetic Achterhoek, and its questions.

    ``Policy.preset`` of the same name is the policy that goes with it, and says which of its
    figures are historic.

    Parameters
    ----------
    name : str
        "achterhoek_2012", "care_2013", "denktank" or "worldcafe".
    seed : int
        At least 0. The same seed gives the same tables.

    Returns
    -------
    Problem
        Where everybody came, without an availability table, without musts, and with one question
        for each table and round. The people of "care_2013" have a further column ``status``.

    Raises
    ------
    PolicyError
        For an unknown name, naming the nearest, and for a seed that is no whole number.
    """
    shape = session_called(name)
    by_municipality = name == "achterhoek_2012"
    count = DRAWN if by_municipality else shape.tables
    spec = _of_municipalities(ACHTERHOEK) if by_municipality else ACHTERHOEK
    drawn = region(spec, shape.people, count, seed, shape.sector)
    questions = drawn.questions.drop_duplicates("client") if by_municipality else drawn.questions
    questions = questions.assign(size_min=shape.size_min, size_max=shape.size_max)
    asked = drawn.requirements
    asked = asked[asked["question"].isin(questions["question"])]
    if not shape.everybody:
        return drawn.replace(questions=questions, requirements=asked)
    people = drawn.professionals.assign(capacity=shape.rounds)
    return drawn.replace(
        professionals=_with_status(people) if name == "care_2013" else people,
        questions=questions.assign(slot=None)
        if shape.rounds == 1
        else _in_rounds(questions, shape),
        requirements=asked.assign(must=False) if shape.rounds == 1 else None,
        availability=None,
    )


def _of_municipalities(spec: RegionSpec) -> RegionSpec:
    """The same region in which none but the municipalities ask."""
    themes = tuple(theme for theme in spec.themes if MUNICIPAL in theme.kinds)
    return replace(spec, clients=(), themes=themes)


def _with_status(people: pd.DataFrame) -> pd.DataFrame:
    """The shares of `STATUS`, whole; those in care are the first to be zzp'er."""
    until = np.rint(np.cumsum(list(STATUS.values())) * len(people)).astype(int)
    status = np.repeat(list(STATUS), np.diff(until, prepend=0))
    in_care_first = np.argsort(people["sector"] != "zorg", kind="stable")
    return people.iloc[in_care_first].assign(status=status).sort_index()


def _in_rounds(questions: pd.DataFrame, shape: Session) -> pd.DataFrame:
    """The same tables in every round, each with a host of its own in place of a client."""
    tables = questions.assign(
        client=[f"gastheer {i}" for i in range(1, len(questions) + 1)], value=None, hours=1 / 3
    )
    rounds = [
        tables.assign(question=tables["question"] + f" ronde {i}", slot=f"ronde {i}")
        for i in range(1, shape.rounds + 1)
    ]
    return pd.concat(rounds, ignore_index=True)
