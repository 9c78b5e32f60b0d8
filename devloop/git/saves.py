"""True if anything was saved since the last look, without reading a file or writing the index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from devloop.git.record import dataclass
from devloop.git.repository import Repository

Stats = tuple[int, int, int, int]
"""Time of change in nanoseconds, size, mode and inode of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a look has seen; two equal ones have seen the same tree."""

    status: bytes = b""
    """Paths that differ from the index, and from HEAD (git-status(1))."""
    stats: tuple[Stats | None, ...] = ()
    """Of the files that differ: git's answer stays the same when one of them is saved again."""


def worktree_trace(repo: Repository) -> Trace:
    """A look at the working tree; ignored files do not count."""
    question = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
    status = repo.git("--no-optional-locks", *question)
    return Trace(status=status, stats=tuple(map(_stats, _paths(repo.top, status))))


def index_trace(repo: Repository) -> Trace:
    """A look at the index alone."""
    return Trace(stats=(_stats(repo.index_file),))


def _paths(top: Path, status: bytes) -> Iterator[Path]:
    for record in status.split(b"\0"):
        if record:
            yield top / os.fsdecode(record[3:])


def _stats(path: Path) -> Stats | None:
    try:
        seen = path.lstat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_mode, seen.st_ino
