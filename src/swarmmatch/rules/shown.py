"""Who has which value of an attribute, and which of the values a rule looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.data.nearest import nearest
from swarmmatch.rules.blocks import Ints
from swarmmatch.rules.rule import Rule, demand

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: How like a known value one that nobody has must be, before it is taken for a misspelling of it.
TYPING_ERROR = 0.8


@dataclass(frozen=True, eq=False)
class Shown:
    """Who has which value, (P, K) and (K,), and the columns that a rule judges, (V,)."""

    features: sparse.csc_array
    values: pd.Index[Any]
    judged: Ints

    @staticmethod
    def of(rule: Rule, problem: Problem, attribute: str, value: Any) -> Shown:
        """The value given, or all that the pool shows when it is None."""
        features, values = problem.arrays.one_hot(attribute)
        if value is None:
            return Shown(features, values, np.arange(len(values)))
        judged = values.get_indexer(pd.Index([value]))
        if judged[0] >= 0:
            return Shown(features, values, judged)
        meant = nearest(str(value), map(str, values), TYPING_ERROR)
        known = f"nobody has {attribute} {value!r}; did you mean {meant!r}?"
        demand(meant is None, rule, known)
        nobody = sparse.csc_array((features.shape[0], 1), dtype=np.int32)
        return Shown(nobody, pd.Index([value]), np.zeros(1, dtype=np.int64))

    @property
    def heads(self) -> Ints:
        """How many in the pool have each judged value, (V,)."""
        counted: Ints = self.features.sum(axis=0)[self.judged].astype(np.int64)
        return counted
