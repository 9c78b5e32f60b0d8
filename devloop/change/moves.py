"""Blocks of lines that went in one place and came in another, in whatever file.

A block is at least three adjoining lines that are not blank, with at least twenty letters and
digits (git's own measure for `--color-moved=blocks`), equal but for their common indentation.
Each removed line can account for one added line only: a copy is not a move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from devloop.change.marks import Mark, MarkedFile

MIN_LINES = 3
MIN_LETTERS = 20
MAX_PLACES = 64
"""How many places that begin alike are compared before the rest is passed over."""
ENOUGH = frozenset({Mark.NEW, Mark.COMMENT})


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of one side of a hunk; `marks[index]` is its mark."""

    text: bytes
    indent: int
    marks: list[Mark]
    index: int
    rigid: bool
    """Whether a block has to keep its shape when it is indented anew."""

    @property
    def mark(self) -> Mark:
        return self.marks[self.index]


_Side = tuple[_Line, ...]


def mark_moves(files: Iterable[MarkedFile]) -> None:
    """Mark the lines of moved blocks on both sides."""
    written = [file for file in files if file.written]
    for kinds in (ENOUGH, frozenset({Mark.NEW})):
        gone = [side for file in written for side in _sides(file, kinds, new=False)]
        come = [side for file in written for side in _sides(file, kinds, new=True)]
        _match(gone, come)


def _sides(file: MarkedFile, kinds: frozenset[Mark], *, new: bool) -> Iterator[_Side]:
    """One side of each hunk, as lines that may be part of a moved block."""
    rigid = file.syntax.layout == "lines"
    for marked in file.hunks:
        lines = marked.hunk.added if new else marked.hunk.removed
        marks = marked.added if new else marked.removed
        if Mark.NEW in marks:
            yield tuple(
                _Line(text.strip(), _indent(text), marks, index, rigid)
                for index, text in enumerate(lines)
                if marks[index] in kinds
            )


def _indent(line: bytes) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip())


def _match(gone: Sequence[_Side], come: Sequence[_Side]) -> None:
    places: dict[tuple[bytes, ...], list[tuple[_Side, int]]] = defaultdict(list)
    for side in gone:
        for at in range(len(side) - MIN_LINES + 1):
            found = places[_beginning(side, at)]
            if len(found) < MAX_PLACES:
                found.append((side, at))
    for side in come:
        at = 0
        while at <= len(side) - MIN_LINES:
            at += _take(side, at, places.get(_beginning(side, at), ())) or 1


def _beginning(side: _Side, at: int) -> tuple[bytes, ...]:
    return tuple(line.text for line in side[at : at + MIN_LINES])


def _take(side: _Side, at: int, places: Sequence[tuple[_Side, int]]) -> int:
    """Mark the longest block that begins here; how many lines it has."""
    best: list[tuple[_Line, _Line]] = []
    for gone, start in places:
        run = _run(gone, start, side, at)
        if len(run) > len(best):
            best = run
    letters = sum(sum(map(str.isalnum, new.text.decode("latin-1"))) for _, new in best)
    if len(best) < MIN_LINES or letters < MIN_LETTERS:
        return 0
    for line in (line for pair in best for line in pair):
        if line.mark is Mark.NEW:
            line.marks[line.index] = Mark.MOVED
    return len(best)


def _run(gone: _Side, start: int, come: _Side, at: int) -> list[tuple[_Line, _Line]]:
    """Pairs of equal lines from here on, none of them part of a block already."""
    run: list[tuple[_Line, _Line]] = []
    for old, new in zip(gone[start:], come[at:], strict=False):
        if old.text != new.text or Mark.MOVED in (old.mark, new.mark):
            break
        if run and new.rigid and old.indent - new.indent != run[0][0].indent - run[0][1].indent:
            break
        run.append((old, new))
    return run
