"""Working on whatever was asked for last: a newer question cancels the one that runs."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from devloop.run.process.cancellation import Cancellation
from devloop.run.subject import Subject

Work = Callable[[Subject, Cancellation], None]


class LatestOnly:
    """One subject at a time, in a thread of its own; used from one other thread."""

    __slots__ = ("_cancel", "_next", "_outer", "_thread", "_work")

    def __init__(self, work: Work, outer: Cancellation) -> None:
        """`work` ends soon after it is cancelled, and raises nothing; `outer` cancels it too."""
        self._work = work
        self._outer = outer
        self._cancel = Cancellation(outer)
        self._thread: Thread | None = None
        self._next: Subject | None = None

    @property
    def busy(self) -> bool:
        """True if something runs, or is about to."""
        return self._next is not None or self._runs

    @property
    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def aim(self, subject: Subject) -> None:
        """Work on this, and no longer on what came before."""
        self._next = subject
        if self._runs:
            self._cancel.cancel()

    def step(self) -> None:
        """Begin with what was asked for last, once nothing runs any more; call it now and then."""
        if self._next is None or self._runs:
            return
        self._cancel = Cancellation(self._outer)
        subject, self._next = self._next, None
        self._thread = Thread(target=self._work, args=(subject, self._cancel), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop, and wait until nothing runs."""
        self._next = None
        self._cancel.cancel()
        if self._thread is not None:
            self._thread.join()
