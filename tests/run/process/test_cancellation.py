"""A request to stop reaches everyone who waits, and only inwards."""

from __future__ import annotations

import gc
import select
import threading

import pytest

from devloop.run.process.cancellation import Cancellation
from tests.run.support import HAS_PROC, descriptors


def readable(cancel: Cancellation) -> bool:
    return bool(select.select(cancel.wakeups, [], [], 0)[0])


def test_nothing_is_cancelled_at_first() -> None:
    cancel = Cancellation()
    assert (cancel.cancelled, cancel.again, readable(cancel)) == (False, False, False)


def test_the_first_request_cancels_and_wakes() -> None:
    cancel = Cancellation()
    cancel.cancel()
    assert (cancel.cancelled, cancel.again, readable(cancel)) == (True, False, True)


def test_the_second_request_is_told_from_the_first() -> None:
    cancel = Cancellation()
    cancel.cancel()
    cancel.cancel()
    assert cancel.again


def test_an_outer_request_holds_inside() -> None:
    outer = Cancellation()
    inner = Cancellation(Cancellation(outer))
    outer.cancel()
    assert (inner.cancelled, inner.again, readable(inner)) == (True, False, True)
    outer.cancel()
    assert inner.again


def test_an_inner_request_does_not_reach_outside() -> None:
    outer = Cancellation()
    Cancellation(outer).cancel()
    assert not outer.cancelled


def test_one_request_inside_and_one_outside_are_not_two() -> None:
    outer = Cancellation()
    inner = Cancellation(outer)
    inner.cancel()
    outer.cancel()
    assert not inner.again


def test_requests_from_many_threads_at_once_all_count() -> None:
    cancel = Cancellation()
    threads = [threading.Thread(target=cancel.cancel) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cancel.again
    assert readable(cancel)


@pytest.mark.skipif(not HAS_PROC, reason="counts descriptors in /proc")
def test_its_descriptors_go_with_it() -> None:
    gc.collect()
    before = descriptors()
    for _ in range(50):
        Cancellation(Cancellation()).cancel()
    assert descriptors() == before
