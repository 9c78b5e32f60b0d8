"""The lines of a change that no test ran, from its marks and from what ran: values to values.

Only code that somebody wrote anew owes anything: moved lines, comments, layout and tests do not.
A line counts for the statement it belongs to; a file of which nothing is known has run nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.change.classes import FileClass
from devloop.change.marks import Mark, MarkedFile
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesRun:
    """Of one file the first lines of its statements, by what became of them."""

    ran: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    """Left out by the project's own rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A changed statement that no test ran."""

    path: RepoPath
    line: int
    """Its first line, in the new content."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffCoverage:
    """How much of a change was run by tests, in statements."""

    counted: int
    gaps: tuple[Gap, ...]
    excluded: int = 0

    @property
    def percent(self) -> float:
        """What was run; a change that owes nothing is complete."""
        return 100.0 * (self.counted - len(self.gaps)) / self.counted if self.counted else 100.0

    def meets(self, least: int) -> bool:
        """Whether so many percent were run, exactly and without rounding."""
        return (self.counted - len(self.gaps)) * 100 >= least * self.counted


def diff_coverage(files: Sequence[MarkedFile], known: Mapping[RepoPath, LinesRun]) -> DiffCoverage:
    """The coverage of a change."""
    counted = excluded = 0
    gaps: list[Gap] = []
    for file in files:
        if not _owes(file):
            continue
        changed = _changed_statements(file)
        run = known.get(file.patch.path, LinesRun())
        left_out = changed & run.excluded
        missing = changed - run.ran - left_out
        if file.patch.path in known:
            missing &= run.missing
        excluded += len(left_out)
        counted += len(missing) + len(changed & run.ran)
        gaps.extend(_gap(file, line) for line in sorted(missing))
    return DiffCoverage(counted=counted, gaps=tuple(gaps), excluded=excluded)


def _owes(file: MarkedFile) -> bool:
    is_python = file.patch.path.endswith((".py", ".pyw"))
    return is_python and file.classified.file_class is FileClass.CODE and bool(file.hunks)


def _changed_statements(file: MarkedFile) -> frozenset[int]:
    """First lines of the statements that have a line written anew."""
    from devloop.change.executable import first_lines  # parsing Python is for those who ask

    firsts = first_lines(file.new)
    new = (
        hunk.hunk.new_start + place
        for hunk in file.hunks
        for place, mark in enumerate(hunk.added)
        if mark is Mark.NEW
    )
    return frozenset(firsts[line] for line in new if line in firsts)


def _gap(file: MarkedFile, line: int) -> Gap:
    lines = file.new.split(b"\n")
    source = lines[line - 1].decode("utf-8", "replace").rstrip() if line <= len(lines) else ""
    return Gap(path=file.patch.path, line=line, source=source)
