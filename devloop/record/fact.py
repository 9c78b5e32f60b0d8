"""Looks of a run, as values: contents, listings, existence and absence are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntFlag

from devloop.git.record import dataclass
from devloop.record.mark import FileState


class Access(IntFlag):
    """In which way something was looked at; several ways add up."""

    CONTENT = 1
    LISTING = 2
    STAT = 4
    """All that the kernel says without opening it: size and times too."""
    EXISTENCE = 8
    """That it is there, with its type and permissions."""
    ABSENCE = 16
    LINK = 32
    """Where a link leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Something outside of the tree that was looked at, and the answer."""

    looks: Access
    mark: FileState | None = None
    """None: it was not there."""
    settled: bool = True
    """True where the mark is old enough to tell it from what it may have become at once."""
    digest: str = ""
    """Of its content, of its names, of where it leads to; nothing where only the mark counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that a run looked at, in the order in which it first did."""

    tree: Mapping[bytes, Access]
    """By path in the tree. The tree itself has the answers."""
    outside: Mapping[bytes, Outside]
    """By absolute path."""
    opaque: tuple[str, ...] = ()
    """Why it may have looked at more than that; then it stands for the whole tree alone."""
