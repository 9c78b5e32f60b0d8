"""Loaded by the project's pytest: tells devloop what each test came to.

Runs in the project's Python (3.8 or later, with nothing but pytest), never inside devloop. Every
event is one line of JSON, written whole and at once, so that what was known survives a crash.
A pytest started by a test, or a worker of pytest-xdist (whose controller hears of everything),
writes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

REPORT, SEAL = "DEVLOOP_TEST_REPORT", "DEVLOOP_TEST_SEAL"
"""Name the variables with the file to write, and with what the seals of its lines are made of.
They are taken away at once, before any code of the project can see them."""
given = {name: os.environ.pop(name, None) for name in (REPORT, SEAL)}

MOST_TEXT = 20_000
DRY = ("collectonly", "setuponly", "setupplan", "showfixtures", "show_fixtures_per_test")
REMEMBERING = {
    ("lf",): "cache/lastfailed",
    ("stepwise", "stepwise_skip"): "cache/stepwise",
}
"""Options that leave out tests by what came of earlier runs, and where pytest keeps that."""


def pytest_configure(config: Any) -> None:
    """Begin to listen, unless somebody else in this process family does."""
    report, token = given.pop(REPORT, None), given.pop(SEAL, None)
    if report is None or hasattr(config, "workerinput"):
        return
    top = os.getcwd()  # noqa: PTH109 - plain texts
    listener = Listener(report, token or "", top)
    config.pluginmanager.register(listener, "devloop-listener")
    root = os.path.relpath(str(getattr(config, "rootpath", None) or config.rootdir), top)
    dry = any(getattr(config.option, name, None) for name in DRY)
    root = "" if root == "." else root.replace(os.sep, "/")
    listener.tell("session", root=root, dry=dry, narrow=_narrow(config))


def _narrow(config: Any) -> str:
    """The option by which earlier runs decide what is run now, where they do."""
    cache = getattr(config, "cache", None)
    for options, place in REMEMBERING.items():
        chosen = any(getattr(config.option, name, None) for name in options)
        known = cache.get(place, None) if chosen and cache is not None else None
        if known.get("last_failed", known) if isinstance(known, dict) else known:
            return "--" + options[0]
    return ""


class Listener:
    """Hears what pytest reports and writes it down."""

    def __init__(self, report: str, token: str, top: str) -> None:
        self._report = report
        self._token = token
        self._seal = ""
        self._top = top + os.sep
        self._process = os.getpid()
        self._failed = 0
        self._collected: set[str] = set()
        self._pending: dict[str, dict[str, Any]] = {}

    def tell(self, event: str, **fields: object) -> None:
        """Write one event; a forked child that runs on as if it were pytest is not heard."""
        if os.getpid() != self._process:
            return
        line = json.dumps({"event": event, **fields})
        sealed = f"{self._token} {self._seal} {line}".encode("ascii")
        self._seal = hashlib.sha256(sealed).hexdigest()
        place = os.open(self._report, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(place, f"{line}\t{self._seal}\n".encode("ascii"))
        finally:
            os.close(place)

    def pytest_collectstart(self, collector: Any) -> None:
        """A file is read, which may end the process as well as a test may."""
        if isinstance(collector, pytest.File):
            self.tell("collecting", id=collector.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        """A file was read, or cannot be collected."""
        self.tell("collecting", id="")
        if report.failed:
            self._failed += 1
            self.tell("uncollected", id=report.nodeid, grade="broken", **self._account(report))

    def pytest_collection_finish(self, session: Any) -> None:
        """What is going to run."""
        self._going_to_run(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """What a worker of pytest-xdist could run: each is handed to one of them."""
        self._going_to_run(ids)

    def _going_to_run(self, ids: Iterable[str]) -> None:
        fresh = {*ids} - self._collected
        self._collected |= fresh
        self.tell("collected", count=len(fresh))

    def pytest_runtest_logstart(self, nodeid: str, location: object) -> None:  # noqa: ARG002
        """A test begins."""
        self.tell("began", id=nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One phase of a test has ended; the worst of its phases is what the test came to."""
        known = self._pending.setdefault(report.nodeid, {"grade": "passed", "seconds": 0.0})
        self._failed += bool(report.failed and not hasattr(report, "wasxfail"))
        known["seconds"] += getattr(report, "duration", 0.0)
        grade = _grade(report)
        if _WEIGHT[grade] > _WEIGHT[known["grade"]]:
            known["grade"] = grade
            if grade in ("failed", "broken"):
                known.update(self._account(report))
        if report.when == "teardown":
            self.tell("test", id=report.nodeid, **self._pending.pop(report.nodeid))

    def pytest_sessionfinish(self, session: Any, exitstatus: int) -> None:
        """The end, and how pytest means to exit; a test without its last phase is running still."""
        for nodeid, known in self._pending.items():
            if _WEIGHT[known["grade"]] >= _WEIGHT["failed"]:
                self.tell("test", id=nodeid, **known)
        self._pending.clear()
        unexplained = max(getattr(session, "testsfailed", 0) - self._failed, 0)
        self.tell("end", status=int(exitstatus), unexplained=unexplained)

    def _account(self, report: Any) -> dict[str, str]:
        text = _bounded(getattr(report, "longreprtext", "") or str(report.longrepr or ""))
        printed = "".join(f"\n--- {name} ---\n{said}" for name, said in report.sections)
        crash = getattr(report.longrepr, "reprcrash", None)
        message = getattr(crash, "message", "") or _last_line(text)
        place = self._place(report, crash)
        return {"message": _bounded(message), "place": place, "text": _bounded(text + printed)}

    def _place(self, report: Any, crash: Any) -> str:
        """Where it went wrong: the innermost line of the content, else where pytest says."""
        found = [(str(crash.path), crash.lineno)] if crash is not None else []
        traceback = getattr(report.longrepr, "reprtraceback", None)
        for entry in getattr(traceback, "reprentries", ()):
            location = getattr(entry, "reprfileloc", None)
            if location is not None:
                found.insert(0, (str(location.path), location.lineno))
        for path, line in found:
            inside = Path(self._top, path)
            if str(inside).startswith(self._top) and inside.exists():
                return f"{os.path.relpath(str(inside), self._top)}:{line}"
        return "{}:{}".format(*found[-1]) if found else ""


_WEIGHT = {"passed": 0, "xfailed": 1, "skipped": 1, "failed": 2, "broken": 3}


def _grade(report: Any) -> str:
    if report.outcome == "passed":
        return "passed"
    if report.outcome == "skipped":
        return "xfailed" if hasattr(report, "wasxfail") else "skipped"
    if report.outcome == "failed":
        return "failed" if report.when == "call" else "broken"
    return "passed"  # such as `rerun`: another report decides


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def _bounded(text: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    half = MOST_TEXT // 2
    missing = f"\n[... {len(text) - 2 * half} characters left out ...]\n"
    return text[:half] + missing + text[-half:]
