"""The days on which a test in quarantine does not count. Pure but for `today`."""

from __future__ import annotations

import time

from devloop.config.model import Quarantine

MOST_DAYS = 90
"""Days ahead that a quarantine may last: a test that is left alone for longer wants to go."""


def today() -> str:
    """The day it is in UTC, so that it is the same in every clone."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def problem_of(entry: Quarantine, day: str) -> str:
    """The sentence on why a test counts on a day in spite of its entry; empty where it does not."""
    if entry.until < day:
        return f"quarantine of {entry.test} ended on {entry.until}: it counts again"
    if _days(day, entry.until) > MOST_DAYS:
        most = f"more than {MOST_DAYS} days ahead"
        return f"quarantine of {entry.test}: {entry.until} is {most}, so it does not hold yet"
    return ""


def _days(start: str, end: str) -> int:
    from datetime import date  # only where tests are in quarantine

    return (date.fromisoformat(end) - date.fromisoformat(start)).days
