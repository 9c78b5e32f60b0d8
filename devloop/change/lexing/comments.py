"""Lines that are only comment, found line by line where that is enough.

A line that begins outside of all comments and strings, and that none of them leaves, says the same
in every version of a file, and in every file of its language. So it is looked at once: a history of
a large file costs what changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from devloop.change.lexing.spans import (
    MAX_BYTES,
    MAX_SPANS,
    Span,
    TooMuchText,
    Walk,
    spans_of_passage,
)
from devloop.change.lexing.syntax import Syntax

MOST_KNOWN = 500_000
"""Lines that are remembered of one language."""
MANY = 8
"""From one unknown line in so many on, the whole text is scanned at once."""

_Line = tuple[bool, int]
"""True if the line is only comment, and how many comments and strings it holds; -1: it does not
stand alone."""
_BEYOND = -1


def comments_by_line(text: bytes, syntax: Syntax) -> set[int]:
    """Numbers of the lines that hold nothing but comment; `TooMuchText` beyond the bounds."""
    if len(text) > MAX_BYTES:
        raise TooMuchText
    lines = text.split(b"\n")
    known = _known(syntax)
    unknown = {line for line in lines if line not in known}
    if len(unknown) * MANY > len(lines):
        return _all_at_once(text, lines, syntax)
    known.update((line, _alone(line, syntax)) for line in unknown)
    return _one_by_one(text, lines, syntax)


def _one_by_one(text: bytes, lines: Sequence[bytes], syntax: Syntax) -> set[int]:
    found: set[int] = set()
    known = _known(syntax)
    total = at = 0
    until = -1
    """Lines up to here have been looked at together."""
    for number, line in enumerate(lines, 1):
        if at > until:
            comment, count = known[line]
            if count == _BEYOND:
                some, until = spans_of_passage(text, syntax, at)
                first, passage = number - 1, text[at:until]
                free = [(s - at, e - at, c) for s, e, c in some if c and not acts(text, s, syntax)]
                found.update(first + inner for inner in lines_without(passage, free))
                count = len(some)
            elif comment:
                found.add(number)
            total += count
        at += len(line) + 1
    if total > MAX_SPANS:
        raise TooMuchText
    return found


def _all_at_once(text: bytes, lines: Sequence[bytes], syntax: Syntax) -> set[int]:
    """The same by one scan; the lines that stand alone are remembered."""
    walk = Walk(text, syntax)
    while walk.on():
        pass
    free = [span for span in walk.found if span[2] and not acts(text, span[0], syntax)]
    found = lines_without(text, free)
    counts, beyond = _counts(text, walk)
    known = _known(syntax)
    if len(known) > MOST_KNOWN:
        known.clear()
    for number, line in enumerate(lines, 1):
        if number in beyond:
            known.setdefault(line, _alone(line, syntax))
        else:
            known[line] = (number in found, counts.get(number, 0))
    return found


def _counts(text: bytes, walk: Walk) -> tuple[dict[int, int], set[int]]:
    """Number of spans that begin on each line, and the lines that do not stand alone."""
    counts: dict[int, int] = {}
    beyond: set[int] = set()
    line, at = 1, 0
    marks = sorted(
        [*((start, end) for start, end, _ in walk.found), *((n, n) for n in walk.openings)]
    )
    for start, end in marks:
        line += text.count(b"\n", at, start)
        at = start
        inner = text.count(b"\n", start, end)
        counts[line] = counts.get(line, 0) + (start < end)
        if inner or start == end or end == len(text):
            beyond.update(range(line, line + inner + 1))
    return counts, beyond


def _alone(line: bytes, syntax: Syntax) -> _Line:
    """The line as it reads if it begins outside of all comments and strings."""
    walk = Walk(line + b"\n", syntax)
    while walk.on():
        pass
    if walk.openings or any(end > len(line) for _, end, _ in walk.found):
        return (False, _BEYOND)
    free = [span for span in walk.found if span[2] and not acts(line, span[0], syntax)]
    return (bool(lines_without(line, free)), len(walk.found))


def lines_without(text: bytes, free: Sequence[Span]) -> set[int]:
    """Numbers of the lines that say something, and nothing without these spans."""
    if not free:
        return set()
    parts: list[bytes] = []
    at = 0
    for start, end, _ in free:
        parts.append(text[at:start])
        if lines := text.count(b"\n", start, end):
            parts.append(b"\n" * lines)
        at = end
    left = b"".join((*parts, text[at:])).split(b"\n")
    pairs = enumerate(zip(left, text.split(b"\n"), strict=True), 1)
    return {number for number, (now, was) in pairs if not now.strip() and was.strip()}


def acts(text: bytes, start: int, syntax: Syntax) -> bool:
    """True if the comment that begins here does something."""
    return bool(syntax.acts) and compiled(syntax.acts).match(text, start) is not None


@lru_cache(maxsize=64)
def compiled(pattern: bytes) -> re.Pattern[bytes]:
    """A pattern of a syntax, ready for use."""
    return re.compile(pattern, re.MULTILINE)


@lru_cache(maxsize=64)
def _known(syntax: Syntax) -> dict[bytes, _Line]:  # noqa: ARG001 one for each syntax
    return {}
