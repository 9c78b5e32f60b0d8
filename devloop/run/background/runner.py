"""Seeing one commit of the queue through: its turn, its run, and giving way to what matters more.

What is stopped loses nothing: verdicts that are there stay, and the rest waits for another turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from devloop.config.model import Check
from devloop.files.lock import FileLock, try_lock
from devloop.run.background.idle import IdleDetector
from devloop.run.background.queue import QueuePosition, Running, is_next
from devloop.run.planning.planned_check import PlannedCheck, Run
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.signals import cancelled_by_signals
from devloop.run.result import Report, ReportStatus, Result
from devloop.run.subject import Subject
from devloop.run.watcher import Watcher

QUEUE = "queue"
"""Where the places of the queue are, in devloop's directory."""
WORKER = "background.lock"
"""Held by whoever's turn it is."""

PATIENCE_SECONDS = 3600.0
"""How long to wait for a turn, not counting the time that the machine sleeps."""
LOOK_SECONDS = 0.5
GIVE_WAY_SECONDS = 1.0
"""How long something has to stand in the way before a run is given up for it."""


def attend(
    place: QueuePosition,
    directory: Path,
    detector: IdleDetector,
    work: Callable[[Cancellation], Report],
) -> Report | None:
    """What came of the work, done in its turn; None when it was dropped or its time never came."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (turn := _turn(place, directory, detector, until)) is not None:
        try:
            report = _oversee(place, detector, work)
        finally:
            turn.release()
        if report is not None:
            return report
    return None


def _turn(
    place: QueuePosition, directory: Path, detector: IdleDetector, until: float
) -> FileLock | None:
    """Wait for one's turn and a good moment; None where neither will come."""
    while place.stands and time.monotonic() < until:
        lock = try_lock(directory / WORKER) if is_next(place.folder, place.entry.name) else None
        if lock is not None:
            blocked_by = detector.blocked_by(running=False)
            if not blocked_by:
                return lock
            lock.release()
            place.tell(blocked_by=blocked_by)
        time.sleep(LOOK_SECONDS)
    return None


def _oversee(
    place: QueuePosition, detector: IdleDetector, work: Callable[[Cancellation], Report]
) -> Report | None:
    """What came of the work, or None where it had to be stopped before it came to anything."""
    cancel = Cancellation()
    oversight = Oversight(place=place, detector=detector, cancel=cancel)
    with cancelled_by_signals(cancel), oversight:
        report = work(cancel)
    return None if oversight.stopped and report.decision is ReportStatus.ERRORED else report


@dataclass(slots=True, kw_only=True)
class Oversight:
    """Inside, the work is stopped when it is dropped or stands in somebody's way."""

    place: QueuePosition
    detector: IdleDetector
    cancel: Cancellation
    stopped: bool = False
    _hindered: float | None = None
    """Since when something stands in the way."""
    _over: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> None:
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if self._must_stop():
                self.stopped = True
                self.cancel.cancel()
                return

    def _must_stop(self) -> bool:
        if not self.place.stands:
            return True
        if not self.detector.blocked_by(running=True):
            self._hindered = None
            return False
        self._hindered = self._hindered or time.monotonic()
        return time.monotonic() - self._hindered >= GIVE_WAY_SECONDS


class Teller(Watcher):
    """Lets others see in the queue what runs and what is left."""

    def __init__(self, place: QueuePosition) -> None:
        self._place = place
        self._left: tuple[str, ...] = ()

    def planned(self, subject: Subject, planned_checks: tuple[PlannedCheck, ...]) -> None:  # noqa: ARG002
        """Everything that has to run is left."""
        self._left = tuple(one.check.name for one in planned_checks if isinstance(one, Run))
        self._place.tell(left=self._left)

    def started(self, check: Check, expected: float | None) -> None:
        """Another one runs now."""
        running = Running(check=check.name, began=time.time(), expected=expected)
        self._left = tuple(name for name in self._left if name != check.name)
        self._place.tell(running=running, left=self._left)

    def waiting(self, check: Check, whom: str) -> None:
        """Somebody else is at it."""
        self._place.tell(blocked_by=f"{check.name}: waiting for {whom}", left=self._left)

    def finished(self, result: Result) -> None:
        """It is done, however."""
        self._left = tuple(name for name in self._left if name != result.check.name)
        self._place.tell(left=self._left)
