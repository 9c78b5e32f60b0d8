"""A change while it is being looked at: each line of each hunk with the mark it has so far."""

from __future__ import annotations

from enum import Enum

from devloop.change.classes import WRITTEN, Classified, FileClass
from devloop.change.languages import syntax_of
from devloop.change.lexer import comment_lines
from devloop.change.spans import TooMuchText
from devloop.change.syntax import PLAIN, Syntax
from devloop.git.patch import GITLINK, SYMLINK, FilePatch, Hunk
from devloop.git.record import dataclass, field


class Mark(Enum):
    """Why a line is left out of the count, or `NEW`: it is not."""

    NEW = "new"
    BLANK = "blank"
    COMMENT = "comment"
    MOVED = "moved"
    FORMAT = "format"


NEW = Mark.NEW


@dataclass(slots=True, kw_only=True)
class MarkedHunk:
    """A hunk with a mark for each of its lines."""

    hunk: Hunk
    removed: list[Mark]
    added: list[Mark]

    def removed_new(self) -> list[bytes]:
        """Removed lines that nothing explains yet."""
        return [ln for ln, mark in zip(self.hunk.removed, self.removed, strict=True) if mark is NEW]

    def added_new(self) -> list[bytes]:
        """Added lines that nothing explains yet."""
        return [ln for ln, mark in zip(self.hunk.added, self.added, strict=True) if mark is NEW]

    def both(self) -> bool:
        """Whether unexplained lines went and came."""
        return NEW in self.removed and NEW in self.added

    def mark_rest(self, mark: Mark) -> None:
        """Give every unexplained line this mark."""
        for marks in (self.removed, self.added):
            marks[:] = [mark if was is NEW else was for was in marks]


@dataclass(slots=True, kw_only=True)
class MarkedFile:
    """A file of a change with its contents (empty where they are not needed) and marks."""

    patch: FilePatch
    classified: Classified
    old: bytes = b""
    new: bytes = b""
    hunks: list[MarkedHunk] = field(default_factory=list)
    old_comments: frozenset[int] = frozenset()
    new_comments: frozenset[int] = frozenset()
    """Numbers of the lines of either side that are only comment."""
    too_large: bool = False
    """Whether it is beyond what is looked into, so that its lines are counted as they are."""

    @property
    def written(self) -> bool:
        """Whether people write its lines, so that it matters what they say."""
        return self.classified.file_class in WRITTEN and self.patch.mode != GITLINK

    @property
    def syntax(self) -> Syntax:
        """How its comments look; documents and links have none."""
        if self.classified.file_class is FileClass.DOC or SYMLINK in self._modes:
            return PLAIN
        return syntax_of(self.patch.path)

    def undecided(self) -> bool:
        """Whether there are unexplained lines on both sides."""
        went = any(NEW in hunk.removed for hunk in self.hunks)
        return went and any(NEW in hunk.added for hunk in self.hunks)

    def mark_rest(self, mark: Mark) -> None:
        """Give every unexplained line this mark."""
        for hunk in self.hunks:
            hunk.mark_rest(mark)

    @property
    def _modes(self) -> tuple[str, str]:
        return self.patch.old_mode, self.patch.mode


def mark_file(patch: FilePatch, classified: Classified, old: bytes, new: bytes) -> MarkedFile:
    """The file with its blank and comment lines marked."""
    file = MarkedFile(patch=patch, classified=classified, old=old, new=new)
    if file.written and patch.hunks:
        _find_comments(file)
    for hunk in patch.hunks if classified.has_lines else ():
        removed = _marks(hunk.removed, hunk.old_start, file.old_comments)
        added = _marks(hunk.added, hunk.new_start, file.new_comments)
        file.hunks.append(MarkedHunk(hunk=hunk, removed=removed, added=added))
    return file


def _find_comments(file: MarkedFile) -> None:
    syntax = file.syntax
    try:
        file.old_comments = comment_lines(file.old, syntax)
        file.new_comments = comment_lines(file.new, syntax)
    except TooMuchText:
        file.too_large = bool(syntax.tokens)
        file.old_comments = file.new_comments = frozenset()


def _marks(lines: tuple[bytes, ...], start: int, comments: frozenset[int]) -> list[Mark]:
    return [_mark(line, number in comments) for number, line in enumerate(lines, start)]


def _mark(line: bytes, comment: bool) -> Mark:  # noqa: FBT001 a mark's only question
    if not line.strip():
        return Mark.BLANK
    return Mark.COMMENT if comment else Mark.NEW
