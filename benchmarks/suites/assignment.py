"""A plain assignment, which two older methods solve exactly: values must be equal."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.harness.registry import Case, Suite, register

OURS, FLOW = "swarmmatch to proof", "min-cost flow"


def drawn(
    n: int, questions: int, size: int, capacity: int, least: int, seed: int
) -> tuple[sm.Problem, sm.Policy]:
    """Points from 0 to 100, to two decimals, for every pair of a professional and a question."""
    rng = np.random.default_rng(seed)
    people = pd.DataFrame({"professional": [f"p{i}" for i in range(n)], "capacity": capacity})
    asked = pd.DataFrame(
        {"question": [f"q{i}" for i in range(questions)], "size_min": size, "size_max": size}
    )
    fit = pd.DataFrame(
        {
            "question": np.repeat(asked["question"].to_numpy(), n),
            "professional": np.tile(people["professional"].to_numpy(), questions),
            "points": rng.integers(0, 10_001, n * questions) / 100,
        }
    )
    problem = sm.Problem.from_frames(professionals=people, questions=asked, fit=fit)
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Fit(1.0)])
    return problem, policy | sm.MinLoad(least) if least else policy


def case(n: int, questions: int, size: int, *, capacity: int = 1, least: int = 0) -> Case:
    """A case and what it is called."""
    loads = f", {least}-{capacity} seats each" if least else f", {capacity} seats each"
    return Case(
        name=f"{n}x{questions}x{size}{loads if least or capacity > 1 else ''}",
        make=partial(drawn, n, questions, size, capacity, least),
        facts={"professionals": n, "questions": questions},
    )


def findings(rows: pd.DataFrame) -> list[str]:
    """Whether values agree, and how times compare with min-cost flow."""
    told = []
    for name, here in rows.groupby("case", sort=False):
        sound = here[here["counts"]]
        spread = sound.groupby("seed")["value"].agg(lambda some: some.max() - some.min()).max()
        by = sound.pivot_table(index="seed", columns="method", values="seconds")
        line = f"- {name}: values of all methods differ by at most {spread:g}"
        if {OURS, FLOW} <= set(by):
            line += f"; swarmmatch takes {(by[OURS] / by[FLOW]).median():.2f} times as long as flow"
        told.append(f"{line}.")
    return told


SUITE = register(
    Suite(
        name="assignment",
        title="Points of seats only, where min-cost flow and scipy are exact.",
        cases=[
            case(600, 100, 3),
            case(600, 150, 6, capacity=3, least=1),
            case(6_000, 100, 3),
            case(6_000, 300, 3),
        ],
        smoke=[case(60, 10, 3), case(60, 15, 6, capacity=3, least=1)],
        methods=(OURS, FLOW, "linear sum assignment"),
        findings=findings,
    )
)
