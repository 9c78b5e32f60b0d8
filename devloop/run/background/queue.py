"""The commits whose checks wait for a quiet moment: who is in the queue, and whose turn it is.

Every commit is attended to by a process of its own, which is in the queue as long as it holds the
lock on its place: however it dies, the kernel takes it out. Nothing here knows what is run.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from devloop.files.atomic import write_whole
from devloop.files.lock import FileLock, try_lock
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import asdict, dataclass, field, replace

ABOUT = ".json"
"""Ending of the file, beside the locked one, that says what a place is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A check that runs for a commit of the queue."""

    check: str
    began: float
    """When, in seconds since 1970."""
    expected: float | None
    """Number of seconds it usually takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCommit:
    """One commit in the queue."""

    commit: CommitId
    tree: TreeId
    subject: str
    """First line of its message."""
    lane: str
    """What it is the newest commit of: a newer one of the same lane drops it."""
    pid: int
    name: str = ""
    """Of its place; the newest sorts last."""
    blocked_by: str = ""
    """Why it has to wait, beyond its turn."""
    running: Running | None = None
    left: tuple[str, ...] = ()
    """Checks that are to run after that."""


@dataclass(slots=True)
class QueuePosition:
    """The place of this process in a queue."""

    folder: Path
    lock: FileLock
    entry: QueuedCommit
    _turn: Lock = field(default_factory=Lock)

    @property
    def stands(self) -> bool:
        """True if nobody has taken it away for a newer commit."""
        return self.lock.is_of(self.folder / self.entry.name)

    def tell(
        self, *, blocked_by: str = "", running: Running | None = None, left: tuple[str, ...] = ()
    ) -> None:
        """Let others see what is going on."""
        with self._turn, suppress(OSError):
            self.entry = replace(self.entry, blocked_by=blocked_by, running=running, left=left)
            if self.stands:
                _write(self.folder, self.entry)

    def leave(self) -> None:
        """Give the place up."""
        if self.stands:
            _remove(self.folder, self.entry.name)
        self.lock.release()


def enter(folder: Path, entry: QueuedCommit) -> QueuePosition:
    """A new place, the newest; older commits of the same lane lose theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    place = None
    while place is None:
        place = _new_place(folder, replace(entry, name=f"{time.time_ns():020d}-{os.getpid()}"))
    lane = sorted(other.name for other in entries(folder) if other.lane == entry.lane)
    for name in lane[:-1]:
        _remove(folder, name)
    return place


def _new_place(folder: Path, entry: QueuedCommit) -> QueuePosition | None:
    """The place, or None where somebody has taken it for one left by the dead."""
    lock = try_lock(folder / entry.name)
    if lock is None:
        return None
    if not lock.is_of(folder / entry.name):
        lock.release()
        return None
    _write(folder, entry)
    return QueuePosition(folder, lock, entry)


def entries(folder: Path) -> tuple[QueuedCommit, ...]:
    """Everybody in the queue, newest first; what the dead have left is removed."""
    return tuple(entry for name in _names(folder) if (entry := _living(folder, name)))


def is_next(folder: Path, name: str) -> bool:
    """True if no newer place waits, so that it is this one's turn."""
    waiting = (entry.name for entry in entries(folder) if entry.running is None)
    return next(iter(waiting), name) <= name


def _names(folder: Path) -> list[str]:
    try:
        found = {name.lstrip(".").partition(".")[0] for name in os.listdir(folder)}  # noqa: PTH208
    except FileNotFoundError:
        return []
    return sorted(found, reverse=True)


def _living(folder: Path, name: str) -> QueuedCommit | None:
    lock = try_lock(folder / name)
    if lock is not None:
        if lock.is_of(folder / name):
            _remove(folder, name)
        lock.release()
        return None
    with suppress(OSError, ValueError, RecursionError):
        data = json.loads((folder / f"{name}{ABOUT}").read_bytes())
        return _entry_in(data)
    return None


def _entry_in(data: dict[str, Any]) -> QueuedCommit | None:
    """The entry that a file holds; None where another version has written it."""
    with suppress(TypeError, KeyError, AttributeError):
        running, left = data.pop("running"), data.pop("left")
        return QueuedCommit(
            **data, running=Running(**running) if running else None, left=tuple(left)
        )
    return None


def _write(folder: Path, entry: QueuedCommit) -> None:
    write_whole(folder / f"{entry.name}{ABOUT}", json.dumps(asdict(entry)).encode())


def _remove(folder: Path, name: str) -> None:
    for path in _files(folder, name):
        with suppress(OSError):
            path.unlink()


def _files(folder: Path, name: str) -> Iterator[Path]:
    """The locked file comes last, so that what is left of a removal is found by its name."""
    yield from folder.glob(f".{name}.*")
    yield folder / f"{name}{ABOUT}"
    yield folder / name
