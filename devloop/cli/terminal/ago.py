"""When something happened, as a person says it."""

from __future__ import annotations

from datetime import datetime

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def ago(then: float, now: float) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `yesterday 14:03`, `3 Mar 14:03`, `3 Mar 2024`.

    Both are seconds since 1970; days are those of the local calendar.
    """
    age = now - then
    if age < MINUTE:
        return "just now"
    if age < HOUR:
        return f"{age // MINUTE:.0f} min ago"
    at, today = _local(then), _local(now)
    days = (today.date() - at.date()).days
    if age < 12 * HOUR or days == 0:
        return f"{age // HOUR:.0f} h ago"
    if days == 1:
        return f"yesterday {at:%H:%M}"
    if at.year == today.year:
        return f"{at.day} {at:%b %H:%M}"
    return f"{at.day} {at:%b %Y}"


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def timestamp(seconds: float) -> str:
    """The time for programs: ISO 8601, in UTC."""
    from datetime import timezone

    return datetime.fromtimestamp(seconds, tz=timezone.utc).isoformat(timespec="seconds")
