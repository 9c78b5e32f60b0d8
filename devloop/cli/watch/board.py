"""Snapshot of `devloop watch`: every check with its state, and since when."""

from __future__ import annotations

import time
from threading import Lock

from devloop.config.model import Check
from devloop.git.record import dataclass, field, replace
from devloop.run.planning.planned_check import PlannedCheck, Run
from devloop.run.result import Report, ReportStatus, Result
from devloop.run.subject import Subject
from devloop.run.watcher import Watcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One check."""

    name: str
    result: Result | None = None
    began: float | None = None
    """When it started, by the monotonic clock; None: it does not run."""
    expected: float | None = None
    counts: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything at one moment."""

    rows: tuple[Row, ...] = ()
    report: Report | None = None
    """Of the last content that was judged to its end."""
    problem: str = ""
    """Why the content cannot be judged."""
    since: float = 0.0
    """When the light last changed, by the monotonic clock."""
    seen: float = 0.0
    """When the content was last judged."""


@dataclass(slots=True)
class Board(Watcher):
    """Keeps the moment; written to by the run, read by the page."""

    _now: Snapshot = field(default_factory=Snapshot)
    _turn: Lock = field(default_factory=Lock)

    def snapshot(self) -> Snapshot:
        """The moment."""
        return self._now

    def planned(self, subject: Subject, planned_checks: tuple[PlannedCheck, ...]) -> None:  # noqa: ARG002
        """A new tree: what is known has its light at once."""
        notes = {one.check.name: "next" if isinstance(one, Run) else "" for one in planned_checks}
        with self._turn:
            rows = tuple(Row(name=name, note=note) for name, note in notes.items())
            self._now = replace(self._now, rows=rows)

    def started(self, check: Check, expected: float | None) -> None:
        """It runs now."""
        self._set(Row(name=check.name, began=time.monotonic(), expected=expected))

    def counted(self, check: Check, ended: int, total: int, bad: int) -> None:
        """So many tests of it have ended."""
        failed = f", {bad} failed" if bad else ""
        with self._turn:
            rows = tuple(
                replace(row, counts=f"{ended}/{total or '?'}{failed}")
                if row.name == check.name
                else row
                for row in self._now.rows
            )
            self._now = replace(self._now, rows=rows)

    def waiting(self, check: Check, whom: str) -> None:
        """Somebody else is at it."""
        self._set(Row(name=check.name, note=f"waiting for {whom}"))

    def finished(self, result: Result) -> None:
        """It has its light."""
        self._set(Row(name=result.check.name, result=result))

    def judged(self, report: Report) -> None:
        """A tree was judged to its end."""
        now = time.monotonic()
        rows = tuple(Row(name=one.check.name, result=one) for one in report.results)
        with self._turn:
            before = self._now.report
            same = before is not None and before.decision is report.decision
            since = self._now.since if same and not self._now.problem else now
            self._now = Snapshot(rows=rows, report=report, since=since, seen=now)

    def failed(self, problem: str) -> None:
        """A tree cannot be judged."""
        now = time.monotonic()
        with self._turn:
            since = self._now.since if self._now.problem == problem else now
            self._now = Snapshot(problem=problem, since=since, seen=now)

    def _set(self, new: Row) -> None:
        with self._turn:
            rows = tuple(new if row.name == new.name else row for row in self._now.rows)
            self._now = replace(self._now, rows=rows)


def decision_of(snapshot: Snapshot) -> ReportStatus | None:
    """The light as a whole; None before the first."""
    if snapshot.problem:
        return ReportStatus.ERRORED
    return snapshot.report.decision if snapshot.report else None
