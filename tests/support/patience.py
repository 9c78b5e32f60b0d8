"""How long a test waits for what has to come: for ever, as far as a busy machine is concerned.

A test that is green waits no longer than it takes. Where something has to be quick, it is compared
with what goes on beside it, which a busy machine slows down too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120.0
"""Seconds after which a test is taken to hang."""

BEATS = "while :; do echo >> {place}; sleep 0.1; done"
"""A line of sh that never ends and leaves ten lines a second, fewer where it does not get on."""

GRACE_IN_BEATS = 25
"""Fewer than a check has left when devloop has waited for it to end, which takes three seconds."""


def until(fact: Callable[[], object], *, otherwise: Callable[[], str] = str) -> None:
    """Wait until something holds; `otherwise` says what was the case in its place."""
    end = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.01)


def beats(place: Path) -> int:
    """How many lines a file has."""
    return place.read_bytes().count(b"\n") if place.exists() else 0
