"""Shares and amounts as bars of text."""

from __future__ import annotations

from typing import TextIO

FULL, EMPTY = "█", "░"
PLAIN_FULL, PLAIN_EMPTY = "#", "."
TARGET, PLAIN_TARGET = "┃", "|"


def bar(part: float, width: int, stream: TextIO) -> str:
    """A bar of `width` characters, `part` (0 to 1) of it filled, in what the stream can show.

    It is full only for the whole, and empty only for nothing.
    """
    filled = int(min(max(part, 0.0), 1.0) * width)
    filled = max(filled, 1) if part > 0 else 0
    full, empty = (FULL, EMPTY) if _shows_blocks(stream) else (PLAIN_FULL, PLAIN_EMPTY)
    return full * filled + empty * (width - filled)


def _shows_blocks(stream: TextIO) -> bool:
    try:
        FULL.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def gauge(amount: int, target: int, limit: int, width: int, stream: TextIO) -> str:
    """An amount as a bar up to the limit, with a mark where the target is; full: above it."""
    drawn = bar(amount / limit if amount <= limit and limit else 1.0, width, stream)
    if amount == limit:
        return drawn
    place = min(max(round(target / limit * width), 1), width - 1) if limit else 0
    mark = TARGET if _shows_blocks(stream) else PLAIN_TARGET
    return drawn[:place] + mark + drawn[place:] if target < limit else drawn
