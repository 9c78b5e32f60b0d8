"""Lines that changed in white space or layout alone, hunk by hunk.

Everywhere: white space at the end of lines. Where white space has no meaning between words:
indentation, spacing, and how the same words are broken into lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from devloop.change.lexer import words
from devloop.change.marks import Mark, MarkedFile, MarkedHunk
from devloop.change.syntax import Syntax


def mark_white_space(file: MarkedFile) -> None:
    """Mark what differs in white space alone, where the file's syntax gives it no meaning."""
    syntax = file.syntax
    for hunk in file.hunks:
        _mark_lines(hunk, syntax)
    if syntax.layout == "free" and file.undecided():
        for hunk in filter(MarkedHunk.both, file.hunks):
            if _same_words(_joined(hunk.removed_new()), _joined(hunk.added_new()), syntax):
                hunk.mark_rest(Mark.FORMAT)
        if file.undecided() and _same_words(file.old, file.new, syntax):
            file.mark_rest(Mark.FORMAT)


def _mark_lines(hunk: MarkedHunk, syntax: Syntax) -> None:
    """Pair removed with added lines that are equal but for white space."""
    if not hunk.both():
        return
    removed = [_normal(line, syntax) for line in hunk.hunk.removed]
    added = [_normal(line, syntax) for line in hunk.hunk.added]
    common = _new(removed, hunk.removed) & _new(added, hunk.added)
    _consume(removed, hunk.removed, common.copy())
    _consume(added, hunk.added, common)


def _new(lines: Sequence[bytes], marks: Sequence[Mark]) -> Counter[bytes]:
    return Counter(line for line, mark in zip(lines, marks, strict=True) if mark is Mark.NEW)


def _consume(lines: Sequence[bytes], marks: list[Mark], left: Counter[bytes]) -> None:
    for index, line in enumerate(lines):
        if marks[index] is Mark.NEW and left[line]:
            left[line] -= 1
            marks[index] = Mark.FORMAT


def _normal(line: bytes, syntax: Syntax) -> bytes:
    return b" ".join(line.split()) if syntax.layout == "free" else line.rstrip()


def _same_words(one: bytes, other: bytes, syntax: Syntax) -> bool:
    pairs = zip_longest(words(one, syntax), words(other, syntax))
    return all(left == right for left, right in pairs)


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"\n".join(lines)
