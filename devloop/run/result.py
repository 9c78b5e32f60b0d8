"""Result of one check on one subject."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from devloop.config.model import Check
from devloop.git.record import dataclass
from devloop.run.subject import Subject
from devloop.verdict.outcome import Digest, Outcome

if TYPE_CHECKING:
    from devloop.run.testing.suite_result import SuiteResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of one check, reused or fresh."""

    check: Check
    outcome: Outcome
    reused: bool = False
    flaky: bool = False
    """True if the same tree has come to the other outcome before."""
    steady: int = 1
    """How often in a row the same tree has come to this outcome."""
    seconds: float = 0.0
    """How long the run took; of a reused verdict, how long it took then."""
    key: Digest | None = None
    exit_code: int | None = None
    output: bytes = b""
    """What the check printed; of a reused verdict, fetched from its log when it failed."""
    note: str = ""
    """Note beyond the outcome, as a sentence."""
    hint: str = ""
    """The next command, where there is one."""
    suite: SuiteResult | None = None
    """Test by test, where the kind of check knows."""
    kept: bool = True
    """True if the verdict was kept, or had been."""


class ReportStatus(Enum):
    """Decision of all checks of a subject."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All results of one subject, in the order of the configuration."""

    subject: Subject
    results: tuple[Result, ...]

    @property
    def decision(self) -> ReportStatus:
        """Passed only if every check passed or had nothing to check."""
        outcomes = {result.outcome for result in self.results}
        if Outcome.FAILED in outcomes:
            return ReportStatus.FAILED
        if outcomes <= {Outcome.PASSED, Outcome.SKIPPED}:
            return ReportStatus.PASSED
        return ReportStatus.ERRORED
