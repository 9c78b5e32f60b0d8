"""Marks of the runs that a person waits for, so that what runs in the background can give way.

A mark is a locked file: it holds as long as its process lives and works, and no longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.files.lock import try_lock

FOLDER = "foreground"


@contextmanager
def foreground_lock(directory: Path) -> Iterator[None]:
    """Inside, others see that somebody waits for what runs here (where files can be locked)."""
    mark = directory / FOLDER / f"{os.getpid()}-{os.urandom(4).hex()}"
    lock = None
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        lock = try_lock(mark)
    try:
        yield
    finally:
        if lock is not None:
            with suppress(OSError):
                mark.unlink()
            lock.release()


def is_foreground_busy(directory: Path) -> bool:
    """True if a person waits for something that runs now."""
    return any(_is_held(mark) for mark in _marks(directory / FOLDER))


def _marks(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(folder.iterdir())
    except OSError:
        return ()


def _is_held(mark: Path) -> bool:
    with suppress(OSError):
        lock = try_lock(mark)
        if lock is None:
            return True
        mark.unlink(missing_ok=True)
        lock.release()
    return False
