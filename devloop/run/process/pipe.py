"""Reading what a check writes, with patience that ends: on time, on a wake-up, at the end.

It does not know what the bytes are or who writes them.
"""

from __future__ import annotations

import os
import selectors
from collections.abc import Callable

CHUNK_BYTES = 64 * 1024
"""How much is read at a time: what a pipe holds on Linux."""

DRAIN_CHUNKS = 32
"""How much is taken at the very end from a pipe that somebody else may fill for ever."""

Sink = Callable[[bytes], None]


class Pipe:
    """The reading end of a check's output.

    The descriptor `source` stays the caller's to close. `wakeups` are descriptors that end a wait
    once each, by becoming readable.
    """

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


def _nowhere(_: bytes) -> None:
    """Throw it away."""
