"""What tests of running processes need: quick starts, and proof that nothing is left."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devloop.run.process.cancellation import Cancellation
from devloop.run.process.pipe import Sink
from devloop.run.process.supervise import Command, ProcessResult, run_process
from tests.support.patience import PATIENCE, until

HAS_PROC = Path("/proc/self/environ").exists()


def command(*argv: str, cwd: Path | None = None, timeout: float | None = 30.0) -> Command:
    """A command with the test's own variables."""
    return Command(argv=argv, cwd=cwd or Path("/"), environ=dict(os.environ), timeout=timeout)


def run(
    *argv: str,
    cwd: Path | None = None,
    timeout: float | None = 30.0,
    cancel: Cancellation | None = None,
    on_output: Sink | None = None,
) -> ProcessResult:
    """Run it to its end."""
    wanted = command(*argv, cwd=cwd, timeout=timeout)
    return run_process(wanted, cancel=cancel or Cancellation(), on_output=on_output)


def sh(line: str, *, timeout: float | None = 30.0) -> ProcessResult:
    """Run a line of sh."""
    return run("/bin/sh", "-c", line, timeout=timeout)


def descriptors() -> list[str]:
    """The open descriptors of this process."""
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def python(code: str) -> tuple[str, ...]:
    """The quickest way to run some Python."""
    return (sys.executable, "-I", "-S", "-c", code)


def living(word: str) -> list[int]:
    """Processes that have `word` among their arguments and have not ended."""
    pids = (path for path in Path("/proc").iterdir() if path.name.isdigit())
    return [int(path.name) for path in pids if _has_argument(path, word)]


def _has_argument(process: Path, word: str) -> bool:
    try:
        return word.encode() in (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def eventually(path: Path) -> bytes:
    """The content of a file, once somebody has written it."""
    until(lambda: path.exists() and path.stat().st_size)
    return path.read_bytes()


def cut_off(line: str) -> ProcessResult:
    """Run a line of sh that says `up` and goes on, with a time limit that comes after that."""
    for seconds in (0.2, 1.0, 5.0, PATIENCE):
        done = sh(line, timeout=seconds)
        if done.output.startswith(b"up\n"):
            return done
    raise AssertionError(f"never up: {line}")


@contextmanager
def taking(least: float, most: float) -> Iterator[None]:
    """What is inside takes that many seconds; the upper bound is only there to catch hanging."""
    began = time.monotonic()
    yield
    seconds = time.monotonic() - began
    assert least <= seconds <= most, f"took {seconds:.2f} s"
