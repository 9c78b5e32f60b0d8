"""Where a text may be cut so that each of its beginnings can stand alone.

In Python that is between statements: classes and functions first, then what is inside a class,
and inside a function only where there is no other way. Elsewhere it is before a line without
indentation that follows a blank one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from devloop.change.lexing.script_languages import PYTHON
from devloop.change.lexing.syntax import Syntax
from devloop.change.statements import Statement, parse_statements
from devloop.git.record import dataclass

CLOSING = (b"}", b")", b"]", b"end", b"else", b"elif", b"except", b"finally", b"catch", b"#endif")
"""Beginnings of lines that belong to the lines before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """A place before a line (from 0), `depth` blocks deep."""

    line: int
    depth: int
    inner: bool
    """True if it is inside of a function, or of a statement that holds others."""


def seams_of(text: bytes, lines: Sequence[bytes], syntax: Syntax) -> tuple[Seam, ...]:
    """The seams of a text in order; none in Python that does not parse."""
    if syntax is PYTHON:
        return _python_seams(parse_statements(text) or (), lines)
    return tuple(
        Seam(line=_after_blank(lines, number), depth=0, inner=False)
        for number in range(1, len(lines))
        if not lines[number - 1].strip() and _begins(lines[number])
    )


def _begins(line: bytes) -> bool:
    return bool(line.strip()) and not line[:1].isspace() and not line.startswith(CLOSING)


def _after_blank(lines: Sequence[bytes], number: int) -> int:
    """The first of the blank lines before a line."""
    while number and not lines[number - 1].strip():
        number -= 1
    return number


def _python_seams(statements: Sequence[Statement], lines: Sequence[bytes]) -> tuple[Seam, ...]:
    found = []
    above: list[Statement] = []
    for before, statement in pairwise(statements):
        above = [*above[: before.depth], before]
        if statement.depth > before.depth:
            continue
        if all(_is_idle(line) for line in lines[before.last : statement.first - 1]):
            inner = any(not _is_class(one) for one in above[: statement.depth])
            found.append(Seam(line=before.last, depth=statement.depth, inner=inner))
    return tuple(found)


def _is_idle(line: bytes) -> bool:
    return not line.strip() or line.lstrip().startswith(b"#")


def _is_class(statement: Statement) -> bool:
    return type(statement.node).__name__ == "ClassDef"


def cut(
    seams: Sequence[Seam],
    first: int,
    end: int,
    weigh: Callable[[int, int], int],
    *,
    target: int,
    limit: int,
) -> tuple[int, ...]:
    """Where to cut the lines `first` to `end`, so that what lies between weighs little.

    Down to `target` between classes, functions and methods, down to `limit` inside of them.
    """
    if weigh(first, end) <= target:
        return ()
    inside = [seam for seam in seams if first < seam.line < end]
    chosen = [seam for seam in inside if not seam.inner]
    if not chosen:
        chosen = inside if weigh(first, end) > limit else []
    depth = min((seam.depth for seam in chosen), default=0)
    places = [seam.line for seam in chosen if seam.depth == depth]
    if not places:
        return ()
    bounds = [first, *places, end]
    deeper = [
        place
        for start, stop in pairwise(bounds)
        for place in cut(inside, start, stop, weigh, target=target, limit=limit)
    ]
    return tuple(sorted({*places, *deeper}))
