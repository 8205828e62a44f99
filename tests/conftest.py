"""For all tests: the backend of the Keras that the semantics are compared with, and patience with slow machines."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("KERAS_BACKEND", "jax")

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# The same examples in each run, so that a test fails only for what was changed; `--hypothesis-profile=exploring` looks
# for others.
settings.register_profile("patient", PATIENT, derandomize=True)
settings.register_profile("exploring", PATIENT)
settings.load_profile("patient")
