"""Running jobs in a given order: some at a time, each after what it needs, until one fails.

It knows when a job may start and when all have to stop. What a job does is its body's business.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from devloop.git.record import dataclass
from devloop.run.process.cancellation import Cancellation
from devloop.verdict.outcome import Outcome

if TYPE_CHECKING:
    from queue import SimpleQueue

GOOD = frozenset({Outcome.PASSED, Outcome.SKIPPED})
"""Outcomes that let those who need the job go on: it passed, or there was nothing to judge."""

BAD = frozenset({Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT})
"""Outcomes after which the whole cannot pass any more."""

LOOK_UP_SECONDS = 0.2
"""Between two moments in which the waiting thread can run signal handlers. The system may give a
signal to another thread (as while a thread is being started), and then nothing wakes this one."""


class HasOutcome(Protocol):
    """What a job's body has to give."""

    @property
    def outcome(self) -> Outcome:
        """What came of the job."""


ResultT = TypeVar("ResultT", bound=HasOutcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[ResultT]):
    """Something to run once, for its outcome."""

    name: str
    needs: tuple[str, ...] = ()
    """Names of jobs that have to be good first; those that are not scheduled count as good."""
    exclusive: bool = False
    """True if nothing else may run meanwhile."""
    body: Callable[[Cancellation], ResultT]
    """Ends soon after it is cancelled, and leaves nothing running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """The end of a job that was never started."""

    note: str
    outcome: Outcome = Outcome.CANCELLED


def run_jobs(
    jobs: Sequence[Job[ResultT]], *, parallel: int, keep_going: bool, cancel: Cancellation
) -> dict[str, ResultT | NotRun]:
    """What came of each job, in the order given, which is also the order of preference.

    At most `parallel` run at a time, each in a thread of its own, or, one at a time, in this
    very thread. Without `keep_going` the first bad outcome cancels the rest. What a body raises
    is raised here, after all the others have been cancelled and have ended.
    """
    inner = Cancellation(cancel)
    agenda = Agenda(jobs, keep_going=keep_going, cancel=inner)
    if parallel <= 1 or len(jobs) <= 1:
        _run_here(agenda, inner)
    else:
        _run_in_threads(agenda, inner, parallel)
    return agenda.results()


class Agenda(Generic[ResultT]):
    """What is still to do, what runs and what is done; used from one thread only."""

    __slots__ = ("_cancel", "_done", "_jobs", "_keep_going", "_running", "_waiting")

    def __init__(
        self, jobs: Sequence[Job[ResultT]], *, keep_going: bool, cancel: Cancellation
    ) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._keep_going = keep_going
        self._cancel = cancel
        self._waiting = list(self._jobs)
        self._running: set[str] = set()
        self._done: dict[str, ResultT | NotRun] = {}

    @property
    def running(self) -> int:
        """Number of have been taken and not settled."""
        return len(self._running)

    def take(self) -> Job[ResultT] | None:
        """The next job that may start now; None when there is none, or none any more."""
        self._strike_out()
        for name in self._waiting:
            if self._may_start(self._jobs[name]):
                self._waiting.remove(name)
                self._running.add(name)
                return self._jobs[name]
        if not self._running:
            self._drop(self._waiting, lambda _: "a check it needs was not run")
        return None

    def settle(self, name: str, result: ResultT) -> None:
        """A job that was taken has ended like this."""
        self._running.remove(name)
        self._done[name] = result
        if result.outcome in BAD and not self._keep_going:
            self._cancel.cancel()
            self._drop(self._waiting, lambda _: f"not run, because {name} {result.outcome.words}")

    def results(self) -> dict[str, ResultT | NotRun]:
        """What came of all of them, in the order given."""
        return {name: self._done[name] for name in self._jobs}

    def _strike_out(self) -> None:
        """Give up what cannot run any more, and in turn what needs that."""
        if self._cancel.cancelled:
            self._drop(self._waiting, lambda _: "cancelled before it started")
        while blocked := [name for name in self._waiting if self._blocked_by(name)]:
            self._drop(blocked, self._blocked_by)

    def _blocked_by(self, name: str) -> str:
        for need in self._jobs[name].needs:
            result = self._done.get(need)
            if result is not None and result.outcome not in GOOD:
                return f"not run, because it needs {need} ({result.outcome.words})"
        return ""

    def _may_start(self, job: Job[ResultT]) -> bool:
        if self._running and (job.exclusive or self._one_runs_alone()):
            return False
        return all(need in self._done for need in job.needs if need in self._jobs)

    def _one_runs_alone(self) -> bool:
        return any(self._jobs[name].exclusive for name in self._running)

    def _drop(self, names: Sequence[str], note: Callable[[str], str]) -> None:
        for name in tuple(names):
            self._done[name] = NotRun(note=note(name))
            self._waiting.remove(name)


def _run_here(agenda: Agenda[ResultT], cancel: Cancellation) -> None:
    while job := agenda.take():
        agenda.settle(job.name, job.body(cancel))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended(Generic[ResultT]):
    name: str
    result: ResultT | BaseException


def _run_in_threads(agenda: Agenda[ResultT], cancel: Cancellation, parallel: int) -> None:
    from queue import SimpleQueue

    ended: SimpleQueue[_Ended[ResultT]] = SimpleQueue()
    threads: list[threading.Thread] = []
    try:
        _start_some(agenda, cancel, parallel, ended, threads)
        while agenda.running:
            _settle(agenda, _next(ended))
            _start_some(agenda, cancel, parallel, ended, threads)
    finally:
        if agenda.running:
            cancel.cancel()
        for thread in threads:
            with suppress(RuntimeError):  # the one whose start was interrupted
                thread.join()


def _start_some(
    agenda: Agenda[ResultT],
    cancel: Cancellation,
    parallel: int,
    ended: SimpleQueue[_Ended[ResultT]],
    threads: list[threading.Thread],
) -> None:
    while agenda.running < parallel and (job := agenda.take()):
        thread = threading.Thread(target=_run_one, args=(job, cancel, ended.put), name=job.name)
        threads.append(thread)
        thread.start()


def _run_one(
    job: Job[ResultT], cancel: Cancellation, tell: Callable[[_Ended[ResultT]], None]
) -> None:
    try:
        tell(_Ended(name=job.name, result=job.body(cancel)))
    except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
        tell(_Ended(name=job.name, result=error))


def _next(ended: SimpleQueue[_Ended[ResultT]]) -> _Ended[ResultT]:
    from queue import Empty

    while True:
        with suppress(Empty):
            return ended.get(timeout=LOOK_UP_SECONDS)


def _settle(agenda: Agenda[ResultT], ended: _Ended[ResultT]) -> None:
    if isinstance(ended.result, BaseException):
        raise ended.result
    agenda.settle(ended.name, ended.result)
