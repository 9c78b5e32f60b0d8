"""Stands in for the command `devloop` under torture: counts its writes and strikes at one.

`TORTURE_LOG` is a file that gets a line for every write; `TORTURE_AT` says at which one to strike,
and `TORTURE_HOW`: `kill` (9, just before it), `torn` (9, with the file cut to nothing), `full`
(the disk has no room from then on). Nothing of it is known to devloop itself.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys

CHANGES = frozenset(
    [
        "os.rename",
        "os.link",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "os.chmod",
        "os.utime",
        "subprocess.Popen",
        "sqlite3.connect",
        "sqlite",
    ]
)
NEEDS_ROOM = frozenset(["open", "os.mkdir", "os.symlink", "os.link"])
CONNECT = sqlite3.connect
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Injection:
    """The count, and what to do at which."""

    def __init__(self) -> None:
        self.count = 0
        self.busy = False
        self.log = os.environ.get("TORTURE_LOG", "")
        self.at = int(os.environ.get("TORTURE_AT", "0"))
        self.how = os.environ.get("TORTURE_HOW", "kill")

    def hook(self, event: str, args: tuple) -> None:  # type: ignore[type-arg]
        """Look at one audit event."""
        if event in CHANGES or (event == "open" and _writes(args)):
            self.happens(event, args)

    def connected(self, *args: object, **settings: object) -> sqlite3.Connection:
        """A connection whose statements count; Python tells of one before it can be traced."""
        connection = CONNECT(*args, **settings)  # type: ignore[call-overload]
        connection.set_trace_callback(lambda statement: self.happens("sqlite", (statement,)))
        return connection  # type: ignore[no-any-return]

    def happens(self, event: str, args: tuple) -> None:  # type: ignore[type-arg]
        """Count one write, and strike if it is its turn."""
        if self.busy:
            return
        self.count += 1
        self.busy = True
        try:
            if self.log:
                _append(self.log, f"{self.count} {event} {args[:1]!r}\n")
            if self.at and self.count >= self.at:
                self.strike(event, args)
        finally:
            self.busy = False

    def strike(self, event: str, args: tuple) -> None:  # type: ignore[type-arg]
        """Die here, or have no room on the disk from here on."""
        if self.how == "full":
            if event in NEEDS_ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return
        if self.how == "torn" and event == "open" and args[2] & os.O_TRUNC:
            os.close(os.open(args[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644))
        os.kill(os.getpid(), signal.SIGKILL)


def _writes(args: tuple) -> bool:  # type: ignore[type-arg]
    path, _mode, flags = args
    named = isinstance(path, str | bytes) and os.fsdecode(path) != os.devnull
    return named and isinstance(flags, int) and bool(flags & WRITING)


def _append(place: str, line: str) -> None:
    file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.write(file, line.encode(errors="replace"))
    os.close(file)


if __name__ == "__main__":
    injection = Injection()
    sqlite3.connect = injection.connected  # type: ignore[assignment]
    sys.addaudithook(injection.hook)
    from devloop.cli.main import main

    sys.exit(main())
