"""What all tests share."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, settings

#: No test judges by time, nor fails because a machine is busy.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: The same examples in every run, so that a red run can be seen again.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)

settings.load_profile("ci" if os.environ.get("CI") else "here")

#: The cycles of pandas and of hypothesis are many and small: looking for them seldom spares a
#: thirtieth of the time.
gc.set_threshold(500_000, 20, 50)
