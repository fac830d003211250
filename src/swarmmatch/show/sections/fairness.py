"""What the metrics say of the teams, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.matching.metrics.measure import definitions, measure
from swarmmatch.show.page import Cell, Table, cell, phrase, table_of

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words

#: Digits of a figure, for which four are more than it can bear.
DIGITS = 4


def fairness(matching: Matching, say: Words, attributes: Sequence[str] | None) -> list[Table]:
    """Every metric that can be measured, and what each of them means."""
    found = measure(matching.problem, matching.teams, attributes=attributes)
    found = found[found["value"].notna()]
    heads = [Cell(say("metric")), Cell(say("about"))]
    heads += [Cell(say(key), number=True) for key in ("measured", "interval", "parity")]
    rows = [_row(one, say) for one in found.itertuples()]
    return [
        Table(say("metrics_caption"), [*heads, Cell(say("unit"))], rows),
        _meanings(found["metric"], say),
    ]


def _row(found: Any, say: Words) -> list[Cell]:
    interval = ""
    if pd.notna(found.low):
        low, high = (say.number(end, DIGITS - 1) for end in (found.low, found.high))
        interval = say("from_to", low=low, high=high)
    return [
        phrase(found.metric, say),
        Cell(", ".join(map(say.phrase, found.about.split(", ")))),
        cell(found.value, say, DIGITS),
        Cell(interval, number=True),
        cell(found.parity, say, DIGITS),
        phrase(found.unit, say),
    ]


def _meanings(metrics: pd.Series, say: Words) -> Table:
    known = definitions().rename(columns={"name": "metric", "parity_means": "means parity"})
    told = ["metric", "definition", "means parity", "source"]
    shown = known.loc[known["metric"].isin(metrics), told]
    return table_of(shown, say("definitions_caption"), say, phrases=told)
