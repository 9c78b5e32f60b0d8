"""Jobs run some at a time, after their needs, and stop together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from devloop.run.process.cancellation import Cancellation
from devloop.run.schedule import Job, NotRun, run_jobs
from devloop.verdict.outcome import Outcome
from tests.support.patience import until


@dataclass(frozen=True, slots=True)
class Given:
    """What the bodies of these tests give."""

    outcome: Outcome
    note: str = ""


Body = Callable[[Cancellation], Given]
PASSED = Given(Outcome.PASSED)


@dataclass(slots=True)
class Watched:
    """Bodies that note who runs with whom."""

    order: list[str] = field(default_factory=list)
    now: set[str] = field(default_factory=set)
    together: set[frozenset[str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    company: int = 1
    """How many have to have been at work together before one of them ends."""

    def job(
        self,
        name: str,
        outcome: Outcome = Outcome.PASSED,
        *,
        needs: tuple[str, ...] = (),
        exclusive: bool = False,
        seconds: float = 0.0,
    ) -> Job[Given]:
        def body(_: Cancellation) -> Given:
            with self.lock:
                self.order.append(name)
                self.now.add(name)
                self.together.add(frozenset(self.now))
            until(lambda: exclusive or max(map(len, self.together)) >= self.company)
            time.sleep(seconds)
            with self.lock:
                self.now.remove(name)
            return Given(outcome)

        return Job(name=name, needs=needs, exclusive=exclusive, body=body)


def until_cancelled(cancel: Cancellation) -> Given:
    """A body that ends only when it is told to."""
    until(lambda: cancel.cancelled)
    return Given(Outcome.CANCELLED)


def go(
    *jobs: Job[Given],
    parallel: int = 1,
    keep_going: bool = False,
    cancel: Cancellation | None = None,
) -> dict[str, Given | NotRun]:
    return run_jobs(jobs, parallel=parallel, keep_going=keep_going, cancel=cancel or Cancellation())


def outcomes(results: dict[str, Given | NotRun]) -> dict[str, Outcome]:
    return {name: result.outcome for name, result in results.items()}


BOTH_WAYS = pytest.mark.parametrize("parallel", [1, 3])


@BOTH_WAYS
def test_all_run_and_results_come_in_the_order_given(parallel: int) -> None:
    watched = Watched()
    jobs = [watched.job(name, seconds=0.01) for name in "cab"]
    results = go(*jobs, parallel=parallel)
    assert list(results.items()) == [("c", PASSED), ("a", PASSED), ("b", PASSED)]


def test_one_at_a_time_runs_in_this_thread_and_in_order() -> None:
    threads: list[threading.Thread] = []

    def body(_: Cancellation) -> Given:
        threads.append(threading.current_thread())
        return PASSED

    go(*(Job(name=name, body=body) for name in "abc"))
    assert threads == [threading.current_thread()] * 3


def test_a_single_job_runs_in_this_thread() -> None:
    threads: list[threading.Thread] = []

    def body(_: Cancellation) -> Given:
        threads.append(threading.current_thread())
        return PASSED

    go(Job(name="a", body=body), parallel=8)
    assert threads == [threading.current_thread()]


def test_nothing_to_do_is_done() -> None:
    assert go(parallel=4) == {}


def test_no_more_run_at_a_time_than_allowed_and_no_fewer() -> None:
    watched = Watched(company=2)
    go(*(watched.job(name, seconds=0.05) for name in "abcdef"), parallel=2)
    assert max(map(len, watched.together)) == 2


def test_parallel_jobs_really_run_at_the_same_time() -> None:
    barrier = threading.Barrier(3)

    def body(_: Cancellation) -> Given:
        barrier.wait(20)
        return PASSED

    assert len(go(*(Job(name=name, body=body) for name in "abc"), parallel=3)) == 3


@BOTH_WAYS
def test_a_job_waits_for_what_it_needs(parallel: int) -> None:
    watched = Watched()
    jobs = watched.job("test", needs=("build",)), watched.job("build", seconds=0.03)
    go(*jobs, parallel=parallel)
    assert watched.order == ["build", "test"]


@BOTH_WAYS
def test_what_needs_a_failed_job_is_not_run_and_says_why(parallel: int) -> None:
    watched = Watched()
    results = go(
        watched.job("build", Outcome.FAILED),
        watched.job("test", needs=("build",)),
        watched.job("ship", needs=("test",)),
        watched.job("lint"),
        parallel=parallel,
        keep_going=True,
    )
    assert results["test"] == NotRun(note="not run, because it needs build (failed)")
    assert results["ship"] == NotRun(note="not run, because it needs test (not run)")
    assert results["lint"] == PASSED
    assert sorted(watched.order) == ["build", "lint"]


def test_what_had_nothing_to_judge_holds_nobody_up() -> None:
    watched = Watched()
    results = go(watched.job("build", Outcome.SKIPPED), watched.job("test", needs=("build",)))
    assert results["test"] == PASSED


def test_a_need_that_is_not_scheduled_holds_nobody_up() -> None:
    assert go(Watched().job("test", needs=("reused",)))["test"] == PASSED


@BOTH_WAYS
def test_needs_in_a_circle_are_not_run_and_nobody_hangs(parallel: int) -> None:
    watched = Watched()
    results = go(
        watched.job("a", needs=("b",)),
        watched.job("b", needs=("a",)),
        watched.job("c"),
        parallel=parallel,
    )
    assert outcomes(results) == {
        "a": Outcome.CANCELLED,
        "b": Outcome.CANCELLED,
        "c": Outcome.PASSED,
    }


@pytest.mark.parametrize("place", [0, 2, 4])
def test_an_exclusive_job_runs_alone(place: int) -> None:
    watched = Watched(company=3)
    jobs = [watched.job(name, seconds=0.02) for name in "abcd"]
    jobs.insert(place, watched.job("alone", exclusive=True, seconds=0.02))
    go(*jobs, parallel=3)
    assert [group for group in watched.together if "alone" in group] == [frozenset({"alone"})]
    assert max(map(len, watched.together)) == 3


@pytest.mark.parametrize("bad", [Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT])
@BOTH_WAYS
def test_the_first_bad_outcome_stops_the_rest(bad: Outcome, parallel: int) -> None:
    begun: list[str] = []

    def noted(name: str) -> Job[Given]:
        def body(cancel: Cancellation) -> Given:
            begun.append(name)
            return until_cancelled(cancel)

        return Job(name=name, body=body)

    jobs = [Watched().job("a", bad), *map(noted, "bcdefgh")]
    results = go(*jobs, parallel=parallel)
    assert results["h"].outcome is Outcome.CANCELLED
    assert results["h"].note.startswith("not run, because a ")
    assert "h" not in begun


def test_a_bad_outcome_cancels_those_that_run() -> None:
    started = threading.Event()

    def slow(cancel: Cancellation) -> Given:
        started.set()
        return until_cancelled(cancel)

    def bad(_: Cancellation) -> Given:
        assert started.wait(20)
        return Given(Outcome.FAILED)

    outer = Cancellation()
    results = go(Job(name="slow", body=slow), Job(name="bad", body=bad), parallel=2, cancel=outer)
    assert outcomes(results) == {"slow": Outcome.CANCELLED, "bad": Outcome.FAILED}
    assert not outer.cancelled


@BOTH_WAYS
def test_keeping_going_runs_everything_all_the_same(parallel: int) -> None:
    watched = Watched()
    jobs = [watched.job("a", Outcome.FAILED), watched.job("b"), watched.job("c", Outcome.ERRORED)]
    results = go(*jobs, parallel=parallel, keep_going=True)
    assert [result.outcome for result in results.values()] == [
        Outcome.FAILED,
        Outcome.PASSED,
        Outcome.ERRORED,
    ]


@BOTH_WAYS
def test_cancelled_from_outside_nothing_new_starts(parallel: int) -> None:
    cancel = Cancellation()
    watched = Watched()

    def stop(_: Cancellation) -> Given:
        cancel.cancel()
        return PASSED

    results = go(
        Job(name="stop", body=stop),
        watched.job("next", needs=("stop",)),
        parallel=parallel,
        keep_going=True,
        cancel=cancel,
    )
    assert results["next"] == NotRun(note="cancelled before it started")
    assert watched.order == []


def test_cancelled_from_outside_all_that_run_hear_it() -> None:
    cancel = Cancellation()
    timer = threading.Timer(0.05, cancel.cancel)
    timer.start()
    results = go(
        *(Job(name=name, body=until_cancelled) for name in "abc"), parallel=2, cancel=cancel
    )
    timer.join()
    assert set(outcomes(results).values()) == {Outcome.CANCELLED}


class Broken(Exception):
    """A bug in a body."""


def broken(_: Cancellation) -> Given:
    raise Broken


def test_what_a_body_raises_in_this_thread_goes_to_the_caller() -> None:
    with pytest.raises(Broken):
        go(Job(name="a", body=broken), Job(name="b", body=until_cancelled))


def test_what_a_body_raises_in_a_thread_goes_to_the_caller_after_the_others_have_ended() -> None:
    ended: list[str] = []

    def slow(cancel: Cancellation) -> Given:
        given = until_cancelled(cancel)
        ended.append("slow")
        return given

    before = threading.active_count()
    with pytest.raises(Broken):
        go(Job(name="slow", body=slow), Job(name="broken", body=broken), parallel=2)
    assert ended == ["slow"]
    assert threading.active_count() == before


def test_an_interrupt_while_waiting_ends_the_others_first() -> None:
    """The main thread waits; a KeyboardInterrupt there must not leave a thread behind."""

    def interrupt(cancel: Cancellation) -> Given:
        import _thread

        _thread.interrupt_main()
        return until_cancelled(cancel)

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        go(
            Job(name="a", body=interrupt),
            Job(name="b", body=until_cancelled),
            parallel=2,
        )
    assert threading.active_count() == before
