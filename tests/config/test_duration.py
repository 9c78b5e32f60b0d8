"""Facts about lengths of time."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devloop.config.duration import DURATION_PATTERN, seconds


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (90, 90.0),
        (0.5, 0.5),
        ("90s", 90.0),
        ("5m", 300.0),
        ("2h", 7200.0),
        ("1h30m", 5400.0),
        ("1h1m1s", 3661.0),
    ],
)
def test_a_duration_is_in_seconds(value: object, expected: float) -> None:
    assert seconds(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        *(0, -1, True, None, [], math.inf, math.nan, 10**400),
        *("", "90", "m", "5 m", "30m1h", "-5m", "0s", "5m\n", "٣s", "9" * 10_000 + "s", "999999h"),
    ],
)
def test_what_is_no_length_of_time_is_none(value: object) -> None:
    assert seconds(value) is None


@settings(deadline=None)
@given(st.text(alphabet="0123hms", max_size=8))
def test_the_schema_accepts_every_text_that_is_read(text: str) -> None:
    if seconds(text) is not None:
        assert re.search(DURATION_PATTERN, text)
