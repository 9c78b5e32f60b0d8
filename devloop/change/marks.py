"""A change while it is being looked at: each line of each hunk with the mark it has so far."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from devloop.change.classes import WRITTEN, Classified, FileClass
from devloop.change.lexing.languages import syntax_of
from devloop.change.lexing.lexer import comment_lines
from devloop.change.lexing.spans import TooMuchText
from devloop.change.lexing.syntax import PLAIN, Syntax
from devloop.git.patch import GITLINK, SYMLINK, FilePatch, Hunk
from devloop.git.record import dataclass, field


class Mark(Enum):
    """Reason for which a line is left out of the count, or `NEW`: it is not."""

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
        """True if unexplained lines went and came."""
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
    woken: list[MarkedHunk] = field(default_factory=list)
    """Lines that stayed, and were comment and are code now."""
    too_large: bool = False
    """True if it is beyond what is looked into, so that its lines are counted as they are."""

    @property
    def written(self) -> bool:
        """True if people write its lines, so that it matters what they say."""
        return self.classified.file_class in WRITTEN and self.patch.mode != GITLINK

    @property
    def syntax(self) -> Syntax:
        """Syntax by the name of the file; documents and links have none."""
        if self.classified.file_class is FileClass.DOC or SYMLINK in self._modes:
            return PLAIN
        return syntax_of(self.patch.path)

    def undecided(self) -> bool:
        """True if there are unexplained lines on both sides."""
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
    if file.written and (patch.hunks or syntax_of(patch.old_path) is not syntax_of(patch.path)):
        _find_comments(file)
    for hunk in patch.hunks if classified.has_lines else ():
        removed = _marks(hunk.removed, hunk.old_start, file.old_comments)
        added = _marks(hunk.added, hunk.new_start, file.new_comments)
        file.hunks.append(MarkedHunk(hunk=hunk, removed=removed, added=added))
    if file.old_comments:
        file.woken += _woken(file)
    return file


def _find_comments(file: MarkedFile) -> None:
    syntax = file.syntax
    before = PLAIN if syntax is PLAIN else syntax_of(file.patch.old_path)
    try:
        file.old_comments = comment_lines(file.old, before)
        file.new_comments = comment_lines(file.new, syntax)
    except TooMuchText:
        file.too_large = bool(syntax.tokens)
        file.old_comments = file.new_comments = frozenset()


def _woken(file: MarkedFile) -> Iterator[MarkedHunk]:
    """Lines between the hunks that a mark taken away, or another suffix, made code."""
    lines = file.new.split(b"\n")
    shift, number = 0, 1
    """New less old number of a line that stayed, and the first old line not looked at."""
    for hunk in (*(marked.hunk for marked in file.hunks), None):
        stop = len(lines) - shift + 1 if hunk is None else hunk.old_start
        stayed = range(number, stop)
        found = [n for n in stayed if n in file.old_comments and _is_code(file, lines, n + shift)]
        for first, count in _runs(found):
            came = tuple(lines[first + shift - 1 :][:count])
            yield MarkedHunk(
                hunk=Hunk(old_start=first, new_start=first + shift, removed=came, added=came),
                removed=[Mark.COMMENT] * count,
                added=[NEW] * count,
            )
        if hunk is not None:
            number = hunk.old_start + len(hunk.removed)
            shift += len(hunk.added) - len(hunk.removed)


def _is_code(file: MarkedFile, lines: list[bytes], number: int) -> bool:
    return number not in file.new_comments and bool(lines[number - 1].strip())


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and count of each run of adjoining numbers."""
    begin = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[begin], at - begin
            begin = at


def _marks(lines: tuple[bytes, ...], start: int, comments: frozenset[int]) -> list[Mark]:
    return [_mark(line, number in comments) for number, line in enumerate(lines, start)]


def _mark(line: bytes, comment: bool) -> Mark:  # noqa: FBT001 a mark's only question
    if not line.strip():
        return Mark.BLANK
    return Mark.COMMENT if comment else Mark.NEW
