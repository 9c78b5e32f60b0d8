"""A started check as one thing: its process, its output and all that came of it.

It can be read from, waited for and ended. When that is to happen is decided elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from devloop.run.process.descendants import Descendants, descendants_of
from devloop.run.process.pipe import Pipe, Sink

GRACE_SECONDS = 3.0
"""Between asking a process to end and killing it."""

INSIST_SECONDS = 3.0
"""How long killing is repeated: a process in the kernel's hands dies when it is let go."""

POLL_SECONDS = 0.02
"""Between two looks at processes whose end nobody tells us."""

AFTER_OUTPUT_SECONDS = 0.002
"""The same for a leader that has closed its output: it is about to end."""

IDLE_SECONDS = 0.5
"""Between two looks where the kernel wakes us up. It may give a signal to another thread, and its
handler only runs when this one stirs."""


class Child:
    """One running check; `close` must follow, whatever happens."""

    __slots__ = ("_leader", "_pidfd", "_pipe", "_tree")

    def __init__(
        self, leader: subprocess.Popen[bytes], mark: str, wakeups: tuple[int, ...], sink: Sink
    ) -> None:
        if leader.stdout is None:
            raise ValueError("a check without a pipe for its output")
        self._leader = leader
        self._tree: Descendants = descendants_of(leader.pid, mark)
        self._pidfd = _open_pidfd(leader.pid)
        own = () if self._pidfd is None else (self._pidfd,)
        self._pipe = Pipe(leader.stdout.fileno(), (*wakeups, *own), sink)

    @property
    def exit_code(self) -> int | None:
        """The leader's exit code, negative for a signal; None while it runs."""
        return self._leader.poll()

    def gone(self) -> bool:
        """True if the leader and everything that came of it has ended."""
        return self.exit_code is not None and not self._tree.remain()

    def read(self, seconds: float | None) -> None:
        """Read on; returns after some output, a wake-up, the leader's end, or that time."""
        tick = self._tick()
        self._pipe.read(tick if seconds is None else max(0.0, min(seconds, tick)))

    def linger(self, seconds: float) -> None:
        """Read on until nobody holds the output any more, but not for longer than that."""
        until = time.monotonic() + seconds
        while not self._pipe.ended and time.monotonic() < until:
            self._pipe.read(until - time.monotonic())

    def stop(self, impatient: Callable[[], bool]) -> None:
        """End whatever is left: ask, be patient unless `impatient`, then insist."""
        self._wait(GRACE_SECONDS, self._tree.ask, impatient)
        self._wait(INSIST_SECONDS, self._tree.kill, lambda: False)
        self._pipe.drain()

    def silence(self) -> None:
        """Throw away what it still writes."""
        self._pipe.mute()

    def close(self) -> None:
        """Let go of everything, also of a pipe that a stranger still holds."""
        self._pipe.close()
        if self._pidfd is not None:
            os.close(self._pidfd)
        if self._leader.stdout is not None:
            self._leader.stdout.close()

    def _wait(
        self, seconds: float, demand: Callable[[], None], impatient: Callable[[], bool]
    ) -> None:
        """Demand it again and again, for the sake of those who start meanwhile."""
        until = time.monotonic() + seconds
        while not (self.gone() or impatient() or time.monotonic() >= until):
            demand()
            self.read(POLL_SECONDS)

    def _tick(self) -> float:
        if self._pidfd is not None:
            return IDLE_SECONDS
        return AFTER_OUTPUT_SECONDS if self._pipe.ended else POLL_SECONDS


def _open_pidfd(pid: int) -> int | None:
    if sys.platform == "linux":
        with suppress(OSError):
            return os.pidfd_open(pid)
    return None
