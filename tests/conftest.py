"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: No test judges by time, nor fails because a machine is busy.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: The same examples in every run, so that a red run can be seen again.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)

settings.load_profile("ci" if os.environ.get("CI") else "here")
