"""Blocks of lines that went in one place and came in another, in whatever file.

A block is at least three adjoining lines that are not blank, with at least twenty letters and
digits (git's own measure for `--color-moved=blocks`), equal but for their common indentation.
A difference may show a moved block a line too high or too low, or take a line of it for one that
stayed; therefore blocks are compared in the files, lines that stayed included. Each removed line
accounts for at most one added line: a copy is not a move. What moves into code has been code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from devloop.change.classes import FileClass
from devloop.change.marks import MarkedFile
from devloop.change.passage import Line, Passage, passages

MIN_LINES = 3
MIN_LETTERS = 20
MAX_PLACES = 64
"""Number of places that begin alike that are compared; the rest is passed over."""

_Pool = dict[bytes, list[Line]]


def mark_moves(files: Iterable[MarkedFile]) -> None:
    """Mark the lines of moved blocks on both sides."""
    written = sorted((file for file in files if file.written), key=_code_first)
    code = [file for file in written if _is_code(file)]
    others = [file for file in written if not _is_code(file)]
    for sources, targets in ((code, code), (written, others)):
        for comments in (True, False):
            gone = [p for file in sources for p in passages(file, new=False, comments=comments)]
            come = [p for file in targets for p in passages(file, new=True, comments=comments)]
            if gone and come:
                _match(gone, come)
                _match_edges(gone, come)


def _is_code(file: MarkedFile) -> bool:
    return file.classified.file_class is FileClass.CODE


def _code_first(file: MarkedFile) -> tuple[bool, str]:
    """An order of its own, so that the count does not hang on the order of the files."""
    return not _is_code(file), file.patch.path


def _match(gone: Sequence[Passage], come: Sequence[Passage]) -> None:
    places: dict[tuple[bytes, ...], list[tuple[Passage, int]]] = defaultdict(list)
    for passage in gone:
        for at in _beginnings(passage):
            found = places[_key(passage, at)]
            if len(found) < MAX_PLACES:
                found.append((passage, at))
    for passage in come:
        end = 0
        for at in _beginnings(passage):
            if at >= end:
                end = at + _take(passage, at, places.get(_key(passage, at), ()))


def _beginnings(passage: Passage) -> list[int]:
    """Where a block may begin: not only among lines that stayed."""
    return [
        at
        for at in range(len(passage) - MIN_LINES + 1)
        if any(line.is_new for line in passage[at : at + MIN_LINES])
    ]


def _key(passage: Passage, at: int) -> tuple[bytes, ...]:
    return tuple(line.text for line in passage[at : at + MIN_LINES])


def _take(come: Passage, at: int, places: Sequence[tuple[Passage, int]]) -> int:
    """Mark the longest block that begins here; how many lines need not be looked at again."""
    runs = (_run(gone, start, come, at) for gone, start in places)
    best = max(runs, key=len, default=[])
    letters = sum(sum(map(str.isalnum, new.text.decode("latin-1"))) for _, new in best)
    if len(best) < MIN_LINES or letters < MIN_LETTERS:
        return len(best) - MIN_LINES  # no part of so few letters is a block either
    for old, new in best:
        if old.is_new and new.is_new:
            old.mark_moved()
            new.mark_moved()
        elif new.is_new:
            new.in_block = True
    return len(best)


def _run(gone: Passage, start: int, come: Passage, at: int) -> list[tuple[Line, Line]]:
    """Pairs of equal lines from here on; it ends with one that did not stay on both sides."""
    run: list[tuple[Line, Line]] = []
    end = 0
    for offset in range(min(len(gone) - start, len(come) - at)):
        old, new = gone[start + offset], come[at + offset]
        if old.text != new.text or old.is_moved or new.is_moved:
            break
        if run and new.rigid and old.indent - new.indent != run[0][0].indent - run[0][1].indent:
            break
        run.append((old, new))
        if old.changed or new.changed:
            end = len(run)
    return run[:end]


def _match_edges(gone: Sequence[Passage], come: Sequence[Passage]) -> None:
    """Lines of or beside a moved block that the difference shows as removed somewhere else."""
    pool: _Pool = defaultdict(list)
    for line in (line for passage in gone for line in passage if line.is_new):
        pool[line.text].append(line)
    for passage in come:
        for line in passage:
            if line.in_block:
                _match_one(line, pool)
        for direction in (passage, passage[::-1]):
            for before, line in pairwise(direction):
                if before.is_moved:
                    _match_one(line, pool)


def _match_one(line: Line, pool: _Pool) -> None:
    if line.is_new and pool.get(line.text):
        pool[line.text].pop().mark_moved()
        line.mark_moved()
