"""What rules cost: a policy that grows by one family at a time, from points of seats to all."""

from __future__ import annotations

from functools import partial
from itertools import accumulate

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.past import with_ties
from benchmarks.harness.registry import Case, Suite, register

#: A name for each family, and its rules; those of a line come on top of all lines before.
FAMILIES: tuple[tuple[str, tuple[sm.Rule, ...]], ...] = (
    ("fit", (sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Locks(), sm.Fit(weight=5.0))),
    ("coverage", (sm.Coverage(weight=10.0),)),
    ("musts", (sm.MustHave(),)),
    ("quotas", (
        sm.Quota("municipality", at_most=2, weight=4.0),
        sm.Quota("cooperative", at_most=1, weight=4.0),
    )),
    ("mix", (sm.Distinct("municipality", weight=1.0), sm.Distinct("sector", weight=1.0))),
    ("never alone", (sm.NotAlone("gender"),)),
    ("fairness", (sm.Newcomers(share=0.2), sm.Parity("municipality", 0.1), sm.WorstOff(100))),
    ("law", (sm.Earmark(),)),
    ("repeats", (sm.RepeatPairs(at_most=3),)),
    ("ties", (sm.Familiarity(15, at_most=3),)),
)  # fmt: skip


def drawn(
    professionals: int, questions: int, rules: tuple[sm.Rule, ...], seed: int
) -> tuple[sm.Problem, sm.Policy]:
    """The region with a history, so that all policies are held against the same tables."""
    problem = with_ties(sm.achterhoek(professionals, questions, seed=seed), seed)
    return problem, sm.Policy(rules)


def ladder(professionals: int, questions: int) -> list[Case]:
    """A case for every family added."""
    sums = accumulate((rules for _, rules in FAMILIES), lambda some, more: some + more)
    return [
        Case(
            name=f"{at}. {'+ ' if at > 1 else ''}{name}",
            make=partial(drawn, professionals, questions, rules),
            facts={"rules": len(rules), "last rule": rules[-1].name},
        )
        for at, ((name, _), rules) in enumerate(zip(FAMILIES, sums, strict=True), start=1)
    ]


def findings(rows: pd.DataFrame) -> list[str]:
    """The families that cost most."""
    medians = rows.groupby("case", sort=False)[["seconds", "gap"]].median()
    more = medians["seconds"].diff().sort_values(ascending=False).head(3)
    told = ", ".join(f"{name} ({seconds:+.1f} s)" for name, seconds in more.items())
    open_ = medians[medians["gap"] > 1e-4]
    gaps = ", ".join(f"{name} ({gap:.3%})" for name, gap in open_["gap"].items()) or "none"
    return [f"- Most time comes with {told}.", f"- A gap above 0.01% stays with: {gaps}."]


SUITE = register(
    Suite(
        name="policy",
        title="12,000 professionals and 100 questions under a policy that grows.",
        cases=ladder(12_000, 100),
        smoke=ladder(200, 3)[5:6],
        methods=("swarmmatch",),
        seeds=3,
        findings=findings,
    )
)
