"""Failing tests that do not stand in the way: in quarantine, or passed alone in a fresh process.

Only a run that failed for nothing but these is let through: every test ran, and pytest counted
no failure that no test explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.git.record import replace
from devloop.run.kinds.pytest_result import FAILED
from devloop.run.process.supervise import End
from devloop.run.run_result import Happened
from devloop.run.testing.suite_result import Grade, Suite, Trial
from devloop.verdict.outcome import Outcome

MOST_FILES = 3
"""Failing files that are tried again; more than these do not fail by chance."""


def forgive(happened: Happened, quarantine: Sequence[str]) -> Happened:
    """The same with failing tests in quarantine forgiven."""
    bad = happened.suite.bad if happened.suite is not None else ()
    named = [trial for trial in bad if trial.id in quarantine or trial.file in quarantine]
    if not named:
        return happened
    return _regraded(happened, {trial.id: Grade.QUARANTINED for trial in named}, "in quarantine")


def worth_another_try(happened: Happened) -> tuple[str, ...]:
    """The files to run once more alone; none where that could not change the outcome."""
    suite = happened.suite
    if suite is None or happened.outcome is not Outcome.FAILED or not is_explained(happened):
        return ()
    files = tuple(dict.fromkeys(trial.file for trial in suite.bad))
    return files if len(files) <= MOST_FILES else ()


def weigh(happened: Happened, alone: Mapping[str, Happened]) -> Happened:
    """The same with failing tests that passed alone, in their file, counted as flaky."""
    suite = happened.suite
    if suite is None:
        return happened
    good = {name for name, second in alone.items() if _repeats(suite, name, second)}
    flaky = [trial for trial in suite.bad if trial.file in good]
    if not flaky:
        return happened
    weighed = _regraded(
        happened,
        {trial.id: Grade.FLAKY for trial in flaky},
        "flaky, since it failed and then passed alone in a fresh process",
    )
    return replace(weighed, before=happened)


def _repeats(suite: Suite, file: str, second: Happened) -> bool:
    """Whether a second run of a file passed and holds all tests of the first."""
    if second.outcome is not Outcome.PASSED or second.suite is None:
        return False
    first = {trial.id for trial in suite.trials if trial.file == file}
    return first <= {trial.id for trial in second.suite.trials}


def _regraded(happened: Happened, grades: Mapping[str, Grade], why: str) -> Happened:
    suite = happened.suite
    assert suite is not None  # noqa: S101 - only what has tests is asked about
    lenient = suite.regraded(grades)
    note = f"{why}: {', '.join(list(grades)[:3])}{' …' if len(grades) > 3 else ''}"
    passed = not lenient.bad and is_explained(happened)
    return replace(
        happened,
        suite=lenient,
        outcome=Outcome.PASSED if passed else happened.outcome,
        note="; ".join(filter(None, (happened.note, note))),
    )


def is_explained(happened: Happened) -> bool:
    """Whether the run is complete and failed for its failing tests alone."""
    suite = happened.suite
    return (
        suite is not None
        and happened.end is End.EXITED
        and happened.exit_code == FAILED == suite.ended
        and not suite.unexplained
        and not suite.errors
        and not suite.running
        and not suite.dry
        and len(suite.trials) >= (suite.collected or 0)
    )


def flaky_trials(before: Suite | None, now: Suite) -> tuple[Trial, ...]:
    """Tests that were seen to fail and to pass on the same content, with the account of failing."""
    marked = tuple(trial for trial in now.trials if trial.grade is Grade.FLAKY)
    good = {trial.id for trial in now.trials if trial.grade is Grade.PASSED}
    earlier = before.bad if before is not None else ()
    return (*marked, *(trial for trial in earlier if trial.id in good))
