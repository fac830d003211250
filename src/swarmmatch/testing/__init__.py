"""For who writes rules or methods: proof that a rule says one thing twice, and small problems.

Nothing here needs a test framework or a solver beyond scipy.
"""

from __future__ import annotations

from swarmmatch.testing.planted import Planted, planted
from swarmmatch.testing.proof import check_rule
from swarmmatch.testing.tiny import tiny_problem

__all__ = ["Planted", "check_rule", "planted", "tiny_problem"]
