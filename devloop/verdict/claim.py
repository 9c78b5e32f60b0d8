"""One process works a verdict out, others that ask the same wait for it and are told for whom."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devloop.files.lock import FileLock, try_lock
from devloop.verdict.outcome import Digest

PAUSE_SECONDS = 0.05
SOMEBODY = "another devloop"


@contextmanager
def claim(
    directory: Path,
    key: Digest,
    who: str,
    *,
    on_wait: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> Iterator[bool]:
    """Hold the right to work out `key`; gives whether somebody else held it before.

    `who` is what others are told while they wait; `on_wait` is told once whom this one waits
    for. A holder that dies gives its claim up. When `cancelled` turns true the wait ends, and
    the body runs without the claim; so it does where nothing can be locked, since at worst
    something is then worked out twice.
    """
    place = directory / key
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock, waited = _wait(place, on_wait, cancelled)
    except OSError:
        lock, waited = None, False
    if lock is not None:
        _sign(place, who)
    try:
        yield waited
    finally:
        if lock is not None:
            lock.release()


def _wait(
    place: Path, on_wait: Callable[[str], None], cancelled: Callable[[], bool]
) -> tuple[FileLock | None, bool]:
    lock = try_lock(place)
    if lock is not None:
        return lock, False
    on_wait(_holder(place))
    while lock is None and not cancelled():
        time.sleep(PAUSE_SECONDS)
        lock = try_lock(place)
    return lock, True


def _sign(place: Path, who: str) -> None:
    with suppress(OSError):
        place.with_suffix(".who").write_bytes(os.fsencode(who))


def _holder(place: Path) -> str:
    try:
        return os.fsdecode(place.with_suffix(".who").read_bytes()) or SOMEBODY
    except OSError:
        return SOMEBODY


def own_name(what: str) -> str:
    """The name of this process for others who wait for it."""
    return f"`{what}` (process {os.getpid()})"
