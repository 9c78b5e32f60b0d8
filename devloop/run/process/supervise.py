"""The one place that starts checks: one process, seen through until all that came of it has ended.

It knows time limits, cancellation and how to leave nothing behind. It knows nothing of what the
process is for or what its exit code means.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from devloop.git.record import dataclass
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.child import Child
from devloop.run.process.descendants import MARK_VARIABLE, chained_mark, descendants_of, new_mark
from devloop.run.process.detach import lower_session_of
from devloop.run.process.output import BoundedOutput
from devloop.run.process.pipe import Sink
from devloop.run.process.preparation import NotPrepared, Step, preparation

LINGER_SECONDS = 0.25
"""For those who write on after their leader has ended, such as `tee` behind a shell."""


class End(Enum):
    """How a run came to its end."""

    EXITED = "exited"
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"
    NOT_STARTED = "not-started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to start, where, with which variables and for how long."""

    argv: tuple[str, ...]
    cwd: Path
    environ: Mapping[str, str]
    timeout: float | None
    """Seconds; None: no limit."""
    inherit: tuple[int, ...] = ()
    """Descriptors that stay open in the processes of the run."""
    prepare: tuple[Step, ...] = ()
    """What the started process does to itself, in this order, before it becomes the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessResult:
    """What is known of a run that has ended."""

    end: End
    exit_code: int | None
    """Negative: ended by that signal. None: never started, or it cannot be killed."""
    seconds: float
    """From its start until it ended, or until it was told to."""
    output: bytes
    """Both outputs in the order they came, at most the first and the last MiB."""
    total_bytes: int
    """How much it wrote."""
    reason: str
    """A sentence, when there is more to say than an exit code."""


def run_process(
    command: Command,
    *,
    cancel: Cancellation,
    on_output: Sink | None = None,
) -> ProcessResult:
    """Run a command to its end and leave none of its processes behind.

    `on_output` gets every chunk, in the calling thread. What it raises ends the run at once and
    goes on to the caller. Failing to start raises nothing; it is an `End`.
    """
    if cancel.cancelled:
        return _not_run(End.CANCELLED, "cancelled before it started")
    if _exit_codes_are_lost():
        return _not_run(End.NOT_STARTED, "SIGCHLD is ignored here, so exit codes would be lost")
    mark = new_mark()
    try:
        leader = _start(command, mark)
    except NotPrepared as error:
        return _not_run(End.NOT_STARTED, str(error))
    except (OSError, ValueError) as error:
        from devloop.run.process.start_failure import start_failure

        program = command.argv[0] if command.argv else ""
        why = start_failure(program, command.cwd, command.environ, error)
        return _not_run(End.NOT_STARTED, why)
    lower_session_of(leader.pid)
    return _see_through(leader, mark, command.timeout, cancel, on_output)


def _start(command: Command, mark: str) -> subprocess.Popen[bytes]:
    if not command.argv:
        raise ValueError("no program is named")
    environ = {**command.environ, MARK_VARIABLE: chained_mark(mark)}
    with preparation(command.prepare) as prepare:
        return subprocess.Popen(
            command.argv,
            cwd=command.cwd,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
            pass_fds=command.inherit,
            preexec_fn=prepare,  # noqa: PLW1509 - steps take no lock
        )


def _see_through(
    leader: subprocess.Popen[bytes],
    mark: str,
    timeout: float | None,
    cancel: Cancellation,
    on_output: Sink | None,
) -> ProcessResult:
    began = time.monotonic()
    kept = BoundedOutput()

    def take(chunk: bytes) -> None:
        kept.add(chunk)
        if on_output is not None:
            on_output(chunk)

    child = _attend(leader, mark, cancel, take)
    try:
        end = _watch(child, None if timeout is None else began + timeout, cancel)
        seconds = time.monotonic() - began
        if end is End.EXITED:
            child.linger(LINGER_SECONDS)
        child.stop(lambda: cancel.again)
    except BaseException:
        child.silence()
        child.stop(lambda: True)
        raise
    finally:
        child.close()
    return ProcessResult(
        end=end,
        exit_code=child.exit_code,
        seconds=seconds,
        output=kept.content(),
        total_bytes=kept.total,
        reason=_reason(end, child.exit_code, timeout),
    )


def _attend(leader: subprocess.Popen[bytes], mark: str, cancel: Cancellation, take: Sink) -> Child:
    try:
        return Child(leader, mark, cancel.wakeups, take)
    except BaseException:  # such as no descriptors left: it must not run on unattended
        descendants_of(leader.pid, mark).kill()
        leader.communicate()
        raise


def _watch(child: Child, deadline: float | None, cancel: Cancellation) -> End:
    while child.exit_code is None:
        if cancel.cancelled:
            return End.CANCELLED
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            return End.TIMED_OUT
        child.read(left)
    return End.EXITED


def _reason(end: End, exit_code: int | None, timeout: float | None) -> str:
    if exit_code is None:
        return "a process of it cannot be killed and is still there"
    if end is End.TIMED_OUT:
        return f"still running after {timeout:g} s, so it was ended"
    if end is End.CANCELLED:
        return "cancelled while it ran"
    return f"ended by signal {_signal_name(-exit_code)}" if exit_code < 0 else ""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _exit_codes_are_lost() -> bool:
    """True if the kernel reaps our children itself: every exit code would then read as 0."""
    return signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN


def _not_run(end: End, reason: str) -> ProcessResult:
    return ProcessResult(
        end=end, exit_code=None, seconds=0.0, output=b"", total_bytes=0, reason=reason
    )
