"""Metrics of teams, by name: what they measure, how, and which figure means parity.

>>> from swarmmatch.matching.metrics import METRICS, measure
>>> measure(problem, matching.teams)
>>> METRICS["fragility"].definition
"""

from __future__ import annotations

from swarmmatch.matching.metrics.measure import METRICS, definitions, measure
from swarmmatch.matching.metrics.metric import Estimate, Metric

__all__ = ["METRICS", "Estimate", "Metric", "definitions", "measure"]
