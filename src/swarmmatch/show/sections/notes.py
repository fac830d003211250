"""What to look at, what was handed in, and where the matching comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.matching.warnings import warnings_of
from swarmmatch.show.page import Table, cell, facts_table, table_of

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words

WARNED = ["warning", "subject", "question", "detail", "source"]

#: Parts of the provenance that are tables of their own, with their captions.
PARTS = {"versions": "versions_caption", "seconds": "seconds_caption"}


def warned(matching: Matching, say: Words) -> Table | None:
    """What to look at; None when there is nothing."""
    found = warnings_of(matching.problem, matching.teams)
    if found.empty:
        return None
    phrases = ["warning", "detail", "source"]
    return table_of(found[WARNED], say("warnings_caption"), say, phrases=phrases)


def handed_in(frame: pd.DataFrame | None, caption: str, say: Words) -> Table | None:
    """A frame of the caller's; None when there is none, or nothing in it."""
    if frame is None or frame.empty:
        return None
    return table_of(frame, caption, say, phrases=["unit"])


def provenance(matching: Matching, say: Words) -> list[Table]:
    """Where the matching comes from: input, settings, versions and seconds."""
    origin = matching.provenance
    plain = {name: told for name, told in origin.items() if not isinstance(told, dict)}
    parts = {"origin_caption": plain}
    parts |= {caption: origin[name] for name, caption in PARTS.items() if origin.get(name)}
    return [
        facts_table({say.phrase(str(k)): cell(v, say) for k, v in told.items()}, say(caption))
        for caption, told in parts.items()
    ]
