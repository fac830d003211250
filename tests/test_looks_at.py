"""A rule of one's own may say what it looks at, so that explanations need not be held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import swarmmatch as sm
from swarmmatch.explain.telling import in_words
from swarmmatch.explain.told_rules import told_rules
from swarmmatch.rules import Auxiliaries, Block, Check, Rows, Rule
from swarmmatch.testing import check_rule, tiny_problem

BASE = [sm.TeamSize(), sm.Capacity(), sm.Coverage()]


@dataclass(frozen=True)
class Silent(Rule):
    """Points for every member with the value of a column, which it does not name to anybody."""

    weight: float = 1.0

    @property
    def column(self) -> str:
        return "sector"

    def blocks(self, problem: sm.Problem) -> list[Block]:
        features, values = problem.arrays.one_hot(self.column)
        chosen = features[:, values.get_indexer(pd.Index([self.value(problem)]))]
        n = len(problem.questions)
        return [
            Rows(
                features=sparse.csc_array(chosen),
                weights=sparse.csr_array(np.ones((n, 1))),
                over=sparse.eye_array(n, format="csr"),
                lower=np.zeros(n),
                upper=np.zeros(n),
                about=np.full(n, "counted", dtype=object),
                variables=Auxiliaries(
                    np.zeros(n), np.full(n, len(problem.professionals)), np.full(n, self.weight)
                ),
                auxiliary=-sparse.eye_array(n, format="csr"),
            )
        ]

    def value(self, problem: sm.Problem) -> str:
        """The first value of the column, by the alphabet."""
        return str(problem.professionals[self.column].dropna().min())

    def check(self, problem: sm.Problem, teams: pd.DataFrame) -> Check:
        value = problem.professionals.set_index("professional")[self.column]
        seats = teams[teams["professional"].map(value) == self.value(problem)]
        counts = seats.groupby("question").size().reset_index()
        earned = pd.DataFrame(
            {"subject": counts["question"], "count": counts.iloc[:, 1], "each": self.weight}
        )
        return Check.of(float(len(seats)), "members counted", earned=earned)


@dataclass(frozen=True)
class Honest(Silent):
    """Says what it looks at."""

    def looks_at(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True)
class Derived(Honest):
    """Looks at something else than the class that made the claim, and makes none."""

    @property
    def column(self) -> str:
        return "gender"


@dataclass(frozen=True)
class Lying(Silent):
    """Says that it looks at sectors, and looks at gender."""

    @property
    def column(self) -> str:
        return "gender"

    def looks_at(self) -> tuple[str, ...]:
        return ("sector",)


@dataclass(frozen=True)
class Open(Silent):
    """Looks at a protected column, and says so."""

    @property
    def column(self) -> str:
        return "gender"

    def looks_at(self) -> tuple[str, ...]:
        return ("Gender ",)


@dataclass(frozen=True)
class Careless(Silent):
    """Gives a name where a tuple of names is asked for."""

    @property
    def column(self) -> str:
        return "gender"

    def looks_at(self) -> tuple[str, ...]:
        return "gender"  # type: ignore[return-value]


def told(rule: Rule, language: str = "en") -> str:
    problem = sm.achterhoek(60, 2, seed=4)
    matching = sm.match(problem, sm.Policy([*BASE, rule]), workers=1)
    question, who = matching.teams.iloc[0]
    return sm.why(matching, who, question).text(language)  # type: ignore[arg-type]


def test_a_rule_that_says_what_it_looks_at_blinds_no_explanation() -> None:
    assert "the skills asked for:" in told(Honest())
    assert "Points by rule are not told here" not in told(Honest())
    assert "De punten per regel" not in told(Honest(), "nl")
    [fact] = told_rules([Honest().name], sm.Policy([*BASE, Honest()]), "person")
    assert in_words(fact, "en") == "a rule about sector"
    assert in_words(fact, "nl") == "een regel over sector"


@pytest.mark.parametrize(
    "rule", [Silent(), Derived(), Open(), Careless()], ids=lambda rule: rule.name
)
def test_of_all_others_a_person_hears_nothing(rule: Rule) -> None:
    assert "Points by rule are not told here" in told(rule)
    policy = sm.Policy([*BASE, rule])
    assert [one.key for one in told_rules([rule.name], policy, "person")] == ["rule withheld"]
    assert told_rules([rule.name], policy, "auditor") == (rule.name,)


def test_a_rule_without_columns_is_told_of_in_general() -> None:
    @dataclass(frozen=True)
    class Nothing(Silent):
        def looks_at(self) -> tuple[str, ...]:
            return ()

    policy = sm.Policy([*BASE, Nothing()])
    assert [one.key for one in told_rules([Nothing().name], policy, "person")] == ["own rule"]


def test_an_option_that_names_what_is_protected_holds_a_rule_back_all_the_same() -> None:
    policy = sm.Policy([*BASE, Honest()], protected=["sector"])
    assert [one.key for one in told_rules([Honest().name], policy, "person")] == ["rule withheld"]


def test_what_a_rule_says_it_looks_at_is_tried() -> None:
    problems = [tiny_problem(seed) for seed in (1, 2)]
    check_rule(Silent(), problems)
    check_rule(Honest(), problems)
    with pytest.raises(AssertionError, match="looks_at says sector, but the check changes"):
        check_rule(Lying(), problems)
    with pytest.raises(AssertionError, match="looks_at must give a tuple of columns"):
        check_rule(Careless(), problems)
