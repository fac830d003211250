"""Team assignment (MiniZinc Challenge 2018): players to teams, honouring requests, ratings level.

Players are professionals with a board, every team is a question for one player of each board. A
request is a wish of the pairs table; where two request each other, it is a wish either way, and
counts double. The objective is 1000 a request honoured, less the gap between the sums of ratings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.dzn import read_dzn
from benchmarks.harness.registry import Case, Suite, register
from benchmarks.yardsticks import known_objectives, recounted, told, yardsticks

HONOURED = 1000
Requests = Iterable[tuple[int, int]]
#: Instances of the same form beside the published ones: teams, boards, requests and seed of each.
DRAWN = {
    "drawn 12 teams of 5": (12, 5, 30, 1),
    "drawn 16 teams of 6": (16, 6, 60, 2),
    "drawn 24 teams of 6": (24, 6, 110, 3),
    "drawn 28 teams of 5": (28, 5, 100, 4),
}


def instance(name: str) -> Mapping[str, Any]:
    """The items of a data file, or what is drawn by that name."""
    if name in DRAWN:
        return drawn(*DRAWN[name])
    return read_dzn(yardsticks("teams") / "team-assignment" / f"{name}.dzn")


def constant(given: Mapping[str, Any]) -> float:
    """Points of requests for oneself, which the files have, and the pairs table cannot."""
    single, double = (
        sum(one == other for one, other in given[name].tolist())
        for name in ("SingleRequested", "DoubleRequested")
    )
    return float(HONOURED * (single + 2 * double))


def stated(
    rating: list[int], board: list[int], teams: int, single: Requests, double: Requests
) -> tuple[sm.Problem, sm.Policy]:
    """An instance in tables and rules.

    Parameters
    ----------
    rating, board : lists of int, a player each
    teams : int
        As many as there are players on each board.
    single, double : pairs of int
        Who requests whom, players counted from 1; double is either way.
    """
    boards = len(set(board))
    wishes = [*single, *double, *((other, one) for one, other in double)]
    pairs = [(f"player {a}", f"player {b}", "wish") for a, b in wishes if a != b]
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame(
            {
                "professional": [f"player {i + 1}" for i in range(len(rating))],
                "rating": rating,
                "board": board,
            }
        ),
        questions=pd.DataFrame(
            {
                "question": [f"team {i + 1}" for i in range(teams)],
                "size_min": boards,
                "size_max": boards,
            }
        ),
        pairs=pd.DataFrame(pairs, columns=["a", "b", "kind"]),
    )
    rules = [
        sm.TeamSize(),
        sm.Capacity(),
        sm.MinLoad(),
        sm.Quota("board", at_least=1, at_most=1),
        sm.Pairs(weight=HONOURED),
        sm.MaxSumGap("rating", weight=1.0),
    ]
    return problem, sm.Policy(rules)


def made(name: str, seed: int) -> tuple[sm.Problem, sm.Policy]:
    """An instance in tables and rules; the seed draws nothing."""
    given = instance(name)
    requests = [list(map(tuple, given[f"{kind}Requested"])) for kind in ("Single", "Double")]
    return stated(given["Rating"], given["Board"], given["teams"], *requests)


def drawn(teams: int, boards: int, requests: int, seed: int) -> Mapping[str, Any]:
    """Players whose boards follow their ratings; half of them make all requests, of anybody."""
    rng = np.random.default_rng(seed)
    n = teams * boards
    rating = np.sort(rng.normal(1750, 250, n).astype(int))[::-1].tolist()
    wanted = rng.choice(n, n // 2, replace=False) + 1
    pairs = {(int(rng.choice(wanted)), int(other)) for other in rng.integers(1, n + 1, requests)}
    return {
        "teams": teams,
        "players": n,
        "Rating": rating,
        "Board": np.repeat(np.arange(boards) + 1, teams).tolist(),
        "SingleRequested": np.array(sorted(pairs)),
        "DoubleRequested": np.zeros((0, 2), np.int64),
    }


def objective(name: str, teams: pd.DataFrame) -> float:
    """Points for requests honoured, less the gap between teams, counted from who sits where.

    Raises
    ------
    ValueError
        When a player is not in one team, or a team has not one player of each board.
    """
    given = instance(name)
    team_of = {int(who.split()[1]): team for team, who in teams.to_numpy().tolist()}
    if len(teams) != given["players"] or sorted(team_of) != list(range(1, given["players"] + 1)):
        raise ValueError("somebody is not in one team")
    boards = Counter((team, given["Board"][player - 1]) for player, team in team_of.items())
    if len(boards) != given["players"] or len(set(team_of.values())) != given["teams"]:
        raise ValueError("two players of a board share a team")
    together = {
        kind: sum(team_of[one] == team_of[other] for one, other in given[kind].tolist())
        for kind in ("SingleRequested", "DoubleRequested")
    }
    sums: Counter[str] = Counter()
    for player, team in team_of.items():
        sums[team] += given["Rating"][player - 1]
    happiness = together["SingleRequested"] + 2 * together["DoubleRequested"]
    return float(HONOURED * happiness - (max(sums.values()) - min(sums.values())))


def cases() -> list[Case]:
    """The five instances of the challenge, and those drawn."""
    known = known_objectives(yardsticks("teams"), "team-assignment")
    return [case(name, published) for name, published in known.items()] + [
        case(name, None) for name in DRAWN
    ]


def case(name: str, published: float | None) -> Case:
    """An instance with its published objective, as far as the teams can earn it."""
    offset = constant(instance(name))
    return Case(
        name=name,
        make=partial(made, name),
        known=None if published is None else published - offset,
        facts={"constant": offset},
        seeds=(1,),
    )


SUITE = register(
    Suite(
        name="team_assignment",
        title="Players to teams by requests and level ratings (MiniZinc Challenge 2018).",
        cases=cases,
        smoke=lambda: cases()[:1],
        methods=("swarmmatch to proof",),
        measure=recounted(objective),
        findings=told,
        columns=("objective",),
        group="public",
    )
)
