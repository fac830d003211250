"""Seats that stand for all others: of people who are alike, a team needs no more than it can hold.

Two professionals are alike when every member under suspicion says the same of both. As many of
them as a team has seats are then as good as all, so that a conflict among a few questions can be
judged exactly over a few hundred seats, though the pool has many thousands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from swarmmatch.engine.diagnosis.hard import HardRules
from swarmmatch.engine.program import Bools, Ints

#: Of people who are alike so many, where no rule says how large a team may be.
SOME = 12


@dataclass(frozen=True, eq=False)
class Places:
    """Seats to be looked at, sorted by question.

    Attributes
    ----------
    question, person : int arrays (n,)
        The seats.
    whole : bool array (Q,)
        Questions at which every professional of the pool is listed.
    """

    question: Ints
    person: Ints
    whole: Bools

    def with_others(self, question: Ints, person: Ints) -> Places:
        """The same and some more."""
        width = 1 + max(self.person.max(initial=0), person.max(initial=0))
        both = np.union1d(self.question * width + self.person, question * width + person)
        return Places(both // width, both % width, self.whole)


def every_place(hard: HardRules) -> Places:
    """All seats that there are."""
    shape = hard.program.n_questions, hard.program.n_professionals
    question, person = np.divmod(np.arange(shape[0] * shape[1]), max(shape[1], 1))
    return Places(question, person, np.ones(shape[0], np.bool_))


def places_for(hard: HardRules, members: Ints, *, whole: bool = False) -> Places:
    """Seats that are as good as all others for members under suspicion.

    Where a member sets the size of a team, nothing is lost. Elsewhere some of those who are alike
    stand for the others, or with ``whole`` the pool itself.
    """
    questions = questions_of(hard, members)
    group, single = _alike(hard, questions, members)
    unsized = ~np.isin(hard.sized[questions], members)
    cap = np.where(unsized, SOME, hard.size_max[questions])
    chosen = single | (_rank(group) < cap.max(initial=1))
    n, listed = hard.program.n_professionals, np.flatnonzero(chosen)
    everyone = np.zeros(hard.program.n_questions, np.bool_)
    everyone[questions] = (whole & unsized) | (len(listed) == n)
    people = [np.arange(n) if everyone[q] else listed for q in questions]
    return Places(
        np.repeat(questions, [len(each) for each in people]),
        np.concatenate([np.zeros(0, np.int64), *people]),
        everyone,
    )


def questions_of(hard: HardRules, members: Ints) -> Ints:
    """Questions whose seats matter to members, sorted.

    What must be earned over the whole plan, or by somebody's seats, may be earned at any question.
    """
    question, person = hard.question_of(members), hard.person_of(members)
    anywhere = ((question < 0) & (person < 0)).any()
    if not anywhere and (person >= 0).any():
        people = hard.program.people
        needed = people.lower[:, np.unique(person[person >= 0])] > 0
        anywhere = needed.any()
    if anywhere:
        return np.arange(hard.program.n_questions)
    return np.unique(question[question >= 0])


def _alike(hard: HardRules, questions: Ints, members: Ints) -> tuple[Ints, Bools]:
    """A number for all who are alike, (P,), and who stands by themselves, (P,)."""
    program = hard.program
    n = program.n_professionals
    group = np.zeros(n, np.int64)
    rows = np.flatnonzero(np.isin(hard.of_rows, members))
    used = np.unique(program.rows.seats[rows].indices % program.features.shape[1])
    for column in used:
        held = slice(program.features.indptr[column], program.features.indptr[column + 1])
        values = np.zeros(n)
        values[program.features.indices[held]] = program.features.data[held]
        group = _joined(group, np.unique(values, return_inverse=True)[1])
    pool = slice(0, n)
    for rule, block in program.eligibility:
        for question in questions:
            if rule in hard.personal or np.isin(hard.at_question(rule, question), members):
                group = _joined(group, block.allowed(int(question), pool))
    return group, _singled_out(hard, questions, members)


def _joined(group: Ints, values: Ints | Bools) -> Ints:
    both = group * (1 + int(values.max(initial=0))) + values
    joined: Ints = np.unique(both, return_inverse=True)[1]
    return joined


def _singled_out(hard: HardRules, questions: Ints, members: Ints) -> Bools:
    """Who is named by a member: by themselves, in a pair, or in a seat that must be taken."""
    program = hard.program
    single = np.zeros(program.n_professionals, np.bool_)
    person = hard.person_of(members)
    single[person[person >= 0]] = True
    rules = hard.rule_of(members)
    pair = np.isin(program.pairs.rule, rules)
    single[program.pairs.first[pair]] = single[program.pairs.second[pair]] = True
    taken = program.taken
    named = np.isin(hard.at_question(taken.rule, taken.question), members)
    single[taken.professional[named]] = True
    for counted in program.counted:
        if np.isin(hard.at_question(counted.rule, questions), members).any():
            single |= np.diff(counted.matrix.indptr) > 0
    return single


def _rank(group: Ints) -> Ints:
    """The how-manieth of its group each one is, from 0."""
    order = np.argsort(group, kind="stable")
    sorted_group = group[order]
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - np.searchsorted(sorted_group, sorted_group)
    return rank
