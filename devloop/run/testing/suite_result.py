"""Result of a test run, test by test.

It knows nothing of processes; what an exit code adds is the business of the kind of check.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from devloop.git.record import dataclass, replace


class CaseOutcome(Enum):
    """Outcome of one test."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    """What it needs (a fixture, an import) failed before or after it."""
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    """It failed as the project says it must."""

    FLAKY = "flaky"
    """It failed, and passed alone in a fresh process; what is said of it is of its failing."""

    QUARANTINED = "quarantined"
    """It failed, and the configuration says that this does not count now."""

    @property
    def is_bad(self) -> bool:
        """True if it stands in the way."""
        return self in {CaseOutcome.FAILED, CaseOutcome.BROKEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One test (or a file that could not be collected) in one run."""

    id: str
    """As the runner calls it, relative to the root of the content."""
    outcome: CaseOutcome
    seconds: float = 0.0
    message: str = ""
    """The assertion or exception, when bad."""
    place: str = ""
    """`file:line` of where it went wrong, in the content where possible."""
    text: str = ""
    """The runner's account of it with what it printed, bounded; only when bad."""

    @property
    def file(self) -> str:
        """The file it is in."""
        return self.id.partition("::")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """All that was reported of one run of tests."""

    cases: tuple[CaseResult, ...] = ()
    errors: tuple[CaseResult, ...] = ()
    """Files that could not be collected."""
    collecting: str = ""
    """The file that was being collected last, where no tests were known yet."""
    collected: int | None = None
    """Tests that were going to run; None: the runner did not get that far, or did not say."""
    running: tuple[str, ...] = ()
    """Tests that began and did not end."""
    ended: int | None = None
    """The exit status with which the runner ended its session, the highest of several; None: it
    began one that it never ended."""
    unexplained: int = 0
    """Failures that the runner counted beside those of tests, such as too little coverage."""
    spread: bool = False
    """True if each file had a process of its own."""
    whole_because: str = ""
    """Why it had not, where that was asked for."""
    independent: tuple[str, ...] = ()
    """Files that have passed in a process of their own, in this run or an earlier one."""
    order_dependent: tuple[str, ...] = ()
    """Files that pass only in one process with the others, or fail only there."""
    confirmed: tuple[str, ...] = ()
    """Files of which one ordinary run of all has said the same, in this run or an earlier one."""
    altered: bool = False
    """True if somebody else wrote to the report, or took something away."""
    narrow: str = ""
    """The option by which it ran only what failed earlier."""
    dry: bool = False
    """True if the runner was told not to run anything."""

    @property
    def bad(self) -> tuple[CaseResult, ...]:
        """What stands in the way: uncollectable files first."""
        return (*self.errors, *(case for case in self.cases if case.outcome.is_bad))

    def regraded(self, outcomes: Mapping[str, CaseOutcome]) -> SuiteResult:
        """The same with other grades for some tests."""
        cases = tuple(
            replace(case, outcome=outcomes.get(case.id, case.outcome)) for case in self.cases
        )
        return replace(self, cases=cases)

    def count(self, *outcomes: CaseOutcome) -> int:
        """Number of tests came to one of these."""
        return sum(case.outcome in outcomes for case in self.cases)

    @property
    def seconds(self) -> dict[str, float]:
        """How long the tests of each file took."""
        return {name: sum(t.seconds for t in cases) for name, cases in self.files().items()}

    def files(self) -> dict[str, tuple[CaseResult, ...]]:
        """The tests of each file, in the order of the run."""
        found: dict[str, list[CaseResult]] = {}
        for case in (*self.errors, *self.cases):
            found.setdefault(case.file, []).append(case)
        return {name: tuple(cases) for name, cases in found.items()}
