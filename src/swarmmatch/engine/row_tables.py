"""What rows earn by how many they count: the best values of a row's own variables, tabled.

A row that no variable shares with another earns by its count alone, once its variables are at their
best. Tabled for every count, that replaces the variables wherever teams are weighed by counting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Bools, Floats, Ints

#: Values that the variables of one row may take together, to be tried one by one.
COMBINATIONS = 10_000


@dataclass(frozen=True, eq=False)
class RowTables:
    """The tabled rows of a program, R of them, for counts from 0 to W - 1.

    Attributes
    ----------
    rows : bool array
        Which rows of the program are tabled.
    earned : float array (R, W)
        Units that a row earns at each count; ``-inf`` where the count breaks it.
    variables : int array (V,)
        The variables of these rows, by position.
    row_of_variable : int array (V,)
        Which of the tabled rows each belongs to.
    settings : float array (V, W)
        The best value of each at each count of its row.
    """

    rows: Bools
    earned: Floats
    variables: Ints
    row_of_variable: Ints
    settings: Floats

    @staticmethod
    def of(
        program: WholeProgram,
        n_variables: int,
        rows: Bools,
        widest: int,
        lean: Floats | None = None,
    ) -> RowTables:
        """Table those of the rows marked that share no variable, up to a count.

        Parameters
        ----------
        program : WholeProgram
            Auxiliary variables, then seats.
        n_variables : int
            How many of its columns are auxiliary variables.
        rows : bool array
            The rows to table.
        widest : int
            The largest count.
        lean : float array (n_variables,), optional
            Above 0 for variables that are set as high as can be where that changes no worth; all
            others are set as low as can be.
        """
        lean = np.zeros(n_variables) if lean is None else lean
        by_row = sparse.csr_array(program.matrix[:, :n_variables])
        by_row.eliminate_zeros()
        entry, counts = by_row.tocoo(), np.arange(widest + 1.0)
        alone = np.bincount(entry.col, minlength=n_variables) == 1
        tabled = rows & (np.bincount(entry.row, ~alone[entry.col], minlength=len(rows)) == 0)
        lower, upper = program.row_lower[:, None], program.row_upper[:, None]
        earned = np.where((counts >= lower) & (counts <= upper), 0.0, -np.inf)
        settings = np.zeros((n_variables, len(counts)))
        several = np.diff(by_row.indptr) > 1
        one = tabled[entry.row] & ~several[entry.row]
        row, variable = entry.row[one], entry.col[one]
        earned[row], settings[variable] = _by_one(
            program, row, variable, entry.data[one], counts, lean[variable]
        )
        for here in np.flatnonzero(tabled & several):
            mine = slice(by_row.indptr[here], by_row.indptr[here + 1])
            variable, factor = by_row.indices[mine], by_row.data[mine]
            variable = variable.astype(np.int64)
            best = _by_several(program, int(here), variable, factor, counts, lean[variable])
            tabled[here] = best is not None
            if best is not None:
                earned[here], settings[variable] = best
        kept = tabled[entry.row]
        number = np.cumsum(tabled) - 1
        return RowTables(
            tabled,
            earned[tabled],
            entry.col[kept].astype(np.int64),
            number[entry.row[kept]],
            settings[entry.col[kept]],
        )


def _by_one(
    program: WholeProgram,
    row: Ints,
    variable: Ints,
    factor: Floats,
    counts: Floats,
    lean: Floats,
) -> tuple[Floats, Floats]:
    """What rows with one variable each earn at each count, and its best value there."""
    lower, upper = program.row_lower[row, None], program.row_upper[row, None]
    first, second = (lower - counts) / factor[:, None], (upper - counts) / factor[:, None]
    least = np.ceil(np.maximum(np.minimum(first, second), program.lower[variable, None]))
    most = np.floor(np.minimum(np.maximum(first, second), program.upper[variable, None]))
    worth = program.worth[variable, None]
    high = (worth > 0) | ((worth == 0) & (lean[:, None] > 0))
    settings = np.where(high, most, least)
    return np.where(least <= most, worth * settings, -np.inf), settings


def _by_several(
    program: WholeProgram,
    row: int,
    variable: Ints,
    factor: Floats,
    counts: Floats,
    lean: Floats,
) -> tuple[Floats, Floats] | None:
    """The same of one row with several variables; None when too many values would be tried.

    Where all variables pull the same way, none pulls further than the bound on that side.
    """
    lower, upper = program.lower[variable], program.upper[variable]
    down = factor[0] < 0
    reach = counts[-1] - program.row_lower[row] if down else program.row_upper[row]
    if ((factor < 0) != down).any() or (lower < 0).any() or not np.isfinite(reach):
        return None
    most = np.minimum(upper, np.floor(max(reach, 0.0) / np.abs(factor)))
    if np.prod(np.maximum(most - lower + 1, 1.0)) > COMBINATIONS:
        return None
    ranges = [np.arange(first, last + 1) for first, last in zip(lower, most, strict=True)]
    values = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, len(variable))
    values = values[np.argsort(-(values @ lean), kind="stable")]  # of equals, the first is taken
    if not len(values):
        return np.full(len(counts), -np.inf), np.zeros((len(variable), len(counts)))
    total = counts + (values @ factor)[:, None]
    kept = (total >= program.row_lower[row]) & (total <= program.row_upper[row])
    earned = np.where(kept, (values @ program.worth[variable])[:, None], -np.inf)
    best = earned.argmax(axis=0)
    return earned[best, np.arange(len(counts))], values[best].T
