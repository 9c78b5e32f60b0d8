"""Times are told as people say them, whole ones for programs."""

from __future__ import annotations

import time
from datetime import datetime, timezone

import pytest

from devloop.cli.terminal.ago import ago, timestamp

NOW = datetime(2024, 3, 15, 14, 0, tzinfo=timezone.utc).timestamp()
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture(autouse=True)
def in_greenwich(own_environment: None) -> None:  # noqa: ARG001 - it says where we are
    time.tzset()


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (0, "just now"),
        (-5, "just now"),
        (59, "just now"),
        (MINUTE, "1 min ago"),
        (59 * MINUTE, "59 min ago"),
        (HOUR, "1 h ago"),
        (13 * HOUR, "13 h ago"),
        (15 * HOUR, "yesterday 23:00"),
        (3 * DAY, "12 Mar 14:00"),
        (100 * DAY, "6 Dec 2023"),
    ],
)
def test_a_time_is_told_by_its_distance(age: int, told: str) -> None:
    assert ago(NOW - age, NOW) == told


def test_programs_get_the_time_in_utc() -> None:
    assert timestamp(NOW) == "2024-03-15T14:00:00+00:00"
