"""Rows tabled by their counts earn what brute force over their variables says."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.row_tables import RowTables

WIDEST = 5
whole = st.integers(-3, 3)


@st.composite
def programs(draw: st.DrawFn) -> tuple[WholeProgram, int]:
    """A few rows over one seat, each with up to two variables, some of them shared."""
    n_rows, n_variables = draw(st.integers(1, 3)), draw(st.integers(0, 4))
    home = [draw(st.integers(0, n_rows - 1)) for _ in range(n_variables)]
    matrix = np.zeros((n_rows, n_variables + 1))
    for variable, row in enumerate(home):
        matrix[row, variable] = draw(whole.filter(bool))
        if draw(st.integers(0, 5)) == 0:  # shared with another row
            matrix[(row + 1) % n_rows, variable] = 1
    matrix[:, -1] = 1
    lower = np.array([draw(st.sampled_from([-np.inf, -2, 0, 1])) for _ in range(n_rows)])
    upper = np.array([draw(st.sampled_from([np.inf, 1, 3])) for _ in range(n_rows)])
    program = WholeProgram(
        worth=np.array([*(draw(whole) for _ in range(n_variables)), 0.0]),
        lower=np.zeros(n_variables + 1),
        upper=np.array([*(draw(st.integers(0, 3)) for _ in range(n_variables)), 1.0]),
        matrix=sparse.csr_array(matrix),
        row_lower=lower,
        row_upper=upper,
    )
    return program, n_variables


@settings(max_examples=150, deadline=None)
@given(programs(), st.lists(whole, min_size=4, max_size=4))
def test_a_row_earns_what_its_best_variables_earn(
    made: tuple[WholeProgram, int], lean: list[int]
) -> None:
    program, n_variables = made
    every = np.ones(len(program.row_lower), np.bool_)
    leaning = np.array(lean[:n_variables], dtype=np.float64)
    tables = RowTables.of(program, n_variables, every, WIDEST, leaning)
    shared = (program.matrix.toarray()[:, :n_variables] != 0).sum(axis=0) > 1
    for number, row in enumerate(np.flatnonzero(tables.rows)):
        mine = tables.variables[tables.row_of_variable == number]
        assert not shared[mine].any()
        factor = program.matrix.toarray()[row, mine]
        for count in range(WIDEST + 1):
            best = -np.inf
            for values in product(*(range(int(program.upper[v]) + 1) for v in mine)):
                total = count + factor @ np.array(values, dtype=np.float64)
                if program.row_lower[row] <= total <= program.row_upper[row]:
                    best = max(best, float(program.worth[mine] @ np.array(values, np.float64)))
            assert tables.earned[number, count] == best
            if np.isfinite(best):
                set_at = tables.settings[tables.row_of_variable == number, count]
                assert program.worth[mine] @ set_at == best
                total = count + factor @ set_at
                assert program.row_lower[row] <= total <= program.row_upper[row]


def test_what_earns_nothing_is_set_the_way_it_leans() -> None:
    program = WholeProgram(
        worth=np.zeros(3),
        lower=np.zeros(3),
        upper=np.array([4.0, 4.0, 1.0]),
        matrix=sparse.csr_array([[-1.0, 0, 1], [0, -1.0, 1]]),
        row_lower=np.zeros(2),
        row_upper=np.full(2, np.inf),
    )
    tables = RowTables.of(program, 2, np.ones(2, np.bool_), 3, np.array([1.0, 0.0]))
    assert tables.settings.tolist() == [[0, 1, 2, 3], [0, 0, 0, 0]]
