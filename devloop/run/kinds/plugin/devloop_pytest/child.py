"""The process of one test file: how the parent hears of it, and what it does itself."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .tokens import Tokens

LENGTH = 8
"""Bytes before each message that say how long it is."""

F_SETPIPE_SZ, WIDTH = 1031, 1 << 20
"""Linux: how a pipe is made wider (`fcntl` names it since Python 3.10), and the usual limit."""

ROUNDS_OF_GARBAGE = 5
"""At most, as pytest has it, since what is freed in one may leave more to free."""

NOTICED_LATE = {
    "_pytest.unraisableexception": "collect_unraisable",
    "_pytest.threadexception": "collect_thread_exception",
}
"""Functions of pytest that raise where a warning is an error."""


class FileProcess:
    """One process that runs the tests of one file."""

    def __init__(
        self, process: int, pipe: int, items: list[Any], file: str, *, is_ahead: bool
    ) -> None:
        self.process = process
        self.pipe = pipe
        self.items = items
        """What it has to run; of one that runs ahead, this is known when all is collected."""
        self.file = file
        self.is_ahead = is_ahead
        self.knows_its_items = not is_ahead
        """True if it runs what it has to."""
        self.running: Any = None
        self.silent = False
        """True if it will say nothing more."""
        self.done = False
        self.status: int | None = None
        self._buffer = b""

    def read(self) -> bool:
        """Take in what was said; False when there will be no more."""
        os.set_blocking(self.pipe, False)
        while True:
            try:
                chunk = os.read(self.pipe, 1 << 16)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self._buffer += chunk

    def messages(self) -> Iterator[tuple[str, Any]]:
        """What was said, whole messages only."""
        while len(self._buffer) >= LENGTH:
            end = LENGTH + int.from_bytes(self._buffer[:LENGTH], "big")
            if len(self._buffer) < end:
                return
            message, self._buffer = self._buffer[LENGTH:end], self._buffer[end:]
            kind, content = pickle.loads(message)  # noqa: S301 - from our own child
            yield kind, content

    def has_ended(self) -> bool:
        """True if the process is gone; keeps how it ended."""
        if self.status is None:
            process, status = os.waitpid(self.process, os.WNOHANG)
            self.status = status if process else None
        return self.status is not None

    def close(self) -> None:
        """Wait for the end of a process that has nothing more to say."""
        os.close(self.pipe)
        if self.status is None:
            _, self.status = os.waitpid(self.process, 0)

    def kill(self) -> None:
        """End the process at once."""
        with suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
            self.close()


def be_a_child(
    session: Any,
    items: list[Any],
    pipe: int,
    base: Path | None,
    tokens: Tokens,
    before: Callable[[], None] | None,
) -> None:
    """Run the tests of one file and end, whatever happens.

    With `before` they run while others are still collected; it is called first.
    """
    sender = Sender(session.config, pipe, patient=before is None)
    tokens.take()
    try:
        gc.freeze()
        gc.enable()
        if before is not None:
            before()
            _choose(session, items)
            sender.send("items", [item.nodeid for item in items])
        _settle_in(session.config, base)
        session.config.pluginmanager.register(sender, "devloop-sender")
        for item, following in zip(items, [*items[1:], None]):  # noqa: B905 - Python 3.8
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail or session.shouldstop:
                sender.send("stop", str(session.shouldfail or session.shouldstop))
                break
        _save_coverage()
        _look_back(session.config, sender)
        sender.send("done", None)
    except pytest.exit.Exception as error:
        sender.send("exit", (error.msg, error.returncode))
    except KeyboardInterrupt as error:
        sender.send("interrupt", str(error))
    except BaseException as error:  # noqa: BLE001 - told to the one who can tell it
        sender.send("error", repr(error))
    finally:
        tokens.give(1)
        sender.flush()
        os._exit(0)


def _choose(session: Any, items: list[Any]) -> None:
    """Do what pytest does between collecting and running, as if there were only these tests."""
    session.items, hook = items, session.config.hook
    hook.pytest_collection_modifyitems(session=session, config=session.config, items=items)
    session.testscollected = len(items)


def _settle_in(config: Any, base: Path | None) -> None:
    """Capture into files of its own, say nothing to the terminal, use temporary folders apart."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    if capture is not None:
        capture.stop_global_capturing()
        capture.start_global_capturing()
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    writer = getattr(terminal, "_tw", None)
    if writer is not None:
        writer._file = open(os.devnull, "w")  # noqa: SIM115, PTH123, SLF001 - as long as we live
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None and base is not None:
        base.mkdir(mode=0o700)
        factory._basetemp = base  # noqa: SLF001 - as pytest's own workers are given one


def _save_coverage() -> None:
    """Keep what coverage.py has noted here: a process that is forked does not by itself."""
    coverage = sys.modules.get("coverage")
    measuring = coverage.Coverage.current() if coverage is not None else None
    if measuring is not None:
        measuring.stop()
        measuring.save()


def _look_back(config: Any, sender: Sender) -> None:
    """Tell what went wrong unnoticed, where this pytest looks for that at its end (since 8.4)."""
    for _ in range(ROUNDS_OF_GARBAGE):
        if not gc.collect():
            break
    for name, function in NOTICED_LATE.items():
        notice = getattr(sys.modules.get(name), function, None)
        try:
            notice and notice(config)
        except Exception as error:  # noqa: BLE001 - whatever the warning was made into
            text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
            sender.send("late", text)


def wide_pipe() -> tuple[int, int]:
    """A pipe that takes much before somebody has to read, where that can be asked for."""
    inner, outer = os.pipe()
    with suppress(OSError, ImportError):
        import fcntl

        fcntl.fcntl(outer, F_SETPIPE_SZ, WIDTH)
    return inner, outer


class Sender:
    """Tells the parent what would be logged here."""

    def __init__(self, config: Any, pipe: int, *, patient: bool) -> None:
        self._config = config
        self._pipe = pipe
        self._process = os.getpid()
        self._patient = patient
        """True if somebody listens now; else nothing waits until all is done."""
        self._said = bytearray()

    def send(self, kind: str, content: Any) -> None:
        """Say something; it is on its way when the next test begins, or when all is said."""
        message = pickle.dumps((kind, content))
        self._said += len(message).to_bytes(LENGTH, "big") + message
        if kind != "report":
            self.flush(wait=self._patient)

    def flush(self, *, wait: bool = True) -> None:
        """Send what was said, or as much of it as is taken at once."""
        if os.getpid() != self._process:
            return
        os.set_blocking(self._pipe, wait)
        with suppress(BlockingIOError):
            while self._said:
                del self._said[: os.write(self._pipe, self._said)]

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        """A test begins."""
        self.send("start", (nodeid, location))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One phase of a test has ended."""
        hook = self._config.hook
        self.send("report", hook.pytest_report_to_serializable(config=self._config, report=report))
