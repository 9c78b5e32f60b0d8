"""Passages of a file around its hunks: lines that changed, and lines that stayed beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from devloop.change.marks import Mark, MarkedFile
from devloop.git.record import dataclass

CONTEXT = 12
"""Lines on either side of a hunk that belong to its passage."""


@dataclass(slots=True)
class Line:
    """A line that is not blank; `marks[index]` is its mark when it changed."""

    text: bytes
    """Without white space around it."""
    indent: int
    rigid: bool
    """True if a block has to keep its shape when it is indented anew."""
    marks: list[Mark] | None
    index: int
    in_block: bool = False
    """True if it is part of a moved block, though its counterpart is shown as one that stayed."""

    @property
    def changed(self) -> bool:
        """True if it is a line of a hunk."""
        return self.marks is not None

    @property
    def is_new(self) -> bool:
        """True if nothing explains the line yet."""
        return self.marks is not None and self.marks[self.index] is Mark.NEW

    @property
    def is_moved(self) -> bool:
        """True if it belongs to a moved block already."""
        return self.marks is not None and self.marks[self.index] is Mark.MOVED

    def mark_moved(self) -> None:
        """Make it part of a moved block."""
        if self.marks is not None:
            self.marks[self.index] = Mark.MOVED


Passage = Sequence[Line]


def passages(file: MarkedFile, *, new: bool, comments: bool) -> Iterator[Passage]:
    """The passages of one side, with or without comment lines; blank lines are left out."""
    ranges = _ranges(file, new=new)
    if not ranges:
        return
    text = (file.new if new else file.old).split(b"\n")
    skipped: frozenset[int] = frozenset()
    if not comments:
        skipped = file.new_comments if new else file.old_comments
    changed = _changed(file, new=new)
    rigid = file.syntax.layout == "lines"
    for first, last in ranges:
        numbers = [n for n in range(first, min(last, len(text)) + 1) if n not in skipped]
        lines = (_line(text[n - 1], changed.get(n), rigid=rigid) for n in numbers)
        yield [line for line in lines if line.text]


def _ranges(file: MarkedFile, *, new: bool) -> list[tuple[int, int]]:
    """First and last line of each passage: hunks with their context, joined where they meet."""
    found: list[tuple[int, int]] = []
    for marked in file.hunks:
        marks = marked.added if new else marked.removed
        if not marks:
            continue
        start = marked.hunk.new_start if new else marked.hunk.old_start
        first, last = max(1, start - CONTEXT), start + len(marks) - 1 + CONTEXT
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _changed(file: MarkedFile, *, new: bool) -> dict[int, tuple[list[Mark], int]]:
    """Marks of the lines of the hunks, by number."""
    found = {}
    for marked in file.hunks:
        marks = marked.added if new else marked.removed
        start = marked.hunk.new_start if new else marked.hunk.old_start
        found.update({start + index: (marks, index) for index in range(len(marks))})
    return found


def _line(text: bytes, place: tuple[list[Mark], int] | None, *, rigid: bool) -> Line:
    marks, index = place or (None, 0)
    wide = text.expandtabs()
    indent = len(wide) - len(wide.lstrip())
    return Line(text.strip(), indent, rigid, marks, index)
