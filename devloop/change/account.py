"""The account of a change: what counts, what does not, and why, down to the hunk."""

from __future__ import annotations

from devloop.change.classes import FileClass
from devloop.git.ids import CommitId, RepoPath
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRun:
    """Adjoining added lines that are treated alike; numbers are those after the change."""

    first: int
    last: int
    why: str
    """`counts`, or the reason for which they are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkSize:
    """One hunk: every added line is counted or left out for exactly one reason.

    `added` = `new` + `blank` + `comment` + `moved` + `format`; `removed` lines are shared out in
    the same way. `lines` is what the hunk is worth: a changed line once, a deletion nothing.
    """

    old_start: int
    new_start: int
    added: int
    removed: int
    new: int = 0
    """Added lines for which there is no reason to leave them out."""
    old: int = 0
    """Removed lines for which there is no such reason."""
    blank: int = 0
    comment: int = 0
    moved: int = 0
    format: int = 0
    """Added lines that differ from removed ones only in white space or layout."""
    woken: bool = False
    """True if its lines stayed and were comment before."""
    runs: tuple[LineRun, ...] = ()
    """Treatment of each added line, in order."""

    @property
    def lines(self) -> int:
        """Effective lines: the greater of both sides, nothing when it only deletes."""
        return max(self.new, self.old) if self.new else 0

    @property
    def deleted(self) -> int:
        """Removed lines that nothing took the place of: they are free."""
        return 0 if self.new else self.old

    @property
    def replaced(self) -> int:
        """Removed lines that count, beyond the fewer ones that took their place."""
        return self.lines - self.new

    @property
    def why(self) -> str:
        """Removed lines that count, and lines left out, in words; empty where there are none."""
        gone = f"{self.replaced} removed {_verb(self.replaced)}" if self.replaced else ""
        out = left_out(
            blank=self.blank,
            comment=self.comment,
            moved=self.moved,
            format=self.format,
            deleted=self.deleted,
        )
        woken = "stayed, and no comment any more" if self.woken else ""
        return "; ".join(part for part in (woken, gone, out) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSize:
    """One file of a change."""

    path: RepoPath
    old_path: RepoPath
    """Differs from `path` for a renamed file."""
    file_class: FileClass
    rule: str
    """The rule that decided the class."""
    lines: int
    """Lines of the file that count in its class."""
    effective: int
    """Its part of the size of the change: `lines` of code, 0 of any other class."""
    why: str
    """One sentence on the number."""
    hunks: tuple[HunkSize, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCounts:
    """Lines by what they are; only `code` counts."""

    code: int = 0
    test: int = 0
    doc: int = 0
    generated: int = 0
    """Also vendored files, lock files and fixtures."""
    moved: int = 0
    format: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Size of a change, and all that explains the number."""

    effective: int
    classes: ClassCounts
    files: tuple[FileSize, ...]
    exempt: str = ""
    """Reason for which the rule does not apply; empty: it does."""
    notes: tuple[str, ...] = ()
    """Sentences on what could not be looked at as closely as usual."""
    commit: CommitId | None = None


def left_out(**counts: int) -> str:
    """Such as "3 blank, 2 moved left out"; empty when all counts are 0."""
    said = [f"{count} {reason}" for reason, count in counts.items() if count]
    return ", ".join(said) + " left out" if said else ""


def _verb(count: int) -> str:
    return "counts" if count == 1 else "count"
