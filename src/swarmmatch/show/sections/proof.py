"""How good the teams are, and how one knows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from swarmmatch.errors import AuditError
from swarmmatch.explain.told_rules import rule_in_words
from swarmmatch.matching.coverage import share_met
from swarmmatch.show.page import Cell, Table, facts_table, phrase, table_of

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words


class Proof(NamedTuple):
    """What is proven: sentences, whether the audit bears it out, and tables."""

    sentences: list[Cell]
    sound: bool
    tables: list[Table]


def headline(matching: Matching, say: Words) -> list[tuple[str, str]]:
    """The figures that a reader wants first, each with what it counts."""
    teams, problem = matching.teams, matching.problem

    def part(taken: int, of: int) -> str:
        return say("one_of", part=say.number(taken), all=say.number(of))

    gap = say.share(matching.gap, 4) if math.isfinite(matching.bound) else say("unknown")
    return [
        (part(teams["question"].nunique(), len(problem.questions)), say("head_questions")),
        (say.number(len(teams)), say("head_seats")),
        (part(teams["professional"].nunique(), len(problem.professionals)), say("head_people")),
        (say.share(share_met(matching.coverage)), say("head_coverage")),
        (gap, say("head_gap")),
    ]


def proof(matching: Matching, say: Words) -> Proof:
    """Value, bound and gap in words; what an audit without a solver finds; points of each rule."""
    tables = [facts_table(_figures(matching, say), say("proof_caption")), _scores(matching, say)]
    if len(matching.stages):
        stages = say("stages_caption")
        tables.append(table_of(matching.stages, stages, say, phrases=["status"]))
    claim = Cell(_claim(matching, say))
    try:
        matching.checked()
    except AuditError as error:
        if error.violations is not None and len(error.violations):
            tables.insert(0, table_of(error.violations, say("violations_caption"), say))
        found = Cell(str(error.args[0]), foreign=say.language != "en")
        return Proof([Cell(say("audit_failed")), found], sound=False, tables=tables)
    return Proof([claim, Cell(say("audit_ok"))], sound=True, tables=tables)


def _scores(matching: Matching, say: Words) -> Table:
    """A row a rule: what it is about in plain words, then as the policy writes it."""
    scores = matching.scores.rename(columns={"rule": "as written", "measure": "finds"})
    about = [rule_in_words(rule, say.language) for rule in matching.policy]
    scores.insert(0, "rule", about)
    return table_of(scores, say("scores_caption"), say, phrases=["unit"], digits=8)


def _figures(matching: Matching, say: Words) -> dict[str, Cell]:
    bound = gap = say("none_proven")
    if math.isfinite(matching.bound):
        bound = say("in_points", amount=say.number(matching.bound))
        gap = say.share(matching.gap, 4)
    return {
        say("value"): Cell(say("in_points", amount=say.number(matching.value))),
        say("bound"): Cell(bound),
        say("gap"): Cell(gap),
        say("status"): Cell(say(f"status_{matching.status}")),
        say("ended"): phrase(matching.reason, say),
    }


def _claim(matching: Matching, say: Words) -> str:
    if not math.isfinite(matching.bound):
        return say("claim_none", value=say.number(matching.value))
    return say(
        "claim_optimal" if matching.status == "optimal" else "claim_bound",
        value=say.number(matching.value),
        bound=say.number(matching.bound),
        gap=say.share(matching.gap, 4),
    )
