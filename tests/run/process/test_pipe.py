"""The output of a check is read with patience that ends."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from devloop.run.process.pipe import DRAIN_CHUNKS, Pipe
from tests.run.support import HAS_PROC, descriptors, taking


def ignore(_: bytes) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Ends:
    """A pipe with what was read from it."""

    read: int
    write: int
    pipe: Pipe
    got: list[bytes] = field(default_factory=list)

    def until(self, count: int) -> bytes:
        """Read on until so many bytes have come."""
        while sum(map(len, self.got)) < count and not self.pipe.ended:
            self.pipe.read(5)
        return b"".join(self.got)


@pytest.fixture
def ends() -> Iterator[Ends]:
    read, write = os.pipe()
    got: list[bytes] = []
    opened = Ends(read, write, Pipe(read, (), got.append), got)
    yield opened
    opened.pipe.close()
    os.close(read)
    if opened.write >= 0:
        os.close(opened.write)


def finish(ends: Ends) -> None:
    os.close(ends.write)
    ends.write = -1


def test_what_is_written_is_read(ends: Ends) -> None:
    os.write(ends.write, b"one")
    assert ends.until(3) == b"one"
    os.write(ends.write, b"two")
    assert ends.until(6) == b"onetwo"
    assert not ends.pipe.ended


def test_more_than_a_pipe_holds_comes_through_in_order(ends: Ends) -> None:
    content = b"".join(b"%07d\n" % number for number in range(100_000))

    def write() -> None:
        left = memoryview(content)
        while left:
            left = left[os.write(ends.write, left) :]

    thread = threading.Thread(target=write)
    thread.start()
    assert ends.until(len(content)) == content
    thread.join()


def test_the_end_is_seen_once_all_is_read(ends: Ends) -> None:
    os.write(ends.write, b"last")
    finish(ends)
    assert ends.until(10**9) == b"last"
    assert ends.pipe.ended


def test_reading_on_after_the_end_takes_time_and_gives_nothing(ends: Ends) -> None:
    finish(ends)
    ends.until(1)
    with taking(0.02, 5):
        ends.pipe.read(0.02)
    assert ends.got == []


def test_patience_ends(ends: Ends) -> None:
    with taking(0.0, 5):
        ends.pipe.read(0.01)
    assert ends.got == []


def test_draining_takes_what_is_there_and_does_not_wait(ends: Ends) -> None:
    os.write(ends.write, b"there")
    with taking(0, 5):
        ends.pipe.drain()
    assert b"".join(ends.got) == b"there"


def test_draining_a_pipe_that_fills_for_ever_comes_to_an_end(ends: Ends) -> None:
    """The sink writes anew whatever it gets."""
    taken: list[int] = []

    def again(chunk: bytes) -> None:
        taken.append(len(chunk))
        os.write(ends.write, chunk)

    pipe = Pipe(ends.read, (), again)
    os.write(ends.write, b"again")
    pipe.drain()
    assert len(taken) == DRAIN_CHUNKS
    pipe.close()


def test_muted_it_reads_and_tells_nobody(ends: Ends) -> None:
    os.write(ends.write, b"unheard")
    ends.pipe.mute()
    finish(ends)
    assert ends.until(10**9) == b""
    assert ends.pipe.ended


def test_a_wake_up_ends_a_wait_once() -> None:
    read, write = os.pipe()
    wakeup, wake = os.pipe()
    pipe = Pipe(read, (wakeup,), ignore)
    os.write(wake, b"!")
    with taking(0, 5):
        pipe.read(30)
    with taking(0.02, 5):
        pipe.read(0.02)
    pipe.close()
    for descriptor in (read, write, wakeup, wake):
        os.close(descriptor)


@pytest.mark.skipif(not HAS_PROC, reason="counts descriptors in /proc")
def test_nothing_is_left_open() -> None:
    before = descriptors()
    read, write = os.pipe()
    pipe = Pipe(read, (), ignore)
    pipe.close()
    os.close(read)
    os.close(write)
    assert descriptors() == before
