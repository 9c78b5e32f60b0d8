"""What Linux shows of processes in `/proc`, and which of them belong together.

It only looks: it sends nothing and waits for nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from devloop.git.record import dataclass

PROC = Path("/proc")

AT_ONCE = 1 << 14
"""Bytes that are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One living process, as `/proc` shows it."""

    pid: int
    parent: int
    group: int
    session: int


def family(
    seen: Iterable[Process], leader: int, is_marked: Callable[[int], bool]
) -> frozenset[int]:
    """Which of the processes belong to the run of `leader`.

    A process may hide its environment, but not that a member of the run is its parent or that
    one leads its session. Session 0 is what `/proc` calls those of other namespaces.
    """
    everyone = tuple(seen)
    ours = {p.pid for p in everyone if leader in (p.group, p.session) or is_marked(p.pid)}
    grown = True
    while grown:
        sessions = {p.session for p in everyone if p.pid in ours} - {0}
        more = {p.pid for p in everyone if p.parent in ours or p.session in sessions} - ours
        grown = bool(more)
        ours |= more
    return frozenset(ours)


def pids_since(leader: int) -> Iterator[int]:
    """All processes that may be younger than `leader`.

    Numbers only grow until they wrap around, which the number given out last tells.
    """
    oldest = leader if _newest() >= leader else 0
    for entry in os.listdir(PROC):  # noqa: PTH208 - a path object each costs more than the rest
        if entry.isdigit() and int(entry) >= oldest:
            yield int(entry)


def _newest() -> int:
    """The number given out last; -1 where it is not shown."""
    try:
        return int((PROC / "loadavg").read_bytes().split()[-1])
    except OSError:
        return -1


def look_at(pid: int) -> Process | None:
    """The process as it stands; None when it has ended, even if nobody has reaped it."""
    try:
        line = _read(f"{PROC}/{pid}/stat")
    except OSError:
        return None
    state, *numbers = line.rpartition(b")")[2].split(None, 4)[:4]
    if state in {b"Z", b"X"}:
        return None
    parent, group, session = map(int, numbers)
    return Process(pid=pid, parent=parent, group=group, session=session)


def environment_has(pid: int, mark: bytes) -> bool:
    """True if the variables that the process was started with contain `mark`; hidden: no."""
    try:
        return mark in _read(f"{PROC}/{pid}/environ")
    except OSError:
        return False


def _read(path: str) -> bytes:
    """All that a file says; there are as many to read as processes, so without any ceremony."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        content = piece = os.read(descriptor, AT_ONCE)
        while piece:
            piece = os.read(descriptor, AT_ONCE)
            content += piece
    finally:
        os.close(descriptor)
    return content
