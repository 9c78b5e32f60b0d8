"""Statements of a Python file that were reformatted and still mean the same.

Formatters break lines, add brackets and commas, change quotes and spacing. The syntax trees of
the statements that a hunk touches tell; where this Python cannot parse a side, nothing is left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from devloop.change.marks import Mark, MarkedFile, MarkedHunk
from devloop.change.statements import Statement, parse_statements
from devloop.git.record import dataclass

_LETTERS = re.compile(rb"\w+")
_ALIKE = 0.5
"""Share of the shorter side's words that the other has too where parsing may be worth its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Touched:
    statement: Statement
    hunks: frozenset[int]


def mark_python_layout(file: MarkedFile) -> None:
    """Mark the lines of statements that are written otherwise and mean the same."""
    whole = _may_be_all_layout(file)
    if not whole and not any(map(_may_be_layout, file.hunks)):
        return
    old, new = parse_statements(file.old), parse_statements(file.new)
    if old is None or new is None:
        return
    if whole and len(old) == len(new) and all(map(_mean_the_same, old, new)):
        file.mark_rest(Mark.FORMAT)
        return
    was = _touched(old, [(h.hunk.old_start, len(h.removed)) for h in file.hunks])
    now = _touched(new, [(h.hunk.new_start, len(h.added)) for h in file.hunks])
    same_old, same_new = _same(was, now)
    removed, added = _lines_of(was, same_old), _lines_of(now, same_new)
    for marked in file.hunks:
        _mark(marked.removed, marked.hunk.old_start, removed)
        _mark(marked.added, marked.hunk.new_start, added)


def _mean_the_same(one: Statement, other: Statement) -> bool:
    return one.meaning() == other.meaning()


def _may_be_all_layout(file: MarkedFile) -> bool:
    """A cheap question first: whether the same letters went and came, in whatever order."""
    removed = [line for hunk in file.hunks for line in hunk.removed_new()]
    added = [line for hunk in file.hunks for line in hunk.added_new()]
    some = bool(removed or added)
    return some and Counter(_squashed(_letters(removed))) == Counter(_squashed(_letters(added)))


def _may_be_layout(hunk: MarkedHunk) -> bool:
    """The same of one hunk: whether its sides have many words in common."""
    removed, added = _letters(hunk.removed_new()), _letters(hunk.added_new())
    if not removed or not added:
        return False
    if _squashed(removed) == _squashed(added):
        return True
    common = (Counter(removed) & Counter(added)).total()
    return common >= _ALIKE * min(len(removed), len(added))


def _letters(lines: Sequence[bytes]) -> list[bytes]:
    return _LETTERS.findall(b"\n".join(lines))


def _squashed(letters: Sequence[bytes]) -> bytes:
    return b"".join(word for word in letters if word not in {b"u", b"U"}).lower()


def _touched(
    statements: Sequence[Statement], ranges: Sequence[tuple[int, int]]
) -> tuple[_Touched, ...]:
    """The statements that hunks touch; `ranges` are first line and count of each hunk."""
    found = []
    begin = 0
    for statement in statements:
        while begin < len(ranges) and sum(ranges[begin]) < statement.first:
            begin += 1
        hunks = set()
        for index in range(begin, len(ranges)):
            start, count = ranges[index]
            if start > statement.last:
                break
            if start + count > statement.first or (not count and start > statement.first):
                hunks.add(index)
        if hunks:
            found.append(_Touched(statement=statement, hunks=frozenset(hunks)))
    return tuple(found)


def _same(was: Sequence[_Touched], now: Sequence[_Touched]) -> tuple[set[int], set[int]]:
    """Indexes of the statements on each side that have an equal in the same hunk."""
    by_meaning: dict[str, list[int]] = defaultdict(list)
    for index, touched in enumerate(was):
        by_meaning[touched.statement.meaning()].append(index)
    same_old, same_new = set(), set()
    for index, touched in enumerate(now):
        candidates = by_meaning.get(touched.statement.meaning(), [])
        equal = next((c for c in candidates if was[c].hunks & touched.hunks), None)
        if equal is not None:
            candidates.remove(equal)
            same_old.add(equal)
            same_new.add(index)
    return same_old, same_new


def _lines_of(touched: Sequence[_Touched], same: set[int]) -> set[int]:
    """Lines that belong to statements of `same` and to no other statement that was touched."""
    inside: set[int] = set()
    outside: set[int] = set()
    for index, item in enumerate(touched):
        lines = range(item.statement.first, item.statement.last + 1)
        (inside if index in same else outside).update(lines)
    return inside - outside


def _mark(marks: list[Mark], start: int, lines: set[int]) -> None:
    for index, mark in enumerate(marks):
        if mark is Mark.NEW and start + index in lines:
            marks[index] = Mark.FORMAT
