"""What a run of tests came to, test by test.

It knows nothing of processes; what an exit code adds is the business of the kind of check.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from devloop.git.record import dataclass, replace


class Grade(Enum):
    """What one test came to."""

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
        """Whether it stands in the way."""
        return self in {Grade.FAILED, Grade.BROKEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test (or a file that could not be collected) in one run."""

    id: str
    """As the runner calls it, relative to the root of the content."""
    grade: Grade
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
class Suite:
    """All that was reported of one run of tests."""

    trials: tuple[Trial, ...] = ()
    errors: tuple[Trial, ...] = ()
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
    """Whether each file had a process of its own."""
    whole_because: str = ""
    """Why it had not, where that was asked for."""
    independent: tuple[str, ...] = ()
    """Files that have passed in a process of their own, in this run or an earlier one."""
    leaning: tuple[str, ...] = ()
    """Files that pass only in one process with the others."""
    altered: bool = False
    """Whether somebody else wrote to the report, or took something away."""
    narrow: str = ""
    """The option by which it ran only what failed earlier."""
    dry: bool = False
    """Whether the runner was told not to run anything."""

    @property
    def bad(self) -> tuple[Trial, ...]:
        """What stands in the way: uncollectable files first."""
        return (*self.errors, *(trial for trial in self.trials if trial.grade.is_bad))

    def regraded(self, grades: Mapping[str, Grade]) -> Suite:
        """The same with other grades for some tests."""
        trials = tuple(
            replace(trial, grade=grades.get(trial.id, trial.grade)) for trial in self.trials
        )
        return replace(self, trials=trials)

    def count(self, *grades: Grade) -> int:
        """How many tests came to one of these."""
        return sum(trial.grade in grades for trial in self.trials)

    @property
    def seconds(self) -> dict[str, float]:
        """How long the tests of each file took."""
        return {name: sum(t.seconds for t in trials) for name, trials in self.files().items()}

    def files(self) -> dict[str, tuple[Trial, ...]]:
        """The tests of each file, in the order of the run."""
        found: dict[str, list[Trial]] = {}
        for trial in (*self.errors, *self.trials):
            found.setdefault(trial.file, []).append(trial)
        return {name: tuple(trials) for name, trials in found.items()}
