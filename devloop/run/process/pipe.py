"""Reading what a check writes, with patience that ends: on time, on a wake-up, at the end.

Two ways to do one thing: a selector where pipes can be selected, a thread where they cannot
(Windows). Neither knows what the bytes are or who writes them.
"""

from __future__ import annotations

import os
import selectors
import sys
import threading
import time
from collections.abc import Callable
from typing import Protocol

CHUNK_BYTES = 64 * 1024
"""How much is read at a time: what a pipe holds on Linux."""

DRAIN_CHUNKS = 32
"""How much is taken at the very end from a pipe that somebody else may fill for ever."""

TICK_SECONDS = 0.05
"""How long the thread's way sleeps at most before the caller can look around."""

Sink = Callable[[bytes], None]


class Pipe(Protocol):
    """The reading end of a check's output."""

    @property
    def ended(self) -> bool:
        """Whether every writer has closed its end."""

    def read(self, seconds: float | None) -> None:
        """Give the sink what comes next; return when something did, or a wake-up, or time."""

    def drain(self) -> None:
        """Give the sink what is there already, without waiting for more."""

    def mute(self) -> None:
        """From now on, throw away what is read."""

    def close(self) -> None:
        """Let go of the pipe, whoever else still holds it."""


def open_pipe(source: int, wakeups: tuple[int, ...], sink: Sink) -> Pipe:
    """A reader of the descriptor `source`, which stays the caller's to close.

    `wakeups` are descriptors that end a wait once each, by becoming readable.
    """
    if sys.platform == "win32":
        return ThreadPipe(source, sink)
    return SelectorPipe(source, wakeups, sink)


class SelectorPipe:
    """Reads in the calling thread."""

    __slots__ = ("_selector", "_sink", "_source", "ended")

    def __init__(self, source: int, wakeups: tuple[int, ...], sink: Sink) -> None:
        os.set_blocking(source, False)
        self._source = source
        self._sink = sink
        self.ended = False
        self._selector = selectors.DefaultSelector()
        for descriptor in (source, *wakeups):
            self._selector.register(descriptor, selectors.EVENT_READ)

    def read(self, seconds: float | None) -> None:
        """Wait for one of all the descriptors; a wake-up is forgotten once it was seen."""
        for key, _ in self._selector.select(seconds):
            if key.fd == self._source:
                self._take()
            else:
                self._selector.unregister(key.fd)

    def drain(self) -> None:
        """Read until there is nothing more, or too much."""
        for _ in range(DRAIN_CHUNKS):
            if self.ended or not self._take():
                return

    def mute(self) -> None:
        """Forget the sink."""
        self._sink = _nowhere

    def close(self) -> None:
        """Let go of the selector's own descriptor."""
        self._selector.close()

    def _take(self) -> bool:
        try:
            chunk = os.read(self._source, CHUNK_BYTES)
        except BlockingIOError:
            return False
        if chunk:
            self._sink(chunk)
        else:
            self.ended = True
            self._selector.unregister(self._source)
        return bool(chunk)


class ThreadPipe:
    """Reads in a thread of its own, at most one chunk ahead of the caller."""

    __slots__ = ("_chunk", "_closed", "_empty", "_full", "_sink", "_source", "ended")

    def __init__(self, source: int, sink: Sink) -> None:
        self._source = os.dup(source)
        self._sink = sink
        self.ended = False
        self._closed = False
        self._chunk = b""
        self._empty = threading.Semaphore(1)
        self._full = threading.Semaphore(0)
        threading.Thread(target=self._pump, name="devloop output", daemon=True).start()

    def read(self, seconds: float | None) -> None:
        """Wait for the thread, a tick at most."""
        patience = TICK_SECONDS if seconds is None else min(seconds, TICK_SECONDS)
        if self.ended:
            time.sleep(max(0.0, patience))
        else:
            self._take(max(0.0, patience))

    def drain(self) -> None:
        """Take what the thread gets without a pause worth the name."""
        for _ in range(DRAIN_CHUNKS):
            if self.ended or not self._take(TICK_SECONDS):
                return

    def mute(self) -> None:
        """Forget the sink."""
        self._sink = _nowhere

    def close(self) -> None:
        """Let the thread go; it ends, with its own copy of the descriptor, when it can."""
        self._closed = True
        self._empty.release()

    def _take(self, seconds: float) -> bool:
        if not self._full.acquire(timeout=seconds):
            return False
        chunk, self._chunk = self._chunk, b""
        self._empty.release()
        if chunk:
            self._sink(chunk)
        else:
            self.ended = True
        return bool(chunk)

    def _pump(self) -> None:
        chunk = b"."
        while chunk and not self._closed:
            self._empty.acquire()
            chunk = self._chunk = os.read(self._source, CHUNK_BYTES)
            self._full.release()
        os.close(self._source)


def _nowhere(_: bytes) -> None:
    """Throw it away."""
