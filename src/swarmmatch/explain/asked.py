"""What is asked about: a matching, and a question and a professional by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.data.issues import fault
from swarmmatch.data.nearest import nearest
from swarmmatch.data.plain import as_text, plain
from swarmmatch.errors import DataError
from swarmmatch.explain.telling import Fact
from swarmmatch.matching.matching import Matching

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def demand_matching(matching: Any, name: str = "matching") -> None:
    """Raise a TypeError unless this is a matching."""
    if not isinstance(matching, Matching):
        kind, remedy = type(matching).__name__, "make one with match, or Matching.read"
        raise TypeError(f"{name} must be a Matching, not a {kind}; {remedy}")


def question_id(problem: Problem, question: Any) -> str:
    """The id of a question as the tables have it; raises a DataError that names the nearest."""
    return _known_id(problem.arrays.questions, "question", question)


def professional_id(problem: Problem, professional: Any) -> str:
    """The id of a professional as the tables have it; raises a DataError as `question_id` does."""
    return _known_id(problem.arrays.professionals, "professional", professional)


def positions(problem: Problem, question: str, professional: str) -> tuple[int, int]:
    """Positions of a question and a professional that are known."""
    arrays = problem.arrays
    where = arrays.question_codes(pd.Series([question], dtype="str"))
    who = arrays.professional_codes(pd.Series([professional], dtype="str"))
    return int(where[0]), int(who[0])


def is_seated(matching: Matching, question: str, professional: str) -> bool:
    """Whether a professional sits at a question."""
    return professional in set(team_of(matching, question))


def team_of(matching: Matching, question: str) -> tuple[str, ...]:
    """The members of a question's team, in the order of the problem."""
    teams = matching.teams
    return tuple(teams.loc[teams["question"] == question, "professional"])


def told_question(problem: Problem, question: str) -> Fact | str:
    """A question by its id and its title, if it has one."""
    row = problem.questions.iloc[problem.arrays.questions.get_loc(question)]
    if pd.isna(row["title"]):
        return question
    return Fact.of("titled", id=question, title=str(row["title"]))


def _known_id(known: pd.Index[Any], name: str, given: Any) -> str:
    text = as_text(plain(pd.Series([given]))[0])
    if text.isna()[0] or text[0] not in known:
        near = None if text.isna()[0] else nearest(str(text[0]), known)
        remedy = f"did you mean {near!r}?" if near else f"give an id of the table {name}s"
        where = {"table": f"{name}s", "column": name, "value": given}
        raise DataError(fault(f"is no {name} of the tables", remedy, **where))
    return str(text[0])
