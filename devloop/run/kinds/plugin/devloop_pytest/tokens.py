"""Number of processes work at a time: each takes a token before it begins and gives it back."""

from __future__ import annotations

import os
import select
from contextlib import suppress

LOOK_SECONDS = 2.0
"""Between two looks at whether there is still somebody to work for."""


class Tokens:
    """Bytes in a pipe that all processes of a run have."""

    def __init__(self, count: int) -> None:
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        self._owner = os.getpid()
        self.give(count)

    def take(self) -> None:
        """Wait for one, in a process forked from the one that made them; without that one, end."""
        while os.getppid() == self._owner:
            select.select([self._out], [], [], LOOK_SECONDS)
            with suppress(BlockingIOError):
                os.read(self._out, 1)
                return
        os._exit(0)

    def give(self, count: int) -> None:
        """Put so many back; of one whose holder has died, whoever sees that does."""
        os.write(self._in, b"." * count)

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._out)
        os.close(self._in)
