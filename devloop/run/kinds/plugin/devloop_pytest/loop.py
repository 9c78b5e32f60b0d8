"""The processes of test files: which run, which wait, and who hears of them."""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .child import FileProcess, be_a_child, wide_pipe
from .tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POLL_SECONDS = 0.2

MOST_AHEAD = 40
"""Children at a time that have started ahead, most of which wait for a token."""


class Loop:
    """The children that run, and what is still to start.

    While tests are collected, children may run ahead. Nobody hears of what they say before all is
    collected and it is known that they ran the very tests that pytest wants of their file. Every
    child waits for a token before it begins, since nobody looks after them meanwhile.
    """

    def __init__(
        self, session: Any, workers: int, ahead: int, expected: Callable[[list[Any]], float]
    ) -> None:
        self._session = session
        self._hook = session.config.hook
        self._expected = expected
        self._waiting: list[list[Any]] = []
        self._workers = workers
        self._more = workers - ahead
        self._tokens = Tokens(ahead)
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, FileProcess] = {}
        self._base = _base_folder(session.config)
        self._number = 0

    def run_ahead(self, before: Callable[[], None], *groups: list[Any]) -> None:
        """Start what is collected, and take in what was said, but pass nothing on.

        `before` puts the child in the state in which tests run.
        """
        self._waiting.extend(groups)
        self._take_in()
        while self._waiting and len(self._children) < MOST_AHEAD:
            self._start(self._waiting.pop(0), before)

    def run(self, groups: list[list[Any]]) -> None:
        """Run everything; raises what pytest's own loop raises to stop early."""
        self._settle(groups)
        self._tokens.give(self._more)
        try:
            self._take_in()
            self._start_some()
            gc.collect()
            gc.freeze()  # so that nobody looks through every test again, nor pytest at its end
            for child in [child for child in self._children.values() if child.is_ahead]:
                self._hear(child)
            while self._waiting or self._children:
                self._start_some()
                for child in self._ready():
                    self._hear(child)
                self._stop_if_told()
        finally:
            self.close()

    def _take_in(self) -> None:
        """Read what was said, so that nobody waits for it to be heard."""
        for key, _ in self._selector.select(0):
            child = key.data
            if not child.read():
                child.silent = True
                self._selector.unregister(child.pipe)

    def _start_some(self) -> None:
        busy = sum(not child.silent for child in self._children.values())
        for _ in range(min(self._workers - busy, len(self._waiting))):
            self._start(self._waiting.pop())

    def abandon(self) -> None:
        """End whatever runs; nothing more is heard of it."""
        for child in list(self._children.values()):
            self._leave(child)
            child.kill()
        self._waiting.clear()

    def close(self) -> None:
        """End whatever runs, and let go of all."""
        self.abandon()
        self._selector.close()
        self._tokens.close()

    def _queue(self, groups: list[list[Any]]) -> None:
        """The longest is taken first, from the end."""
        self._waiting = sorted(groups, key=self._expected)

    def _settle(self, groups: list[list[Any]]) -> None:
        """Now it is known what is to run: whoever ran ahead is held against that."""
        by_file = {file_of(group[0]): group for group in groups}
        for child in self._children.values():
            child.items = by_file.pop(child.file, [])
        self._queue(list(by_file.values()))

    def _start(self, items: list[Any], before: Callable[[], None] | None = None) -> None:
        self._number += 1
        inner, outer = wide_pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if process == 0:
            os.close(inner)
            base = self._base and self._base / f"file-{self._number}"
            be_a_child(self._session, items, outer, base, self._tokens, before)
        os.close(outer)
        child = FileProcess(process, inner, items, file_of(items[0]), is_ahead=before is not None)
        self._children[process] = child
        self._selector.register(inner, selectors.EVENT_READ, child)

    def _ready(self) -> Iterator[FileProcess]:
        """Children that have said something or ended; a pipe may be held open by a grandchild."""
        heard = {key.data.process: key.data for key, _ in self._selector.select(POLL_SECONDS)}
        yield from heard.values()
        for child in list(self._children.values()):
            if child.process not in heard and child.has_ended():
                yield child

    def _hear(self, child: FileProcess) -> None:
        child.silent = child.silent or not child.read()
        for kind, content in child.messages():
            if kind == "items" and content != [item.nodeid for item in child.items]:
                self._do_again(child)
                return
            self._understand(child, kind, content)
        if child.done or child.silent or child.status is not None:
            self._leave(child)
            child.close()
            if not child.done:
                self._tokens.give(1)
                self._crashed(child) if child.knows_its_items else self._again(child)

    def _leave(self, child: FileProcess) -> None:
        if child.pipe in self._selector.get_map():
            self._selector.unregister(child.pipe)
        del self._children[child.process]

    def _do_again(self, child: FileProcess) -> None:
        """It ran ahead with other tests than those that are wanted: it does not count."""
        self._leave(child)
        child.kill()
        self._tokens.give(1)
        self._again(child)

    def _again(self, child: FileProcess) -> None:
        if child.items:
            self._queue([*self._waiting, child.items])

    def _understand(self, child: FileProcess, kind: str, content: Any) -> None:
        if kind == "items":
            child.knows_its_items = True
        elif kind == "start":
            self._finish(child)
            child.running = content
            self._hook.pytest_runtest_logstart(nodeid=content[0], location=content[1])
        elif kind == "report":
            config = self._session.config
            report = self._hook.pytest_report_from_serializable(config=config, data=content)
            self._hook.pytest_runtest_logreport(report=report)
        elif kind == "stop":
            self._session.shouldstop = content
        elif kind == "exit":
            raise pytest.exit.Exception(*content)
        elif kind == "interrupt":
            raise KeyboardInterrupt(content)
        elif kind == "error":
            raise RuntimeError(content)
        elif kind == "late":
            self._session.config.add_cleanup(lambda: _fail(content))
        elif kind == "done":
            self._finish(child)
            child.done = True

    def _finish(self, child: FileProcess) -> None:
        if child.running is not None:
            nodeid, location = child.running
            self._hook.pytest_runtest_logfinish(nodeid=nodeid, location=location)
            child.running = None

    def _crashed(self, child: FileProcess) -> None:
        """The process of a file has ended by itself: so has the test that ran in it."""
        nodeid, location = child.running or (child.items[0].nodeid, child.items[0].location)
        how = f"the process of this file {_end_in_words(child.status)} while this test ran"
        report = pytest.TestReport(
            nodeid=nodeid,
            location=location,
            keywords={},
            outcome="failed",
            longrepr=how,
            when="call",
        )
        self._hook.pytest_runtest_logreport(report=report)

    def _stop_if_told(self) -> None:
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)


def file_of(item: Any) -> str:
    """The test file that a test is in, as pytest calls it."""
    return str(item.nodeid).partition("::")[0]


def _fail(why: str) -> None:
    """End as pytest does for what it notices after the last test."""
    raise RuntimeError(why)


def _end_in_words(status: int | None) -> str:
    if status is None:
        return "closed its connection"
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with exit code {os.WEXITSTATUS(status)}"


def _base_folder(config: Any) -> Path | None:
    """The folder of the run's temporary folders, made before anybody forks.

    None where it cannot be made, which is for those tests to find out that ask for one.
    """
    factory = getattr(config, "_tmp_path_factory", None)
    try:
        return None if factory is None else Path(factory.getbasetemp())
    except OSError:
        return None
