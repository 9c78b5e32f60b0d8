"""Lengths of time as people write them: `90`, `"90s"`, `"5m"`, `"1h30m"`."""

from __future__ import annotations

import re

DURATION_PATTERN = r"^(?=[0-9])([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?$"
"""The texts that are durations; parts go from hours to seconds, each at most once."""

LONGEST = 366 * 24 * 3600
"""Seconds; more than a year is a slip of the pen, and more than some systems can wait."""


def seconds(value: object) -> float | None:
    """The seconds a value means, or None where it is no duration above zero."""
    if isinstance(value, str):
        found: float = _of_text(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = value
    else:
        return None
    return float(found) if 0 < found <= LONGEST else None


def _of_text(text: str) -> int:
    parts = re.fullmatch(DURATION_PATTERN, text)
    if parts is None or text.endswith("\n"):
        return 0
    hours, minutes, rest = (int(part[:-1]) if part else 0 for part in parts.groups())
    return hours * 3600 + minutes * 60 + rest
