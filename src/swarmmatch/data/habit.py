"""Draw the history of a synthetic region: teams that were formed by habit.

Of the choices that clients make, 80% are repeat buys and 15% come via-via (Pr8werk 2015), which
leaves 5% open. `channels` defines the three for a table of history.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from swarmmatch.data.habit_channels import circles
from swarmmatch.data.habit_line import Line, origins
from swarmmatch.data.people import People
from swarmmatch.data.region_draw import Flags, Floats, Ints, choose_one, make_ids, pick_text
from swarmmatch.data.region_spec import RegionSpec

#: How often the choice of a client falls on someone it had before. The others are divided so that
#: of all choices 15% come via-via and 5% are open, allowing for those that turn out to be someone
#: the client had before after all.
REPEAT, VIA_OF_OTHERS = 0.79, 0.74

#: Part of via-via that takes someone from another client; otherwise a known professional brings in
#: a colleague (an assumption).
FROM_OTHER_CLIENT = 1 / 3

#: Professionals in the pool to one earlier team, and teams to one client as long as there are
#: clients: a small pool has few (assumptions).
POOL_PER_TEAM, TEAMS_PER_CLIENT = 10, 12

#: How often a team has two, three, four or five members (an assumption).
SIZE_SHARES = (0.35, 0.30, 0.20, 0.15)

#: Days before the spec's date that the history covers.
DAYS = 6 * 365

#: How many of the last choices are remembered: by a client for one seat of its teams, and by all
#: clients together. Without it a few professionals would get nearly everything.
OWN_MEMORY, SHARED_MEMORY = 8, 200

#: An open choice falls on the best of so many newcomers: of the client's sector, then the nearest.
NEWCOMERS_SEEN = 4

#: 63% of first assignments are extended (Consultancy.nl 2023).
EXTENDED = 0.63
OUTCOMES = ("afgerond", "verlengd")


@dataclass(frozen=True)
class Seats:
    """Seats of all earlier teams in order of time.

    Parameters
    ----------
    team, client, column : arrays of int, shape (seats,)
        Column is the number of the seat within its team.
    """

    team: Ints
    client: Ints
    column: Ints


def draw_history(spec: RegionSpec, people: People, rng: np.random.Generator) -> pd.DataFrame:
    """Table of history in normal form; its teams met before any question of this edition."""
    count = len(people.frame) // POOL_PER_TEAM
    clients = min(len(spec.all_clients), 1 + count // TEAMS_PER_CLIENT)
    client = choose_one(rng, [1.0] * clients, count)
    days = np.sort(rng.integers(1, DAYS, count))[::-1]
    outcome = choose_one(rng, (1 - EXTENDED, EXTENDED), count)
    size = 2 + choose_one(rng, SIZE_SHARES, count)
    team = np.repeat(np.arange(count), size)
    column = np.arange(len(team)) - np.repeat(size.cumsum() - size, size)
    person = _choices(spec, people, Seats(team, client[team], column), rng)
    frame = pd.DataFrame(
        {
            "team": make_ids("team", count, 5).take(team),
            "date": (np.datetime64(spec.until, "us") - days.astype("timedelta64[D]"))[team],
            "professional": people.frame["professional"].array.take(person),
            "question": pick_text([], np.full(len(team), -1)),
            "client": pick_text([one.name for one in spec.all_clients], client[team]),
            "outcome": pick_text(OUTCOMES, outcome[team]),
        }
    )
    # Two choices of a team may fall on one person, who takes one seat; alone one is no team.
    frame = frame[~frame.duplicated(["team", "professional"])]
    return frame[frame.duplicated("team", keep=False)].reset_index(drop=True)


def _choices(spec: RegionSpec, people: People, seats: Seats, rng: np.random.Generator) -> Ints:
    """Professional in each seat: one from an earlier seat, his or her colleague, or a newcomer."""
    earlier, colleague = _earlier_seats(seats, rng)
    here = np.arange(len(earlier))
    person = np.full(len(earlier), -1, dtype=np.int64)
    newcomer = np.flatnonzero(earlier == here)
    person[newcomer] = _newcomers(spec, people, seats.client[newcomer], rng)
    # A colleague of a colleague is of the same circle, so all can be brought in at once.
    known = person[origins(earlier)[colleague]]
    person[colleague] = _colleagues(people, known, rng)
    return person[origins(np.where(colleague, here, earlier))]


def _earlier_seats(seats: Seats, rng: np.random.Generator) -> tuple[Ints, Flags]:
    """Earlier seat behind each choice, itself for a newcomer; and who is a colleague of that one.

    A client has one line of choices for each column of its teams, so that two members of a team
    are seldom the same.
    """
    columns = int(seats.column.max(initial=0)) + 1
    own = Line(seats.client * columns + seats.column, seats.team)
    client = Line(seats.client, seats.team)
    everyone = Line(np.zeros_like(seats.client), seats.team)
    later = client.before > 0
    # The first choice for a column cannot be a repeat; the later ones make up for it.
    likely = REPEAT * later.sum() / max(1, np.count_nonzero(own.before))
    repeat = (own.before > 0) & (rng.random(len(later)) < likely)
    via = later & ~repeat & (rng.random(len(later)) < VIA_OF_OTHERS)
    colleague = via & (rng.random(len(later)) >= FROM_OTHER_CLIENT)
    found = np.where(via, everyone.draw(rng, SHARED_MEMORY), np.arange(len(later)))
    found = np.where(colleague, client.draw(rng, SHARED_MEMORY), found)
    return np.where(repeat, own.draw(rng, OWN_MEMORY), found), colleague


def _colleagues(people: People, known: Ints, rng: np.random.Generator) -> Ints:
    """Someone of the circle of each known professional, who may turn out to be the same one."""
    circle = circles(people.frame)
    order = np.argsort(circle, kind="stable")
    first = np.searchsorted(circle[order], circle[known], side="left")
    size = np.searchsorted(circle[order], circle[known], side="right") - first
    return np.asarray(order[first + np.floor(rng.random(len(known)) * size).astype(np.int64)])


def _newcomers(spec: RegionSpec, people: People, client: Ints, rng: np.random.Generator) -> Ints:
    """Someone else for each open choice, as long as the pool lasts."""
    pool = rng.permutation(len(people.frame))
    seen = np.resize(pool, (len(client), NEWCOMERS_SEEN))
    names = [sector.name for sector in spec.sectors]
    wanted = np.array([names.index(c.sector) if c.sector else -1 for c in spec.all_clients])[client]
    foreign = people.sector[seen] != wanted[:, None]
    best = np.argmin(_squared_distance(spec, people, client, seen) + 1e6 * foreign, axis=1)
    return np.asarray(seen[np.arange(len(client)), best])


def _squared_distance(spec: RegionSpec, people: People, client: Ints, seen: Ints) -> Floats:
    """In degrees of latitude, which is good enough to compare."""
    places = {place.name: place for place in spec.places}
    home = np.array([(places[c.place].lat, places[c.place].lon) for c in spec.all_clients])[client]
    lat, lon = (people.frame[name].to_numpy()[seen] for name in ("lat", "lon"))
    east = (lon - home[:, 1:]) * np.cos(np.radians(home[:, :1]))
    return np.asarray((lat - home[:, :1]) ** 2 + east**2, dtype=float)
