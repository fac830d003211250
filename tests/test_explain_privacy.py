"""What a person is told never holds a protected attribute, nor others beyond the team."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from swarmmatch.explain.telling import Explanation
from swarmmatch.explain.told_rules import told_rules
from swarmmatch.rules import Block, Check, Eligibility, Rule
from swarmmatch.testing import tiny_problem

#: Values of the protected columns; ages are numbers that no sum of points comes near.
GENDER, ORIGIN, AGE = ("kanarie-v", "kanarie-m"), ("kanarie-x", "kanarie-y"), 91_827_300
PROTECTED_WORDS = re.compile(r"\b(?i:age|gender|origin)\b|(?i:kanarie)|9.?1.?8.?2.?7.?3")


@dataclass(frozen=True)
class KanarieFirst(Rule):
    """A rule of the caller's own that looks at a protected column without any option."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        allowed = (problem.professionals["gender"] == GENDER[0]).to_numpy()
        return [Eligibility(lambda question, part: allowed[part] | (question > 0))]

    def check(self, problem: sm.Problem, teams: pd.DataFrame) -> Check:
        shown = problem.professionals.set_index("professional")["gender"]
        first = teams[teams["question"] == problem.questions["question"].iloc[0]]
        wrong = first[shown.reindex(first["professional"]).to_numpy() != GENDER[0]]
        found = {
            "subject": wrong["question"],
            "detail": "is no kanarie-v: " + wrong["professional"],
        }
        return Check.of(0.0, "kanarie-v", violations=pd.DataFrame(found))


BASE = [sm.TeamSize(unstaffed=2.5), sm.Capacity(), sm.Available(), sm.Coverage(10), sm.Fit(2)]
LOOKING = [
    sm.Parity("gender", 0.2, weight=2),
    sm.NotAlone("gender"),
    sm.Quota("origin", ORIGIN[0], at_most=1),
    sm.Quota("gender", GENDER[1], at_most=0),
    sm.Distinct("origin", weight=3),
    sm.Spread(("sector", "age"), weight=3),
    sm.Balance("age", tolerance=1, weight=1),
    sm.Earmark(GENDER[0], 0.3, attribute="gender", weight=0.1),
    KanarieFirst(),
]


def problem_of(seed: int) -> sm.Problem:
    """A tiny problem with canaries in all protected columns."""
    problem, rng = tiny_problem(seed, questions=2, professionals=4), np.random.default_rng(seed)
    people = problem.professionals
    for name, values in (("gender", GENDER), ("origin", ORIGIN)):
        people[name] = rng.permutation([*values, *values])  # both of them, or a rule asks why
    people["age"] = float(AGE) + rng.integers(0, 99, 4)
    return problem.replace(professionals=people)


def explanations(
    matching: sm.Matching, question: str, exact: bool
) -> Iterator[tuple[Explanation, set[str]]]:
    """Every kind of explanation, and the professionals that each may name."""
    arrays, teams = matching.problem.arrays, matching.teams
    team = set(teams.loc[teams["question"] == question, "professional"])
    yield sm.explain_team(matching, question), team
    yield sm.next_best(matching, question, exact=exact), set()
    for who in arrays.professionals:
        if who in team:
            yield sm.why(matching, who, question, exact=exact), team
        else:
            yield sm.why_not(matching, who, question, exact=exact), {who}
    other = sm.match(matching.problem, sm.Policy(BASE), workers=1)
    yield sm.compare(matching, other), set()
    attributes = ("gender", "age", "municipality")
    yield sm.bottlenecks(matching, attributes=attributes, check=exact, most=1), set()


def shown(told: Explanation) -> list[str]:
    """Every form in which a person may see an explanation."""
    data = json.dumps(told.to_dict(), ensure_ascii=False, allow_nan=False)
    return [told.text("en"), told.text("nl"), told._repr_html_(), repr(told), data]


def solved(seed: int, rules: Sequence[Rule]) -> sm.Matching | None:
    try:
        return sm.match(problem_of(seed), sm.Policy([*BASE, *rules]), workers=1)
    except sm.InfeasibleError:
        return None


@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 10**6), st.lists(st.sampled_from(LOOKING), max_size=2, unique=True))
def test_no_canary_and_nobody_else_reaches_a_person(seed: int, rules: list[Rule]) -> None:
    matching = solved(seed, rules)
    if matching is None:
        return
    question = matching.problem.arrays.questions[seed % 2]
    for told, named in explanations(matching, question, exact=seed % 6 == 0):
        for text in shown(told):
            assert not PROTECTED_WORDS.search(text), text
            assert set(re.findall(r"\bp\d\b", text)) <= named


@pytest.mark.parametrize("rule", LOOKING, ids=lambda rule: type(rule).__name__)
def test_an_auditor_hears_of_every_rule(rule: Rule) -> None:
    """Otherwise nothing would have had to be held back."""
    policy = sm.Policy([*BASE, rule])
    assert told_rules([rule.name], policy, "auditor") == (rule.name,)
    assert [fact.key for fact in told_rules([rule.name], policy, "person")] == ["rule withheld"]


def test_where_a_rule_is_held_back_so_are_points_by_rule() -> None:
    seen = 0
    for rules in ([], [sm.Distinct("origin", weight=3)]):
        matching = solved(3, rules)
        assert matching is not None
        question, who = matching.teams.iloc[0]
        told = sm.why(matching, who, question)
        assert ("the skills asked for:" in told.text()) == (not rules)
        assert ("Points by rule are not told here" in told.text()) == bool(rules)
        assert "Distinct" in told.text(audience="auditor") or not rules
        seen += len(rules)
    assert seen


def test_an_auditor_hears_all_of_a_bar_that_a_person_only_hears_of() -> None:
    for seed in range(20):
        matching = solved(seed, [KanarieFirst()])
        assert matching is not None
        question = matching.problem.arrays.questions[0]
        people = matching.problem.professionals
        who = people.loc[people["gender"] == GENDER[1], "professional"]
        if who.empty:
            continue
        told = sm.why_not(matching, who.iloc[0], question, exact=True)
        assert told.reason == "barred"
        assert "KanarieFirst()" in told.text(audience="auditor")
        assert "KanarieFirst()" in json.dumps(told.to_dict("auditor"))
        assert "a rule that is not told here" in told.text()
        return
    raise AssertionError("nobody was barred")


def test_a_policy_says_what_is_protected_in_whatever_spelling() -> None:
    policy = sm.Policy([*BASE, sm.Distinct("sector", weight=1)], protected=["Sector "])
    told = told_rules(["Distinct(attribute='sector', weight=1)"], policy, "person")
    assert [fact.key for fact in told] == ["rule withheld"]
    open_policy = sm.Policy([*BASE, sm.Parity("gender", 0.2)], protected=[])
    told = told_rules(["Parity(attribute='gender', tolerance=0.2)"], open_policy, "person")
    assert [fact.key for fact in told] == ["rule Parity"]
