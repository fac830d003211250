"""HiGHS as a MIP solver over all seats at once."""

from __future__ import annotations

import highspy
import numpy as np

import swarmmatch as sm
from benchmarks.harness.claimed import RESOLUTION
from benchmarks.harness.direct_model import DirectModel
from benchmarks.harness.machine import cores
from benchmarks.harness.registry import method
from benchmarks.harness.trace import Trace
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.highs import Highs

#: It may stop at ten times the gap that swarmmatch is asked for.
GAP = 1e-3


@method("highs all seats")
def all_seats(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """The model over every eligible seat of the pool, to a proven gap of 0.1%."""
    trace, clock = Trace(), Clock(time_limit)
    try:
        model = DirectModel.of(problem, policy, clock)
    except TimeUp:
        raise sm.NoMatchingError("the model was not stated in time") from None
    highs = Highs.of(model.restricted.whole, RESOLUTION)
    highs.ask_for_whole_numbers()
    highs.setOptionValue("mip_rel_gap", GAP)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("threads", cores())
    highs.setOptionValue("parallel", "on")
    constant = model.restricted.constant * RESOLUTION
    highs.cbMipImprovingSolution += lambda event: trace.told(
        event.data_out.objective_function_value + constant
    )
    highs.allow(clock.left)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise sm.NoMatchingError("HiGHS found none in time")
    solution = np.rint(np.array(highs.getSolution().col_value)).astype(np.int64)
    matching = model.matching(
        solution, info.mip_dual_bound + constant, "within_gap", "HiGHS has ended"
    )
    trace.told(matching.value)
    return trace.onto(matching)
