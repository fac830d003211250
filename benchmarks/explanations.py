"""CPU seconds of every kind of explanation, beside those of the match that is explained.

Run from the project's root: ``python -m benchmarks.explanations 12000x100``. CPU seconds count all
threads of this process. The seats asked about are drawn at random among people who are free then.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

import swarmmatch as sm

T = TypeVar("T")

SEED = 2015


def timed(what: str, work: Callable[[], T]) -> T:
    """Do the work, and print what it took."""
    started = time.process_time()
    done = work()
    print(f"{what:44} {time.process_time() - started:8.2f}", flush=True)
    return done


def seats(matching: sm.Matching, n: int) -> list[tuple[str, str]]:
    """Pairs of a professional and a question, of people who have no seat and are free then."""
    problem, rng = matching.problem, np.random.default_rng(SEED)
    idle = problem.professionals["professional"]
    idle = idle[~idle.isin(matching.teams["professional"])]
    free = problem.availability.merge(problem.questions[["question", "slot"]], on="slot")
    free = free[free["professional"].isin(idle)]
    drawn = free.iloc[rng.choice(len(free), n, replace=False)]
    return list(drawn[["professional", "question"]].itertuples(index=False, name=None))


def main() -> None:
    """Explain a matching of every size in every way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="+", help="such as 12000x100")
    parser.add_argument("--seats", type=int, default=20, help="seats that are estimated")
    parser.add_argument("--exact", type=int, default=3, help="of these, searched exactly")
    given = parser.parse_args()
    for size in given.sizes:
        people, questions = map(int, size.split("x"))
        problem = sm.achterhoek(people, questions, seed=SEED)
        print(f"{size:44} {'CPU s':>8}")
        matching = timed("match", lambda problem=problem: sm.match(problem, workers=2))
        explain(matching, seats(matching, given.seats), given.exact)


def explain(matching: sm.Matching, asked: list[tuple[str, str]], n_exact: int) -> None:
    """Time every kind of explanation."""
    first, where = asked[0], asked[0][1]
    timed("prices, once", lambda: sm.why_not(matching, *first, changes=False))
    for who, question in asked:
        one = timed("estimate", lambda w=who, q=question: sm.why_not(matching, w, q, changes=False))
        print(f"{'':6}{one.reason}: at least {one.estimate.at_least:g} points")
    timed("estimate and what would change it", lambda: sm.why_not(matching, *first))
    for who, question in asked[:n_exact]:
        one = timed(
            "exact",
            lambda w=who, q=question: sm.why_not(matching, w, q, exact=True, changes=False),
        )
        cost = "no teams" if one.exact.after is None else f"{one.exact.loss:g} points"
        print(f"{'':6}{cost}; estimated at least {one.estimate.at_least:g}")
    member = matching.teams.loc[matching.teams["question"] == where, "professional"].iloc[0]
    timed("why", lambda: sm.why(matching, member, where))
    timed("a team", lambda: sm.explain_team(matching, where))
    timed("next best, at prices", lambda: sm.next_best(matching, where))
    timed("next best, exact", lambda: sm.next_best(matching, where, exact=True))
    timed("bottlenecks", lambda: sm.bottlenecks(matching))
    checked = timed(
        "bottlenecks, one checked", lambda: sm.bottlenecks(matching, check=True, most=1)
    )
    print(checked.tables()["checked"].to_string(index=False))


if __name__ == "__main__":
    main()
