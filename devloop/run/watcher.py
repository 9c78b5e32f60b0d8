"""Watcher of a run: events for whoever watches; silent by default."""

from __future__ import annotations

from devloop.config.model import Check
from devloop.run.planning.planned_check import PlannedCheck
from devloop.run.result import Result
from devloop.run.subject import Subject


class Watcher:
    """Hears everything and says nothing. Methods may be called from several threads."""

    def planned(self, subject: Subject, planned_checks: tuple[PlannedCheck, ...]) -> None:
        """It is known what is reused and what has to run."""

    def started(self, check: Check, expected: float | None) -> None:
        """A check runs now; it usually takes `expected` seconds."""

    def output(self, check: Check, chunk: bytes) -> None:
        """A check printed something."""

    def counted(self, check: Check, ended: int, total: int, bad: int) -> None:
        """So many tests of a check have ended, out of `total` (0: not known yet)."""

    def waiting(self, check: Check, whom: str) -> None:
        """Somebody else is working the same out; this one waits."""

    def finished(self, result: Result) -> None:
        """A check has its outcome, reused or fresh."""

    def warning(self, text: str) -> None:
        """Something a person should know that changes no outcome."""


SILENT = Watcher()
