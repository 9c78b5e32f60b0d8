"""No sequence of pushes brings to mainline what has not passed, and none is refused for nothing.

5,000 lives: `DEVLOOP_LIVES=5000 python -m pytest tests/gate/test_push_property.py`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, given, settings

from tests.gate.push_life import Life, counted, lives

LIVES = int(os.environ.get("DEVLOOP_LIVES", "300"))


@settings(
    max_examples=LIVES,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    derandomize="DEVLOOP_LIVES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(lives)
def test_every_push_of_a_life_is_ruled_on_rightly(deeds: list[tuple[object, ...]]) -> None:
    Life().live(deeds)


def test_the_lives_hold_what_they_are_about() -> None:
    """Pushes to mainline that go, and pushes that do not."""
    assert min(counted["pushes to mainline allowed"], counted["pushes refused"]) > LIVES / 4
