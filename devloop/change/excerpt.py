"""The new lines of a file with a few around them, each with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from devloop.change.marks import Mark, MarkedFile
from devloop.change.untested import Fate, NewStatement
from devloop.git.record import dataclass

AROUND = 3
"""Lines shown on either side of what is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcerptLine:
    """A line of the file after the change."""

    number: int
    text: str
    mark: Mark | None
    """Of a line that came; None: it stayed."""
    fate: Fate | None
    """Of the new statement it belongs to, if it is part of one."""

    @property
    def standing(self) -> Fate | Mark | None:
        """Fate of its statement, else its mark."""
        return self.fate or self.mark


def excerpt(
    file: MarkedFile, statements: Sequence[NewStatement]
) -> tuple[tuple[ExcerptLine, ...], ...]:
    """The passages of a file that hold its new lines, in order."""
    from devloop.change.executable import decoded

    source = decoded(file.new).split("\n")
    marks = {n: m for h in file.hunks for n, m in enumerate(h.added, h.hunk.new_start)}
    fates = {number: one.fate for one in statements for number in one.lines}

    def line(number: int) -> ExcerptLine:
        text = source[number - 1].rstrip("\r")
        return ExcerptLine(number=number, text=text, mark=marks.get(number), fate=fates.get(number))

    last = len(source) if source[-1] else len(source) - 1
    return tuple(tuple(map(line, lines)) for lines in _with_context({*marks, *fates}, last))


def _with_context(numbers: Iterable[int], last: int) -> Iterator[range]:
    """The lines with those around them, as far as they adjoin."""
    start = stop = 0
    for number in sorted(numbers):
        first = max(number - AROUND, 1)
        if stop and first > stop:
            yield range(start, stop)
            stop = 0
        start = start if stop else first
        stop = min(number + AROUND, last) + 1
    if stop:
        yield range(start, stop)
