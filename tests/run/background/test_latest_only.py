"""Facts about working on whatever was asked for last."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event

from devloop.git.ids import TreeId
from devloop.run.background.latest_only import LatestOnly
from devloop.run.process.cancellation import Cancellation
from devloop.run.subject import Subject


def subject(name: str) -> Subject:
    return Subject(tree=TreeId(name), head=None, name=name)


class Worker:
    """Works until it is told to end, or is cancelled."""

    def __init__(self) -> None:
        self.begun: SimpleQueue[str] = SimpleQueue()
        self.ended: SimpleQueue[tuple[str, bool]] = SimpleQueue()
        self.go = Event()

    def __call__(self, one: Subject, cancel: Cancellation) -> None:
        self.begun.put(one.name)
        while not (cancel.cancelled or self.go.wait(0.005)):
            pass
        self.ended.put((one.name, cancel.cancelled))


def until_begun(latest: LatestOnly, worker: Worker) -> str:
    while worker.begun.empty():
        latest.step()
    return worker.begun.get(timeout=10)


def test_a_newer_subject_cancels_the_one_before() -> None:
    worker = Worker()
    latest = LatestOnly(worker, Cancellation())
    latest.aim(subject("old"))
    assert until_begun(latest, worker) == "old"
    latest.aim(subject("new"))
    assert until_begun(latest, worker) == "new"
    assert worker.ended.get(timeout=10) == ("old", True)
    worker.go.set()
    assert worker.ended.get(timeout=10) == ("new", False)
    latest.end()


def test_what_was_overtaken_before_it_began_never_begins() -> None:
    worker = Worker()
    latest = LatestOnly(worker, Cancellation())
    for name in ("a", "b", "c"):
        latest.aim(subject(name))
    assert until_begun(latest, worker) == "c"
    latest.end()
    assert worker.begun.empty()


def test_it_is_busy_as_long_as_something_is_to_do() -> None:
    worker = Worker()
    latest = LatestOnly(worker, Cancellation())
    assert not latest.busy
    latest.aim(subject("a"))
    assert latest.busy
    until_begun(latest, worker)
    assert latest.busy
    latest.end()
    assert not latest.busy


def test_the_outer_request_to_stop_holds_for_the_work() -> None:
    worker, outer = Worker(), Cancellation()
    latest = LatestOnly(worker, outer)
    latest.aim(subject("a"))
    until_begun(latest, worker)
    outer.cancel()
    assert worker.ended.get(timeout=10) == ("a", True)
    latest.end()
