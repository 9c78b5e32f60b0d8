"""A request to stop that any thread or signal handler can make and every waiting run hears.

It takes no lock, since a signal handler interrupts the very thread that may hold one. The byte it
leaves in a pipe is never read, so that every selector that watches the pipe wakes up.
"""

from __future__ import annotations

import os


class Cancellation:
    """Asked once: end in an orderly way. Asked again: at once. It cannot be taken back.

    With `outer`, a request made there holds here too, and not the other way round.
    """

    __slots__ = ("_outer", "_pipe", "_requests")

    def __init__(self, outer: Cancellation | None = None) -> None:
        self._pipe: tuple[int, ...] = ()
        self._outer = outer
        self._requests: list[None] = []
        self._pipe = os.pipe()

    def __del__(self) -> None:
        for descriptor in self._pipe:
            os.close(descriptor)

    def cancel(self) -> None:
        """Ask to stop; safe in a signal handler and from any thread."""
        self._requests.append(None)
        os.write(self._pipe[1], b"!")

    @property
    def cancelled(self) -> bool:
        """True if anyone asked to stop."""
        return bool(self._requests) or (self._outer is not None and self._outer.cancelled)

    @property
    def again(self) -> bool:
        """True if somebody asked a second time: no more patience."""
        return len(self._requests) > 1 or (self._outer is not None and self._outer.again)

    @property
    def wakeups(self) -> tuple[int, ...]:
        """Descriptors that become readable, for good, with the first request."""
        outer = self._outer.wakeups if self._outer is not None else ()
        return (self._pipe[0], *outer)
