"""What each rule costs by itself, beside the basic policy."""

from __future__ import annotations

from functools import partial

import swarmmatch as sm
from benchmarks.harness.past import with_ties
from benchmarks.harness.registry import Case, Suite, register

RULES: tuple[sm.Rule, ...] = (
    sm.Parity("municipality", 0.1),
    sm.Parity("gender", 0.1),
    sm.Earmark(),
    sm.Earmark(weight=1),
    sm.WorstOff(100),
    sm.NotAlone("gender"),
    sm.MaxLoadGap(1, weight=5),
    sm.Newcomers(share=0.97),
    sm.Balance("experience", 2),
    sm.CarryOver(0.1, "experience"),
    sm.Spread(("experience", "sector"), 5),
    sm.RepeatPairs(at_most=1),
    sm.Familiarity(5),
    sm.Bridge(2),
)


def drawn(
    professionals: int, questions: int, rule: sm.Rule, seed: int
) -> tuple[sm.Problem, sm.Policy]:
    """The region, with a history for the rules that look at it."""
    problem = sm.achterhoek(professionals, questions, seed=seed)
    if isinstance(rule, (sm.RepeatPairs, sm.Familiarity, sm.Bridge)):
        problem = with_ties(problem, seed)
    return problem, sm.Policy.basic(problem) | rule


def cases(professionals: int, questions: int) -> list[Case]:
    """A case for every rule."""
    return [
        Case(name=rule.name, make=partial(drawn, professionals, questions, rule)) for rule in RULES
    ]


SUITE = register(
    Suite(
        name="rules",
        title="12,000 professionals and 100 questions under the basic policy and one rule more.",
        cases=cases(12_000, 100),
        smoke=cases(200, 3)[:1],
        methods=("swarmmatch",),
        seeds=1,
        time_limit=30.0,
    )
)
