"""Failing tests that do not stand in the way: in quarantine, or passed alone in a fresh process.

Only a run that failed for nothing but these is let through: every test ran, and pytest counted
no failure that no test explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.git.record import replace
from devloop.run.kinds.pytest_result import FAILED
from devloop.run.process.supervise import End
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome

MOST_FILES = 3
"""Failing files that are tried again; more than these do not fail by chance."""


def apply_quarantine(ran: RunResult, quarantine: Sequence[str]) -> RunResult:
    """The same with failing tests in quarantine forgiven."""
    bad = ran.suite.bad if ran.suite is not None else ()
    named = [case for case in bad if case.id in quarantine or case.file in quarantine]
    if not named:
        return ran
    return _regraded(ran, {case.id: CaseOutcome.QUARANTINED for case in named}, "in quarantine")


def worth_another_try(ran: RunResult) -> tuple[str, ...]:
    """The files to run once more alone; none where that could not change the outcome."""
    suite = ran.suite
    if suite is None or ran.outcome is not Outcome.FAILED or not is_explained(ran):
        return ()
    files = tuple(dict.fromkeys(case.file for case in suite.bad))
    return files if len(files) <= MOST_FILES else ()


def apply_retries(ran: RunResult, alone: Mapping[str, RunResult]) -> RunResult:
    """The same with failing tests that passed alone, in their file, counted as flaky."""
    suite = ran.suite
    if suite is None:
        return ran
    good = {name for name, second in alone.items() if _repeats(suite, name, second)}
    flaky = [case for case in suite.bad if case.file in good]
    if not flaky:
        return ran
    weighed = _regraded(
        ran,
        {case.id: CaseOutcome.FLAKY for case in flaky},
        "flaky: it failed, then passed alone in a fresh process",
    )
    return replace(weighed, before=ran)


def _repeats(suite: SuiteResult, file: str, second: RunResult) -> bool:
    """True if a second run of a file passed and holds all tests of the first."""
    if second.outcome is not Outcome.PASSED or second.suite is None:
        return False
    first = {case.id for case in suite.cases if case.file == file}
    return first <= {case.id for case in second.suite.cases}


def _regraded(ran: RunResult, outcomes: Mapping[str, CaseOutcome], why: str) -> RunResult:
    suite = ran.suite
    assert suite is not None  # noqa: S101 - only what has tests is asked about
    lenient = suite.regraded(outcomes)
    note = f"{why}: {', '.join(list(outcomes)[:3])}{' …' if len(outcomes) > 3 else ''}"
    passed = not lenient.bad and is_explained(ran)
    return replace(
        ran,
        suite=lenient,
        outcome=Outcome.PASSED if passed else ran.outcome,
        note="; ".join(filter(None, (ran.note, note))),
    )


def is_explained(ran: RunResult) -> bool:
    """True if the run is complete and failed for its failing tests alone."""
    suite = ran.suite
    return (
        suite is not None
        and ran.end is End.EXITED
        and ran.exit_code == FAILED == suite.ended
        and not suite.unexplained
        and not suite.errors
        and not suite.running
        and not suite.dry
        and len(suite.cases) >= (suite.collected or 0)
    )


def flaky_cases(before: SuiteResult | None, now: SuiteResult) -> tuple[CaseResult, ...]:
    """Tests that were seen to fail and to pass on the same tree, with the account of failing."""
    marked = tuple(case for case in now.cases if case.outcome is CaseOutcome.FLAKY)
    good = {case.id for case in now.cases if case.outcome is CaseOutcome.PASSED}
    earlier = before.bad if before is not None else ()
    return (*marked, *(case for case in earlier if case.id in good))
