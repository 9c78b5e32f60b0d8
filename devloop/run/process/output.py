"""What a check wrote, in bounded memory: its beginning, its end, and how much is missing between.

It knows bytes only; no encoding, no lines.
"""

from __future__ import annotations

HEAD_BYTES = 1024 * 1024
"""How much of the beginning is kept: where the first failure stands."""

TAIL_BYTES = 1024 * 1024
"""How much of the end is kept: where the summary stands."""


class BoundedOutput:
    """Collects bytes; holds at most `head` + 2 * `tail` of them, however many come."""

    __slots__ = ("_begin", "_end", "_head", "_tail", "total")

    def __init__(self, head: int = HEAD_BYTES, tail: int = TAIL_BYTES) -> None:
        self._head = head
        self._tail = tail
        self._begin = bytearray()
        self._end = bytearray()
        self.total = 0

    def add(self, chunk: bytes) -> None:
        """Take what came next."""
        self.total += len(chunk)
        room = self._head - len(self._begin)
        self._begin += chunk[:room]
        self._end += chunk[room:]
        if len(self._end) > 2 * self._tail:
            del self._end[: -self._tail]

    def content(self) -> bytes:
        """Everything, or beginning and end with a line between that says how much was cut."""
        missing = self.total - self._head - self._tail
        if missing <= 0:
            return bytes(self._begin + self._end)
        cut = f"\n[devloop: {missing} bytes of output are left out here]\n"
        return bytes(self._begin) + cut.encode() + bytes(self._end[-self._tail :])
