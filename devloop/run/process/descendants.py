"""Every process that one check has started, however it tried to get away.

A check leads a session and a process group of its own, and all of its processes inherit a mark in
their environment. On Linux the group, its sessions, the mark and parenthood find them in `/proc`;
elsewhere there is the group alone. Nothing here waits or decides how long to be patient.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from devloop.run.process.proc import PROC, environment_has, family, look_at, pids_since

MARK_VARIABLE = "DEVLOOP_RUN"
"""The variable that carries the marks of the runs a process is part of, outermost first."""


class Descendants(Protocol):
    """The processes of one run, its leader included."""

    def remain(self) -> bool:
        """True if any of them is still alive."""

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
        seen = tuple(filter(None, map(look_at, pids_since(self._leader))))
        return family(seen, self._leader, lambda pid: environment_has(pid, self._mark))


def _signal_each(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
