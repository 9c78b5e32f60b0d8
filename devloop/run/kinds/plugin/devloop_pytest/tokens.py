"""How many processes work at a time: each takes a token before it begins and gives it back."""

from __future__ import annotations

import os


class Tokens:
    """Bytes in a pipe that all processes of a run have."""

    def __init__(self, count: int) -> None:
        self._out, self._in = os.pipe()
        self.give(count)

    def take(self) -> None:
        """Wait for one."""
        os.read(self._out, 1)

    def give(self, count: int) -> None:
        """Put so many back; of one whose holder has died, whoever sees that does."""
        os.write(self._in, b"." * count)

    def close(self) -> None:
        """Let go of the pipe."""
        os.close(self._out)
        os.close(self._in)
