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
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from .ahead import RunAhead
from .loop import Loop, file_of

if TYPE_CHECKING:
    from collections.abc import Generator

SPREAD = "DEVLOOP_TEST_SPREAD"
"""Names the variable with the wish: `workers`, `seconds` (by file), `careful`, `ahead`."""

INSTALLED = (sys.prefix + os.sep, sys.base_prefix + os.sep)
"""Where fixtures of others come from, which may be a folder of the project's."""


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
        self._ahead_workers = int(wish.get("ahead", 0))
        self._seconds: dict[str, float] = wish["seconds"]
        self._careful = bool(wish["careful"])
        self._loop: Loop | None = None
        self._ahead: RunAhead | None = None

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection(self, session: Any) -> Generator[None, Any, None]:
        """Collecting makes many objects and little garbage: looking for it can wait."""
        resume = gc.isenabled()
        gc.disable()
        ahead = 0 if self._general_obstacle() else self._ahead_workers
        self._loop = Loop(session, self._workers, ahead, self._expected)
        if ahead:
            self._run_ahead(self._loop)
        outcome = yield
        if self._ahead is not None:
            self._config.pluginmanager.unregister(self._ahead)
            if outcome.excinfo is not None:
                self._ahead.stop()
        if resume:
            gc.enable()

    def _run_ahead(self, loop: Loop) -> None:
        self._ahead = RunAhead(self._config, loop, self._obstacle)
        self._config.pluginmanager.register(self._ahead, "devloop-ahead")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool | None:
        """All tests, unless pytest had better run them itself."""
        options = self._config.option
        groups = _by_file(session.items)
        uncollected = session.testsfailed and not options.continue_on_collection_errors
        if uncollected or options.collectonly:
            why = None
        else:
            why = "there is only one test file" if len(groups) < 2 else ""
            why = why or self._general_obstacle() or self._obstacle(session.items)
            _tell(self._config, "whole" if why else "spread", why)
        if self._loop is None:
            return None
        if why == "":
            self._loop.run(groups)
            return True
        self._loop.close()
        return None

    def _general_obstacle(self) -> str:
        """Why nothing could be spread here; nothing when it could."""
        if not hasattr(os, "fork") or sys.platform == "darwin":
            return "this system cannot fork safely"
        plugins = self._config.pluginmanager
        for name in ("dsession", "_cov"):
            if plugins.hasplugin(name):
                return f"another plugin ({name}) follows the whole run"
        return ""

    def _obstacle(self, items: list[Any]) -> str:
        """Why these tests are not spread; nothing when they are."""
        if _threads() > 1:
            return "threads were already running when the tests had been collected"
        return _fixtures_in_the_way(self._config, items) if self._careful else ""

    def _expected(self, group: list[Any]) -> float:
        """Seconds the file took last time; of a new one, more than any, so that it starts early."""
        return self._seconds.get(file_of(group[0]), float(len(group)))


def _tell(config: Any, how: str, why: str) -> None:
    listener = config.pluginmanager.get_plugin("devloop-listener")
    if listener is not None:
        listener.tell("isolation", how=how, why=why)


def _by_file(items: list[Any]) -> list[list[Any]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(file_of(item), []).append(item)
    return list(groups.values())


def _threads() -> int:
    """Threads of this process, those that Python does not know of too where that can be seen."""
    with suppress(OSError):
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names are all that is wanted
    return threading.active_count()


def _fixtures_in_the_way(config: Any, items: list[Any]) -> str:
    """A fixture of the project's that is made once for all files: each file would make it anew."""
    rootdir = str(config.rootpath)
    for item in items:
        for definitions in _definitions(item):
            for fixture in definitions:
                code = getattr(getattr(fixture, "func", None), "__code__", None)
                file = code.co_filename if code is not None else ""
                made_here = file.startswith(rootdir + os.sep) and not file.startswith(INSTALLED)
                if made_here and fixture.scope in ("session", "package"):
                    return f"fixture {fixture.argname} is made once for all files"
    return ""


def _definitions(item: Any) -> list[Any]:
    known = getattr(item, "_fixtureinfo", None)
    return [] if known is None else list(known.name2fixturedefs.values())
