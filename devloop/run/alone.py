"""A check that is `exclusive` runs beside no other one of the repository, whoever runs that.

One lock in the common git directory: such a check holds it alone, all others share it. Who waits
for it stands at a turnstile, so that no stream of others can keep an exclusive check waiting for
good. A lock lives as long as a process of its check does, however devloop ends.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.files.lock import FileLock, try_lock

FOLDER = "alone"
PAUSE_SECONDS = 0.05
SOMEBODY = "another devloop"


@contextmanager
def beside_others(
    directory: Path,
    who: str,
    *,
    exclusive: bool,
    on_wait: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> Iterator[FileLock | None]:
    """Inside, no other check runs, or none that is exclusive.

    `who` is what others are told while they wait; `on_wait` is told once whom this one waits for.
    None where the wait was cancelled, and where nothing can be locked.
    """
    folder = directory / FOLDER
    lock = None
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        waiting = Waiting(folder, on_wait, cancelled)
        turnstile = waiting.take("turnstile", shared=False)
        if turnstile is not None:
            lock = waiting.take("lock", shared=not exclusive)
            turnstile.release()
    if lock is not None:
        _sign(folder, who)
    try:
        yield lock
    finally:
        if lock is not None:
            lock.release()


class Waiting:
    """A wait for locks of a folder, of which somebody is told once."""

    def __init__(
        self, folder: Path, on_wait: Callable[[str], None], cancelled: Callable[[], bool]
    ) -> None:
        self.folder = folder
        self.on_wait = on_wait
        self.cancelled = cancelled
        self.told = False

    def take(self, name: str, *, shared: bool) -> FileLock | None:
        """The lock as soon as it is free; None where the wait was cancelled."""
        while (lock := try_lock(self.folder / name, shared=shared)) is None:
            if self.cancelled():
                return None
            if not self.told:
                self.told = True
                self.on_wait(_holder(self.folder))
            time.sleep(PAUSE_SECONDS)
        return lock


def _sign(folder: Path, who: str) -> None:
    part = folder / f"who.{os.getpid()}-{os.urandom(4).hex()}"
    with suppress(OSError):
        part.write_bytes(os.fsencode(who))
        part.replace(folder / "who")


def _holder(folder: Path) -> str:
    """Who has taken the lock last."""
    with suppress(OSError):
        return os.fsdecode((folder / "who").read_bytes()) or SOMEBODY
    return SOMEBODY
