"""Every process that one check has started, however it tried to get away.

A check leads a session and a process group of its own, and all of its processes inherit a mark in
their environment. On Linux the group, its sessions, the mark and parenthood find them in `/proc`;
elsewhere there is the group alone. Nothing here waits or decides how long to be patient.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MARK_VARIABLE = "DEVLOOP_RUN"
"""The variable that carries the marks of the runs a process is part of, outermost first."""

PROC = Path("/proc")


class Descendants(Protocol):
    """The processes of one run, its leader included."""

    def remain(self) -> bool:
        """Whether any of them is still alive."""

    def ask(self) -> None:
        """Tell to end whoever of them has not been told yet."""

    def kill(self) -> None:
        """End all of them."""


def new_mark() -> str:
    """A name for one run that no other process carries."""
    return os.urandom(8).hex()


def chained_mark(mark: str) -> str:
    """`mark` after those of the runs that this very process is part of."""
    return "/".join(filter(None, (os.environ.get(MARK_VARIABLE), mark)))


def descendants_of(leader: int, mark: str) -> Descendants:
    """The run that process `leader` leads and whose environment carries `mark`."""
    if sys.platform == "win32":
        return WindowsTree(leader)
    if (PROC / "self/environ").exists():
        return MarkedProcesses(leader, mark)
    return ProcessGroup(leader)


class ProcessGroup:
    """What has stayed in the leader's process group."""

    __slots__ = ("_asked", "_leader")

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self._asked = False

    def remain(self) -> bool:
        """Ask the kernel whether the group has members that can get a signal."""
        try:
            os.killpg(self._leader, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def ask(self) -> None:
        """TERM, and CONT for those that are stopped."""
        if not self._asked:
            self._asked = True
            self._send(signal.SIGTERM)
            self._send(signal.SIGCONT)

    def kill(self) -> None:
        """KILL."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._leader, number)


class MarkedProcesses:
    """What `/proc` shows to be of the run: also after setsid, double fork and orphaned."""

    __slots__ = ("_asked", "_leader", "_mark")

    def __init__(self, leader: int, mark: str) -> None:
        self._leader = leader
        self._mark = mark.encode()
        self._asked: frozenset[int] = frozenset()

    def remain(self) -> bool:
        """Look for any that is not a zombie."""
        return bool(self._alive())

    def ask(self) -> None:
        """TERM, and CONT for those that are stopped."""
        new = self._alive() - self._asked
        self._asked |= new
        _signal_each(new, signal.SIGTERM)
        _signal_each(new, signal.SIGCONT)

    def kill(self) -> None:
        """KILL: the group in one stroke, then whoever left it."""
        ProcessGroup(self._leader).kill()
        _signal_each(self._alive(), signal.SIGKILL)

    def _alive(self) -> frozenset[int]:
        seen = tuple(filter(None, map(_look_at, _pids_since(self._leader))))
        return family(seen, self._leader, self._is_marked)

    def _is_marked(self, pid: int) -> bool:
        try:
            return self._mark in (PROC / str(pid) / "environ").read_bytes()
        except OSError:
            return False


class WindowsTree:
    """What Windows can say: the leader, and by its own tool the tree below."""

    __slots__ = ("_asked", "_leader")

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self._asked = False

    def remain(self) -> bool:
        """Unknown to Windows once the leader has ended; the leader itself is watched anyway."""
        return False

    def ask(self) -> None:
        """CTRL-BREAK, to the leader's process group."""
        if sys.platform == "win32" and not self._asked:
            self._asked = True
            with suppress(OSError):
                os.kill(self._leader, signal.CTRL_BREAK_EVENT)

    def kill(self) -> None:
        """End the tree."""
        tree = ["taskkill", "/T", "/F", "/PID", str(self._leader)]
        subprocess.run(tree, capture_output=True, check=False)


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


def _pids_since(leader: int) -> Iterator[int]:
    """All processes that may be younger than `leader`.

    Numbers only grow until they wrap around, which the number given out last tells.
    """
    newest = int((PROC / "loadavg").read_bytes().split()[-1])
    oldest = leader if newest >= leader else 0
    for entry in os.listdir(PROC):  # noqa: PTH208 - a path object each costs more than the rest
        if entry.isdigit() and int(entry) >= oldest:
            yield int(entry)


def _look_at(pid: int) -> Process | None:
    """The process as it stands; None when it has ended, even if nobody has reaped it."""
    try:
        line = (PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return None
    state, *numbers = line.rpartition(b")")[2].split(None, 4)[:4]
    if state in {b"Z", b"X"}:
        return None
    parent, group, session = map(int, numbers)
    return Process(pid=pid, parent=parent, group=group, session=session)


def _signal_each(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
