"""How long the fuzzing goes on: `--hypothesis-profile=torture` for the long mode."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings

settings.register_profile(
    "torture",
    max_examples=5000,
    deadline=timedelta(seconds=10),
    database=None,
    suppress_health_check=list(HealthCheck),
)
