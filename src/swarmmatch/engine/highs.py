"""HiGHS, kept quiet, and fed with arrays."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Floats, Ints

#: An LP without rows or columns has nothing to optimise.
SOLVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)


class Highs(highspy.Highs):
    """A maximising HiGHS of one thread, without its banner."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.setOptionValue("threads", 1)
        self.changeObjectiveSense(highspy.ObjSense.kMaximize)

    @staticmethod
    def of(program: WholeProgram, resolution: float) -> Highs:
        """A program loaded, its worth in points."""
        highs = Highs()
        n = len(program.worth)
        empty = sparse.csr_array((n, 0))
        highs.add_columns(program.worth * resolution, program.lower, program.upper, empty)
        highs.add_rows(program.row_lower, program.row_upper, program.matrix)
        return highs

    def ask_for_whole_numbers(self) -> None:
        """Ask for whole values of all columns."""
        n = self.getNumCol()
        whole = np.full(n, highspy.HighsVarType.kInteger)
        self.changeColsIntegrality(n, np.arange(n, dtype=np.int32), whole)

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS's own name
        """Be silent first: the banner comes while the solver is made."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]

    def allow(self, seconds: float) -> None:
        """Give the next run so many seconds."""
        self.setOptionValue("time_limit", self.getRunTime() + seconds)

    def add_rows(self, lower: Floats, upper: Floats, coefficients: sparse.csr_array) -> None:
        """Add rows over the columns there are."""
        starts = coefficients.indptr[:-1].astype(np.int32)
        data = coefficients.data.astype(np.float64)
        self.addRows(
            len(lower), lower, upper, len(data), starts, coefficients.indices.astype(np.int32), data
        )

    def add_columns(
        self, cost: Floats, lower: Floats | Ints, upper: Floats | Ints, by_column: sparse.csr_array
    ) -> None:
        """Add columns over the rows there are; ``by_column`` has a row for each column."""
        starts = by_column.indptr[:-1].astype(np.int32)
        data = by_column.data.astype(np.float64)
        self.addCols(
            len(cost), cost, lower.astype(np.float64), upper.astype(np.float64),
            len(data), starts, by_column.indices.astype(np.int32), data,
        )  # fmt: skip
