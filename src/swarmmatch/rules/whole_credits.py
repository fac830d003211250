"""What a holder adds to the coverage of a question, in whole numbers.

Coverage gives a holder of requirement r the credit ``weight[r] / holders[r]``. Weights may be any
numbers, but rows of a seat program are whole, and so is the arithmetic that audits them.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from swarmmatch.rules.exact import FINEST, as_fraction


def whole_credits(requirements: pd.DataFrame) -> pd.Series:
    """Credit of one holder of each requirement, as whole parts of its question's largest credit.

    Within a question the credits relative to its largest are read as fractions with a denominator
    up to 10,000, and put on their least common denominator: exactly so when that is up to 10,000
    too, otherwise rounded to ten-thousandths. A credit that is nothing beside the largest is 0.

    Parameters
    ----------
    requirements : pandas.DataFrame
        The requirements table, R rows.

    Returns
    -------
    pandas.Series
        Whole numbers from 0 to 10,000, indexed as the table.
    """
    question = requirements["question"]
    credit = requirements["weight"] / requirements["holders"]
    largest = credit.groupby(question).transform("max")
    share = (credit / largest.where(largest > 0, 1.0)).astype(np.float64)
    denominators = {one: as_fraction(one).denominator for one in share.unique()}
    common = share.map(denominators).groupby(question).agg(_least_common)
    return (share * question.map(common).astype(np.float64)).round().astype(np.int64)


def _least_common(denominators: pd.Series) -> int:
    least = math.lcm(*denominators.astype(int).tolist())
    return min(least, FINEST)
