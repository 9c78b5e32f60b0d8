"""Fate of the new statements of a change, from its marks and from the lines that ran.

Only code that somebody wrote anew owes anything: moved lines, comments, layout and tests do not.
What is a statement, what is left out and what ran is for the project's coverage.py to say; of a
file of which it says nothing, nothing has run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise

from devloop.change.classes import FileClass
from devloop.change.marks import Mark, MarkedFile
from devloop.git.ids import RepoPath
from devloop.git.patch import SYMLINK
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesRun:
    """Of one file the first lines of its statements, by what became of them."""

    ran: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    """Left out by the project's own rules."""
    partial: frozenset[int] = frozenset()
    """Of those that ran: not in every way they can go on. Empty where that was not noted."""

    @property
    def statements(self) -> frozenset[int]:
        """All of them."""
        return self.ran | self.missing | self.excluded


class Fate(Enum):
    """Fate of a new statement."""

    RUN = "run"
    PARTIAL = "partial"
    """It ran, but never went on in one of the ways it can."""
    NOT_RUN = "not run"
    EXCLUDED = "excluded"
    """Left out by the project's own rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStatement:
    """A statement with at least one line that was written anew."""

    path: RepoPath
    lines: range
    """As git numbers them, after the change."""
    source: str
    """Its first line."""
    fate: Fate

    @property
    def line(self) -> int:
        """Its first line."""
        return self.lines.start


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffCoverage:
    """Share of a change that tests ran, in statements."""

    statements: tuple[NewStatement, ...]

    def having(self, *fates: Fate) -> tuple[NewStatement, ...]:
        """The statements that came to one of these."""
        return tuple(one for one in self.statements if one.fate in fates)

    @property
    def gaps(self) -> tuple[NewStatement, ...]:
        """Those that no test ran."""
        return self.having(Fate.NOT_RUN)

    @property
    def counted(self) -> int:
        """Number of statements that have to be run."""
        return len(self.having(Fate.RUN, Fate.PARTIAL, Fate.NOT_RUN))

    @property
    def percent(self) -> float:
        """Percent that was run; a change without such statements is complete."""
        return 100.0 * (self.counted - len(self.gaps)) / self.counted if self.counted else 100.0

    def meets(self, least: int) -> bool:
        """True if so many percent were run, exactly and without rounding."""
        return (self.counted - len(self.gaps)) * 100 >= least * self.counted


def diff_coverage(files: Sequence[MarkedFile], known: Mapping[RepoPath, LinesRun]) -> DiffCoverage:
    """The coverage of a change."""
    found = (new_statements(file, known.get(file.patch.path)) for file in files if owes(file))
    return DiffCoverage(statements=tuple(one for statements in found for one in statements))


def owes(file: MarkedFile) -> bool:
    """True if its new statements have to be run by tests: Python that is no test."""
    is_code = file.classified.file_class is FileClass.CODE and file.patch.mode != SYMLINK
    return is_code and bool(file.hunks) and is_python(file.patch.path, file.new)


def is_python(path: str, text: bytes) -> bool:
    """True if a file is Python, by its name, or by its first line where the name says nothing."""
    if "." in path.rpartition("/")[2]:
        return path.endswith((".py", ".pyw"))
    return text.startswith(b"#!") and b"python" in text.partition(b"\n")[0]


def new_statements(file: MarkedFile, run: LinesRun | None) -> tuple[NewStatement, ...]:
    """The new statements of a file in order; `run` is what is known of it, if anything is."""
    new = frozenset(_new_lines(file))
    if not new:
        return ()
    from devloop.change.executable import decoded, lines_of_git  # many changes hold no Python

    number = lines_of_git(file.new)
    source = decoded(file.new).split("\n")
    found = []
    for lines, fate in fates(file.new, run, [n for n, g in enumerate(number) if g in new]):
        spanned = range(number[lines.start], number[lines.stop - 1] + 1)
        text = source[spanned.start - 1].rstrip()
        one = NewStatement(path=file.patch.path, lines=spanned, source=text, fate=fate)
        found.append(one)
    return tuple(found)


def _new_lines(file: MarkedFile) -> Iterator[int]:
    for hunk in file.hunks:
        for number, mark in enumerate(hunk.added, hunk.hunk.new_start):
            if mark is Mark.NEW:
                yield number


def fates(text: bytes, run: LinesRun | None, new: Sequence[int]) -> Iterator[tuple[range, Fate]]:
    """The lines of each statement that has a new line, and what became of it."""
    from devloop.change.executable import executable_lines, logical_lines

    if run is None:
        able = executable_lines(text)
        run = LinesRun(missing=frozenset(new) if able is None else able)
        spans = logical_lines(text) if able is not None else None
    else:
        spans = logical_lines(text)
    wanted = frozenset(new)
    last = max(new)
    for lines in spans or _up_to_the_next(run.statements, last):
        here = run.statements.intersection(lines)
        if here and not wanted.isdisjoint(lines):
            yield lines, _fate(run, here)


def _up_to_the_next(starts: Iterable[int], last: int) -> Iterator[range]:
    """Lines that may belong to each statement where only the first ones are known."""
    for first, following in pairwise((*sorted(starts), last + 1)):
        yield range(first, max(following, first + 1))


def _fate(run: LinesRun, here: frozenset[int]) -> Fate:
    if here & run.missing:
        return Fate.NOT_RUN
    if here & run.ran:
        return Fate.PARTIAL if here & run.partial else Fate.RUN
    return Fate.EXCLUDED
