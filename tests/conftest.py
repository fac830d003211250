"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

#: No test judges by time, nor fails because a machine is busy.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: The same examples in every run, so that a red run can be seen again.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)

settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="module")
def no_relaxations() -> Iterator[None]:
    """A match that names what clashes, and spares the time to look for what would help."""
    from swarmmatch.engine.diagnosis import diagnose

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagnose, "SHORT", diagnose.Effort(wanted=0, tries=0))
        yield
