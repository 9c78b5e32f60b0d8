"""The one that sees a command through: a thread that answers each of its calls, having noted it.

While it lives, every call goes on as it was asked for. If it dies, the calls of the command fail,
so that what comes of it says nothing; it tells why it died.
"""

from __future__ import annotations

import array
import errno
import os
import select
import socket
import threading
from types import TracebackType

from devloop.record.calls import Architecture
from devloop.record.kernel import ID, Kernel
from devloop.record.sight import Sight
from devloop.record.trail import Trail

STARTED, REFUSED = b"+", b"-"
PATIENCE_SECONDS = 2.0
"""For the last processes of a command to be gone, once they have been ended."""
MOST_WORDS = 200


class CallListener:
    """Sees one command through: `prepare` runs in its process, the rest here."""

    __slots__ = (
        "_here",
        "_kernel",
        "_machine",
        "_there",
        "_thread",
        "_trail",
        "refused",
        "trouble",
    )

    def __init__(self, machine: Architecture, trail: Trail) -> None:
        self._machine = machine
        self._trail = trail
        self._kernel = Kernel(machine)
        self.refused = ""
        """Why the kernel did not let it look, where it did not."""
        self.trouble = ""
        """Why it died, if it did."""

    def __enter__(self) -> CallListener:  # noqa: PYI034 - `Self` is younger than Python 3.10
        """Wait for the command to start; it must be started meanwhile, or never."""
        self._here, self._there = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="devloop record", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Wait for the last process; one that lives on is attended to for as long as this lives."""
        self._there.close()
        self._thread.join(PATIENCE_SECONDS)
        if self._thread.is_alive():
            self._trail.blind("a process of it lives on")

    def prepare(self) -> None:
        """In the process of the command, after all else that it does to itself."""
        try:
            listener = self._kernel.install(self._machine.seccomp)
        except OSError as error:
            self._there.sendall(REFUSED + str(error.errno).encode())
            return
        passed = array.array("i", [listener])
        self._there.sendmsg([STARTED], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])

    def _run(self) -> None:
        listener = -1
        try:
            listener = self._meet()
            if listener >= 0:
                self._serve(listener)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the run says nothing then
            self.trouble = f"{type(error).__name__}: {error}"[:MOST_WORDS]
        finally:
            if listener >= 0:
                os.close(listener)

    def _meet(self) -> int:
        """The descriptor that the command's process sends; -1 where there is none."""
        size = socket.CMSG_SPACE(array.array("i").itemsize)
        with self._here as here:
            word, sent, _flags, _from = here.recvmsg(16, size, socket.MSG_CMSG_CLOEXEC)
        if word.startswith(REFUSED):
            self.refused = os.strerror(int(word[1:]))
        descriptors = array.array("i")
        for _level, _type, data in sent:
            descriptors.frombytes(data)
        return descriptors[0] if descriptors else -1

    def _serve(self, listener: int) -> None:
        kernel, sight = Kernel(self._machine), Sight(self._machine, self._kernel, self._trail)
        ends_by_itself = kernel.hurry(listener)
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        while True:
            notice = kernel.receive(listener) if ends_by_itself or _waits(poll) else None
            if notice is not None:
                sight.sees(notice)
                kernel.let_go(listener, notice[ID])
            elif _is_over(poll):
                return


def _waits(poll: select.poll) -> bool:
    """Wait for the next call; true where there is one."""
    return bool(poll.poll()[0][1] & select.POLLIN)


def _is_over(poll: select.poll) -> bool:
    """True where no process is left."""
    events = poll.poll(0)
    return bool(events) and not events[0][1] & select.POLLIN


def is_taken(trouble: str) -> bool:
    """True where the kernel refused because somebody above listens already."""
    return trouble == os.strerror(errno.EBUSY)
