"""The rows of Spread: pairs of members that differ, stated through counts of members.

C(n, 2) grows by 0, 1, 2, ... with each further member, so a sum of variables that cost that much
each is C(n, 2): a solver takes the cheapest first, in the LP as well. Pairs that differ are all
pairs less those that are alike. All pairs are a gain, where a solver would take the dearest first,
so they are chosen whole: a variable for each size that a team may have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Floats, Ints, Rows
from swarmmatch.rules.spread_groups import Groups


@dataclass(frozen=True, eq=False)
class Counts:
    """What is counted in each team: Q questions, G groups, A attributes.

    Attributes
    ----------
    size_max : int array (Q,)
    heads : int array (G,)
        Members that each group has in the pool.
    attribute : int array (G,)
        To which attribute each group belongs.
    layers : int array (A,)
        Groups that each known member is in, by attribute.
    """

    size_max: Ints
    heads: Ints
    attribute: Ints
    layers: Ints


def spread_rows(
    groups: Sequence[Groups], names: Sequence[str], size_max: Ints, each: Floats
) -> Rows:
    """Variables for pairs that differ, by question and attribute, worth ``each`` (Q * A,)."""
    members = sparse.hstack([one.members for one in groups], format="csc")
    counts = _counts(groups, members, size_max)
    auxiliary, upper = _variables(counts)
    weights, over, families = _heads(counts)
    about, n_questions = np.array(names, dtype=object), len(size_max)
    every = [np.tile(about[counts.attribute], n_questions), np.tile(about, 3 * n_questions)]
    worth = np.append(np.zeros(len(upper) - len(each)), each)
    return Rows(
        features=sparse.hstack([members, *(one.known for one in groups)], format="csc"),
        weights=weights,
        over=over,
        lower=np.repeat([NO_LOWER, 0.0, NO_LOWER, 0.0], families),
        upper=np.repeat([1.0, NO_UPPER, 1.0, NO_UPPER], families),
        about=np.concatenate(every),
        variables=Auxiliaries(np.zeros(len(upper), np.int64), upper, worth),
        auxiliary=auxiliary,
    )


def _counts(groups: Sequence[Groups], members: sparse.csc_array, size_max: Ints) -> Counts:
    n_groups = [one.members.shape[1] for one in groups]
    return Counts(
        size_max,
        members.sum(axis=0).astype(np.int64),
        np.repeat(np.arange(len(groups)), n_groups),
        np.array([one.layers for one in groups]),
    )


def _heads(counts: Counts) -> tuple[sparse.csr_array, sparse.csr_array, Ints]:
    """What each row counts in which question, and rows in each of the four families below.

    Features are the groups, then who is known in each attribute. The first family counts groups,
    the second who is known; the other two are about variables alone.
    """
    n_questions, n_groups = len(counts.size_max), len(counts.heads)
    n_attributes = len(counts.layers)
    features = (np.arange(n_groups), n_groups + np.arange(n_attributes))
    feature = np.concatenate([np.tile(family, n_questions) for family in features])
    each = [n_groups, n_attributes, n_attributes, n_attributes]
    question = np.concatenate([np.repeat(np.arange(n_questions), many) for many in each])
    n, counted = len(question), np.arange(len(feature))
    shape = (n, n_groups + n_attributes)
    weights = sparse.csr_array((np.ones(len(feature)), (counted, feature)), shape=shape)
    over = sparse.csr_array((np.ones(n), (np.arange(n), question)), shape=(n, n_questions))
    return weights, over, n_questions * np.array(each)


def _variables(counts: Counts) -> tuple[sparse.csr_array, Ints]:
    """Coefficients of the variables in all rows, and their upper bounds.

    Variables are the further members of each group, the sizes, and the pairs that differ. Rows are

    - a group's members: ``n - further <= 1``
    - known members: ``m - sum(size * chosen) >= 0``
    - one size at most: ``sum(chosen) <= 1``
    - pairs that differ: ``layers * sum(C(size, 2) * chosen) - alike - differ >= 0``
    """
    n_questions, n_attributes = len(counts.size_max), len(counts.layers)
    n_groups, n_pairs = n_questions * len(counts.heads), n_questions * len(counts.layers)
    group, further = _listed(np.minimum.outer(counts.size_max, counts.heads).ravel() - 1)
    of_pairs = group // max(len(counts.heads), 1) * n_attributes
    of_pairs += counts.attribute[group % max(len(counts.heads), 1)]
    sized, size = _listed(np.repeat(counts.size_max, n_attributes) - 1)
    size = size + 1
    pairs = counts.layers[sized % n_attributes] * size * (size - 1) // 2
    differ = np.arange(n_pairs)
    most = np.tile(counts.layers, n_questions) * np.repeat(
        counts.size_max * (counts.size_max - 1) // 2, n_attributes
    )
    first_size, first_pair = len(group), len(group) + len(sized)
    known, one, pair = n_groups + n_pairs * np.arange(3)
    entries = [
        (group, np.arange(first_size), np.full(first_size, -1)),
        (pair + of_pairs, np.arange(first_size), -further),
        (known + sized, np.arange(first_size, first_pair), -size),
        (one + sized, np.arange(first_size, first_pair), np.ones_like(size)),
        (pair + sized, np.arange(first_size, first_pair), pairs),
        (pair + differ, first_pair + differ, np.full(n_pairs, -1)),
    ]
    row, column, factor = (np.concatenate(part) for part in zip(*entries, strict=True))
    shape = (n_groups + 3 * n_pairs, first_pair + n_pairs)
    upper = np.concatenate([np.ones(first_pair, np.int64), most])
    return sparse.csr_array((factor, (row, column)), shape=shape), upper


def _listed(many: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Positions, each as often as told (0 or fewer: never), and 1, 2, 3, ... for each."""
    many = np.maximum(many, 0)
    owner = np.repeat(np.arange(len(many)), many)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many) + 1
