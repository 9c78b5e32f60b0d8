"""A command in a terminal of its own: what it shows is read, and keys are pressed."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.patience import PATIENCE

CONTROLLING = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the one whose Ctrl-C reaches the command, and becomes the command."""


@dataclass(slots=True)
class Terminal:
    """A running command and the other side of its terminal."""

    process: subprocess.Popen[bytes]
    side: int
    shown: bytes = field(default=b"")

    def press(self, keys: bytes) -> None:
        """Type something; `\\x03` is Ctrl-C."""
        os.write(self.side, keys)

    def wait(self) -> int:
        """Read on until the command has ended; gives its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, f"still running, and shows {self.shown!r}"
            self._read(0.02)
        self._read(0.0)
        return self.process.returncode

    def shows(self, words: bytes) -> None:
        """Read on until something is shown."""
        end = time.monotonic() + PATIENCE
        while words not in self.shown:
            assert time.monotonic() < end, f"shows {self.shown!r}"
            self._read(0.05)

    def _read(self, seconds: float) -> None:
        while select.select([self.side], [], [], seconds)[0]:
            try:
                chunk = os.read(self.side, 65536)
            except OSError:  # Linux: the last one on the other side has left
                chunk = b""
            if not chunk:
                time.sleep(seconds)
                return
            self.shown += chunk


@contextmanager
def terminal(*command: str, cwd: Path, environ: Mapping[str, str]) -> Iterator[Terminal]:
    """Start a command in a terminal; it is gone afterwards."""
    side, its = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CONTROLLING, *command],
        cwd=cwd,
        env={**environ, "TERM": "xterm"},
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    try:
        yield Terminal(process, side)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(side)
