"""A closed pool: everybody eligible takes one seat. Who is alike, and which questions are alike.

People whom no rule tells apart are of one *kind*, and questions that ask the same are of one
*sort*. A plan then is how many of each kind sit in each team, which is far less to search than who
sits where, and teams of one sort can be exchanged whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.prices import free
from swarmmatch.engine.pricing import Pricer, Seats, join
from swarmmatch.engine.program import Bools, Floats, Ints, PersonRows, SeatProgram
from swarmmatch.engine.split import Split, split

#: Seats of the largest pool that is searched this way.
MOST = 500_000
#: Sorts for each question, at most: where questions differ, an LP over seats says more.
ALIKE = 2 / 3


@dataclass(frozen=True, eq=False)
class Sort:
    """Questions that ask the same.

    Attributes
    ----------
    questions : int array
        Their positions.
    program : WholeProgram
        One of them by itself: its variables, then how many of each kind sit there.
    n_variables : int
        The variables among its columns.
    size_max : int
        No team is larger.
    """

    questions: Ints
    program: WholeProgram
    n_variables: int
    size_max: int

    @property
    def worth(self) -> Floats:
        """Units that a seat earns by itself, by kind."""
        worth: Floats = self.program.worth[self.n_variables :]
        return worth

    @property
    def at_stake(self) -> float:
        """No team is worth more, and none that keeps its rows costs more, in units."""
        program, n = self.program, self.n_variables
        most = np.maximum(np.abs(program.lower[:n]), np.abs(program.upper[:n]))
        return float(
            np.abs(program.worth[:n]) @ most + self.size_max * np.abs(self.worth).max(initial=0.0)
        )

    @property
    def most(self) -> Ints:
        """How many of each kind may sit in a team; 0 for those who are not eligible."""
        most: Ints = self.program.upper[self.n_variables :].astype(np.int64)
        return most


@dataclass(frozen=True, eq=False)
class ClosedPool:
    """People who must each take one seat, by kind, and questions by sort.

    Attributes
    ----------
    program : SeatProgram
        What is matched.
    people, kind : int arrays (n,)
        Positions in the pool, and of which kind each is.
    heads : int array (K,)
        People of each kind.
    sorts : list of Sort
        Every question is in one.
    """

    program: SeatProgram
    people: Ints
    kind: Ints
    heads: Ints
    sorts: list[Sort]

    @cached_property
    def sort_of(self) -> Ints:
        """The sort of each question, (Q,)."""
        number = np.zeros(self.program.n_questions, np.int64)
        for i, sort in enumerate(self.sorts):
            number[sort.questions] = i
        return number

    @property
    def at_stake(self) -> float:
        """No two plans differ in worth by more than twice these units."""
        return sum(len(sort.questions) * sort.at_stake for sort in self.sorts)

    @staticmethod
    def of(program: SeatProgram) -> ClosedPool | None:
        """The pool of a program; None where it is not closed, or few questions are alike."""
        if program.n_questions * program.n_professionals > MOST or not _somebody_must(program):
            return None
        parts = split(program)
        if _bound_together(program, parts):
            return None
        prices = free(LazyRows(program))
        finder = TeamFinder(Pricer(program), parts, prices)
        seats = [finder.pricer.seats(q, prices) for q in range(program.n_questions)]
        people = np.unique(join(seats).professional) if seats else np.zeros(0, np.int64)
        if not len(people) or not _one_seat_each(program.people, people):
            return None
        sorts = _sorted(program, parts, seats)
        if len(sorts) > ALIKE * program.n_questions:
            return None
        kinds, first, kind, heads = _kinds(program, people, [seats[same[0]] for same in sorts])
        return ClosedPool(
            program, people, kind, heads,
            [_sort(finder, same, kinds[i], people[first], heads) for i, same in enumerate(sorts)],
        )  # fmt: skip


def _somebody_must(program: SeatProgram) -> bool:
    """Whether somebody must take a seat: soon seen, where most programs ask it of nobody."""
    return bool((program.people.lower > 0).any())


def _bound_together(program: SeatProgram, parts: Split) -> bool:
    """Whether more than the seats of a person ties questions, or pairs or single seats matter."""
    ties = parts.coupling.any() or parts.shared.any() or bool(program.row_points)
    apart = len(program.pairs.first) or len(program.taken.question) or program.counted
    return bool(ties or apart)


def _one_seat_each(rows: PersonRows, people: Ints) -> bool:
    """Whether rows over a professional's seats say that each takes one seat, and no more.

    The others, who are eligible nowhere, must be asked for none: else there is no plan.
    """
    if (np.delete(rows.lower, people, axis=1) > 0).any():
        return False
    groups, lower, upper = rows.groups.toarray(), rows.lower[:, people], rows.upper[:, people]
    if not len(groups) or not np.isin(groups, (0, 1)).all():
        return False
    of_all = (groups == 1).all(axis=1)
    once = (upper[of_all].min(axis=0, initial=np.inf) == 1).all()
    must = (lower[of_all].max(axis=0, initial=-np.inf) == 1).all()
    others = (lower[~of_all] <= 0).all() and (upper >= 1).all()
    return bool(once and must and others)


def _sorted(program: SeatProgram, parts: Split, seats: list[Seats]) -> list[Ints]:
    """Questions that are alike in rows, variables and seats."""
    rows, variables = program.rows, program.variables
    alike: dict[tuple[bytes, ...], list[int]] = {}
    for question, (part, here) in enumerate(zip(parts.parts, seats, strict=True)):
        held = (
            *(getattr(matrix, name) for matrix in (part.features, part.auxiliary)
              for name in ("indptr", "indices", "data")),
            rows.lower[part.rows], rows.upper[part.rows],
            variables.lower[part.variables], variables.upper[part.variables],
            variables.worth[part.variables], here.professional, here.worth,
            program.size_max[[question]],
        )  # fmt: skip
        alike.setdefault(tuple(array.tobytes() for array in held), []).append(question)
    return [np.array(questions) for questions in alike.values()]


def _kinds(
    program: SeatProgram, people: Ints, seats: list[Seats]
) -> tuple[list[tuple[Bools, Floats]], Ints, Ints, Ints]:
    """Kinds of people: for each sort who is eligible and what a seat earns; and who is which.

    The others are the first person of each kind, the kind of each person, and heads by kind.
    """
    n_features = program.features.shape[1]
    used = np.unique(program.rows.seats.indices % n_features)
    facts = [program.features_of(people)[:, used].toarray().T.astype(np.float64)]
    for here in seats:
        worth = np.full(program.n_professionals, -np.inf)
        worth[here.professional] = here.worth
        facts.append(worth[people][None])
    told = np.vstack(facts)
    alike, first, kind, heads = np.unique(
        told, axis=1, return_index=True, return_inverse=True, return_counts=True
    )
    by_sort = [(row > -np.inf, np.where(row > -np.inf, row, 0.0)) for row in alike[len(used) :]]
    return by_sort, first, kind.ravel(), heads


def _sort(
    finder: TeamFinder,
    questions: Ints,
    kinds: tuple[Bools, Floats],
    people: Ints,
    heads: Ints,
) -> Sort:
    """One sort of question, stated over one person of each kind, who counts for all."""
    question, (eligible, worth) = int(questions[0]), kinds
    seats = Seats(np.full(len(people), question), people, worth, worth)
    stated = finder.program_of(question, seats)[0]
    n, size_max = len(stated.worth) - len(people), int(finder.program.size_max[question])
    upper = stated.upper.copy()
    upper[n:] = np.where(eligible, np.minimum(heads, size_max), 0)
    return Sort(questions, replace(stated, upper=upper), n, size_max)
