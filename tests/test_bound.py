"""Tests of the ceiling over the whole pool against the value of the LP that it belongs to."""

import pytest

import swarmmatch as sm
from swarmmatch.engine.bound import bound_over_pool
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.pricing import Pricer


@pytest.mark.parametrize("attribute", ["gender", "municipality"])
def test_ceiling_meets_the_lp_also_with_large_coefficients(attribute: str) -> None:
    """Selection rates of groups have coefficients of thousands beside the ones of most rows.

    The ceiling comes from prices and a look at the pool, the LP's value from the seats it chose:
    they meet only when the prices are right, which they were not without the solver's scaling.
    """
    problem = sm.achterhoek(12_000, 100, seed=1)
    policy = sm.Policy.basic(problem) | sm.Parity(attribute, 0.1)
    program = compile_program(problem, policy, 1e-4, Clock(600))

    bound = bound_over_pool(program, Pricer(program), Clock(600), lambda _: None)

    seats = bound.seats.worth @ bound.chosen
    variables = program.variables.worth @ bound.variables
    assert bound.ceiling == pytest.approx(program.constant + seats + variables, rel=1e-6)
