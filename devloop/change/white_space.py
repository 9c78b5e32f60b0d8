"""Lines that changed in white space or layout alone, hunk by hunk.

Everywhere: white space at the end of lines. Where white space has no meaning between words:
indentation, spacing, and how the same words are broken into lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from devloop.change.lexing.lexer import Words, words_by_line
from devloop.change.marks import Mark, MarkedFile, MarkedHunk

Said = TypeVar("Said", bytes, Words)
"""A line as it is compared."""


def mark_white_space(file: MarkedFile) -> None:
    """Mark what differs in white space alone, where the file's syntax gives it no meaning.

    What a line of such a language says is read from the whole file: a line of a string, or one
    below a mark of a comment that a string holds, is no comment.
    """
    if file.syntax.layout == "free" and file.undecided() and not file.too_large:
        old, new = words_by_line(file.old, file.syntax), words_by_line(file.new, file.syntax)
        for hunk in file.hunks:
            _mark_words(hunk, old, new)
        if file.undecided() and _joined(old) == _joined(new):
            file.mark_rest(Mark.FORMAT)
    else:
        for hunk in file.hunks:
            _mark_equal(hunk, _stripped(hunk.hunk.removed), _stripped(hunk.hunk.added))


def _mark_words(hunk: MarkedHunk, old: Sequence[Words], new: Sequence[Words]) -> None:
    """Mark lines of the same words, or all where the same words stand on other lines."""
    went = old[hunk.hunk.old_start - 1 :][: len(hunk.removed)]
    came = new[hunk.hunk.new_start - 1 :][: len(hunk.added)]
    _mark_equal(hunk, went, came)
    if hunk.both():
        left = _joined(w for w, mark in zip(went, hunk.removed, strict=True) if mark is Mark.NEW)
        right = _joined(w for w, mark in zip(came, hunk.added, strict=True) if mark is Mark.NEW)
        if left == right:
            hunk.mark_rest(Mark.FORMAT)


def _mark_equal(hunk: MarkedHunk, removed: Sequence[Said], added: Sequence[Said]) -> None:
    """Pair removed with added lines that say the same."""
    if not hunk.both():
        return
    common = _new(removed, hunk.removed) & _new(added, hunk.added)
    _consume(removed, hunk.removed, common.copy())
    _consume(added, hunk.added, common)


def _new(lines: Sequence[Said], marks: Sequence[Mark]) -> Counter[Said]:
    return Counter(line for line, mark in zip(lines, marks, strict=True) if mark is Mark.NEW)


def _consume(lines: Sequence[Said], marks: list[Mark], left: Counter[Said]) -> None:
    for index, line in enumerate(lines):
        if marks[index] is Mark.NEW and left[line]:
            left[line] -= 1
            marks[index] = Mark.FORMAT


def _stripped(lines: Sequence[bytes]) -> list[bytes]:
    return [line.rstrip() for line in lines]


def _joined(lines: Iterable[Words]) -> list[bytes]:
    return [word for line in lines for word in line]
