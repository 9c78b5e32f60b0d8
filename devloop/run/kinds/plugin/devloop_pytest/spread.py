"""Loaded by the project's pytest: test files side by side, each on its own.

pytest collects as ever, once. Then every test file runs in a process of its own, forked from that
state, in which no test has run: so no file meets what another one left behind, and all that hears
of results (terminal, reports, other plugins) hears it here. Where that would not be right (threads
are running, somebody else spreads or measures the run, session fixtures that cost much) it steps
aside, says why, and pytest runs as ever.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .child import Child, be_a_child

if TYPE_CHECKING:
    from collections.abc import Iterator

SPREAD = "DEVLOOP_TEST_SPREAD"
"""Names the variable with the wish: `workers`, `seconds` (by file), `careful`."""
POLL_SECONDS = 0.2


def pytest_configure(config: Any) -> None:
    """Stand ready, if asked to."""
    wish = os.environ.pop(SPREAD, None)
    if wish is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Spread(config, json.loads(wish)), "devloop-spread")


class Spread:
    """Runs the collected tests in one process for each file."""

    def __init__(self, config: Any, wish: dict[str, Any]) -> None:
        self._config = config
        self._workers = int(wish["workers"])
        self._seconds: dict[str, float] = wish["seconds"]
        self._careful = bool(wish["careful"])
        self._resume = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Collecting makes many objects and little garbage: looking for it can wait."""
        self._resume = gc.isenabled()
        gc.disable()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool | None:
        """All tests, unless pytest had better run them itself."""
        if self._resume:
            gc.enable()
        options = self._config.option
        if session.testsfailed and not options.continue_on_collection_errors:
            return None
        if options.collectonly:
            return None
        groups = _by_file(session.items)
        why = self._obstacle(session, len(groups))
        _tell(self._config, "whole" if why else "spread", why)
        if why:
            return None
        groups.sort(key=lambda group: -self._expected(group))
        Loop(session, groups, self._workers).run()
        return True

    def _obstacle(self, session: Any, files: int) -> str:
        """Why the tests are not spread; nothing when they are."""
        if not hasattr(os, "fork") or sys.platform == "darwin":
            return "this system cannot fork safely"
        if files < 2:
            return "there is only one test file"
        if _threads() > 1:
            return "threads were already running when the tests had been collected"
        plugins = self._config.pluginmanager
        for name in ("dsession", "_cov"):
            if plugins.hasplugin(name):
                return f"another plugin ({name}) follows the whole run"
        return _fixtures_in_the_way(session) if self._careful else ""

    def _expected(self, group: list[Any]) -> float:
        """Seconds the file took last time; of a new one, more than any, so that it starts early."""
        return self._seconds.get(_file(group[0]), float(len(group)))


def _tell(config: Any, how: str, why: str) -> None:
    listener = config.pluginmanager.get_plugin("devloop-listener")
    if listener is not None:
        listener.tell("isolation", how=how, why=why)


def _file(item: Any) -> str:
    return str(item.nodeid).partition("::")[0]


def _by_file(items: list[Any]) -> list[list[Any]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(_file(item), []).append(item)
    return list(groups.values())


def _threads() -> int:
    """Threads of this process, those that Python does not know of too where that can be seen."""
    with suppress(OSError):
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names are all that is wanted
    return threading.active_count()


def _fixtures_in_the_way(session: Any) -> str:
    """A fixture of the project's that is made once for all files: each file would make it anew."""
    rootdir = str(session.config.rootpath)
    for item in session.items:
        for definitions in _definitions(item):
            for fixture in definitions:
                code = getattr(getattr(fixture, "func", None), "__code__", None)
                made_here = code is not None and code.co_filename.startswith(rootdir + os.sep)
                if made_here and fixture.scope in ("session", "package"):
                    return f"fixture {fixture.argname} is made once for all files"
    return ""


def _definitions(item: Any) -> list[Any]:
    known = getattr(item, "_fixtureinfo", None)
    return [] if known is None else list(known.name2fixturedefs.values())


class Loop:
    """The children that run, and what is still to start."""

    def __init__(self, session: Any, groups: list[list[Any]], workers: int) -> None:
        self._session = session
        self._hook = session.config.hook
        self._waiting = groups[::-1]
        self._workers = workers
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, Child] = {}
        self._number = 0

    def run(self) -> None:
        """Run everything; raises what pytest's own loop raises to stop early."""
        base = _base_folder(self._session.config)
        gc.collect()
        gc.freeze()  # so that no child touches every object in its first collection
        try:
            while self._waiting or self._children:
                while self._waiting and len(self._children) < self._workers:
                    self._start(self._waiting.pop(), base)
                for child in self._ready():
                    self._hear(child)
                self._stop_if_told()
        finally:
            for child in self._children.values():
                child.kill()
            self._selector.close()
            gc.unfreeze()

    def _start(self, items: list[Any], base: Path | None) -> None:
        self._number += 1
        inner, outer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if process == 0:
            os.close(inner)
            be_a_child(self._session, items, outer, base and base / f"file-{self._number}")
        os.close(outer)
        child = Child(process, inner, items)
        self._children[process] = child
        self._selector.register(inner, selectors.EVENT_READ, child)

    def _ready(self) -> Iterator[Child]:
        """Children that have said something or ended; a pipe may be held open by a grandchild."""
        heard = {key.data.process: key.data for key, _ in self._selector.select(POLL_SECONDS)}
        yield from heard.values()
        for child in list(self._children.values()):
            if child.process not in heard and child.has_ended():
                yield child

    def _hear(self, child: Child) -> None:
        open_still = child.read()
        for kind, content in child.messages():
            self._understand(child, kind, content)
        if child.done or not open_still or child.status is not None:
            self._selector.unregister(child.pipe)
            del self._children[child.process]
            child.close()
            if not child.done:
                self._crashed(child)

    def _understand(self, child: Child, kind: str, content: Any) -> None:
        if kind == "start":
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
        elif kind == "done":
            self._finish(child)
            child.done = True

    def _finish(self, child: Child) -> None:
        if child.running is not None:
            nodeid, location = child.running
            self._hook.pytest_runtest_logfinish(nodeid=nodeid, location=location)
            child.running = None

    def _crashed(self, child: Child) -> None:
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


def _end_in_words(status: int | None) -> str:
    if status is None:
        return "closed its connection"
    if os.WIFSIGNALED(status):
        return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with exit code {os.WEXITSTATUS(status)}"


def _base_folder(config: Any) -> Path | None:
    """The folder of the run's temporary folders, made before anybody forks."""
    factory = getattr(config, "_tmp_path_factory", None)
    return None if factory is None else Path(factory.getbasetemp())
