"""The smallest parts of a change that a plan moves about."""

from __future__ import annotations

from enum import IntEnum

from devloop.change.classes import FileClass
from devloop.change.split.edit import Edit
from devloop.git.ids import RepoPath
from devloop.git.patch import FilePatch, Status
from devloop.git.record import dataclass, field


class Role(IntEnum):
    """Purpose of a piece, in the order in which a plan puts them: mechanical ones first."""

    RENAME = 0
    MOVE = 1
    FORMAT = 2
    LOCK = 3
    GENERATED = 4
    CODE = 5
    TEST = 6
    DOC = 7

    @property
    def mechanical(self) -> bool:
        """True if nobody wrote it by hand."""
        return self < Role.CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file of a change, with its lines on both sides (none where they are not needed)."""

    patch: FilePatch
    file_class: FileClass
    old: tuple[bytes, ...] = field(default=(), repr=False)
    new: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def is_python(self) -> bool:
        """True if its syntax can be checked here."""
        return self.patch.path.endswith((".py", ".pyi"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of the change of one file: lines of it, or all that is not lines."""

    name: str
    """Name for people and plans; no two pieces of a change have the same."""
    file: FileChange = field(repr=False)
    role: Role
    place: int
    """Its place in the whole change."""
    edits: tuple[Edit, ...] = ()
    """The lines; none: it is the new name, the new mode or all of the file."""
    weight: int = 0
    """Effective lines."""
    moved: frozenset[bytes] = field(default=frozenset(), repr=False)
    """Moved lines that go or come with it, without white space around them."""

    @property
    def path(self) -> RepoPath:
        """The file's path after the change."""
        return self.file.patch.path

    @property
    def deletes(self) -> bool:
        """True if it only takes away."""
        if self.edits:
            return all(edit.new_start == edit.new_end for edit in self.edits)
        return self.file.patch.status is Status.DELETED


RENAMED, MODE, DELETED, WHOLE = "renamed from ", "mode ", "deleted", "whole file"
"""Endings of the names of pieces that are not lines, after the path."""
