"""What a report holds only when it is asked for, because it takes a while to find."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import swarmmatch as sm
from swarmmatch.cli.within import within

if TYPE_CHECKING:
    from swarmmatch.cli.progress import Say
    from swarmmatch.matching.matching import Matching

#: Work by the option of `swarmmatch.report` that takes what it finds.
Asked = dict[str, Callable[[], Any]]

#: What a line says of each while it is looked for.
LOOKING = {"bottlenecks": "finding what is scarce", "reserves": "finding reserves"}


def asked_for(matching: Matching, bottlenecks: bool, reserves: int) -> Asked:
    """The work for each part that is asked for."""
    asked: Asked = {}
    if bottlenecks:
        asked["bottlenecks"] = partial(sm.bottlenecks, matching)
    if reserves:
        asked["reserves"] = partial(sm.reserves, matching, reserves)
    return asked


def found_in_time(asked: Asked, seconds: float, say: Say) -> dict[str, Any]:
    """What was found, without the parts for which time was too short."""
    found = {}
    for name, work in asked.items():
        say(LOOKING[name])
        part = within(seconds, work)
        if part is not None:
            found[name] = part
    return found
