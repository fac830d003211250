"""What is settled once a question has a team: variables that only tell whether it has one.

With these taken out, each row of a question mostly has its own variables, and can be tabled.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Bools


def once_staffed(program: WholeProgram, n_variables: int) -> Bools:
    """Which variables are 1 in every team with a member, shape (U,).

    A row of which every seat takes 1 or more, and which only one variable, when it is 1, allows to
    be above 0.
    """
    auxiliary = sparse.csr_array(program.matrix[:, :n_variables])
    auxiliary.eliminate_zeros()
    seats = program.matrix[:, n_variables:].toarray()
    counts_all = (seats >= 1).all(axis=1) & (program.row_upper == 0)
    counts_all &= np.diff(auxiliary.indptr) == 1
    entry = sparse.csr_array(auxiliary[counts_all]).tocoo()
    staffed = np.zeros(n_variables, np.bool_)
    staffed[entry.col[entry.data < 0]] = True
    own = slice(0, n_variables)
    staffed &= (program.lower[own] == 0) & (program.upper[own] == 1)
    return staffed


def settle(program: WholeProgram, ones: Bools) -> tuple[WholeProgram, float]:
    """The program with some variables settled at 1 and taken out, and what these are worth."""
    kept = np.append(~ones, np.ones(program.matrix.shape[1] - len(ones), np.bool_))
    taken = np.asarray(program.matrix[:, ~kept].sum(axis=1)).ravel()
    settled = WholeProgram(
        worth=program.worth[kept],
        lower=program.lower[kept],
        upper=program.upper[kept],
        matrix=sparse.csr_array(program.matrix[:, kept]),
        row_lower=program.row_lower - taken,
        row_upper=program.row_upper - taken,
    )
    return settled, float(program.worth[~kept].sum())
