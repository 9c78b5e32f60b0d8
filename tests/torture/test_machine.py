"""The state machine in its short mode; `python -m tests.torture.long` is the long one."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

from tests.torture.hard_life import HardLife

TestLife = HardLife.TestCase
TestLife.settings = settings(
    max_examples=4,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
