"""Which failing tests stand in the way, decided from values."""

from __future__ import annotations

import pytest

from devloop.git.record import replace
from devloop.run.kinds.flaky_retry import (
    apply_quarantine,
    apply_retries,
    flaky_cases,
    worth_another_try,
)
from devloop.run.process.supervise import End
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome

GOOD = CaseResult(id="test_a.py::test_good", outcome=CaseOutcome.PASSED)
BAD = CaseResult(id="test_a.py::test_bad", outcome=CaseOutcome.FAILED, message="no")
OTHER = CaseResult(id="test_b.py::test_bad", outcome=CaseOutcome.FAILED, message="neither")


def red(*cases: CaseResult) -> RunResult:
    suite = SuiteResult(cases=cases, collected=len(cases), ended=1)
    return RunResult(outcome=Outcome.FAILED, seconds=1.0, exit_code=1, output=b"", suite=suite)


def green(*cases: CaseResult) -> RunResult:
    good = tuple(replace(case, outcome=CaseOutcome.PASSED) for case in cases)
    return replace(
        red(), outcome=Outcome.PASSED, exit_code=0, suite=SuiteResult(cases=good, ended=0)
    )


def test_what_passes_alone_is_passed_and_flaky() -> None:
    first = red(GOOD, BAD)
    ran = apply_retries(first, {"test_a.py": green(GOOD, BAD)})
    assert ran.outcome is Outcome.PASSED
    assert ran.before == first
    assert ran.suite is not None
    assert [case.outcome for case in ran.suite.cases] == [CaseOutcome.PASSED, CaseOutcome.FLAKY]


def test_what_fails_alone_too_is_failed() -> None:
    assert apply_retries(red(GOOD, BAD), {"test_a.py": red(GOOD, BAD)}).outcome is Outcome.FAILED


def test_one_flaky_file_does_not_excuse_another() -> None:
    alone = {"test_a.py": green(BAD), "test_b.py": red(OTHER)}
    ran = apply_retries(red(BAD, OTHER), alone)
    assert ran.outcome is Outcome.FAILED
    assert ran.suite is not None
    assert ran.suite.bad == (OTHER,)


def test_a_second_run_with_other_tests_excuses_nothing() -> None:
    assert apply_retries(red(GOOD, BAD), {"test_a.py": green(GOOD)}).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "change",
    [
        {"unexplained": 1},
        {"collected": 9},
        {"ended": None},
        {"ended": 2},
        {"running": ("test_a.py::test_x",)},
        {"errors": (OTHER,)},
        {"dry": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_run_that_failed_for_more_than_its_tests_is_not_excused(
    change: dict[str, object],
) -> None:
    first = red(GOOD, BAD)
    assert first.suite is not None
    first = replace(first, suite=replace(first.suite, **change))  # type: ignore[arg-type]
    assert worth_another_try(first) == ()
    assert apply_retries(first, {"test_a.py": green(GOOD, BAD)}).outcome is Outcome.FAILED
    assert apply_quarantine(first, ("test_a.py",)).outcome is Outcome.FAILED


@pytest.mark.parametrize("change", [{"end": End.TIMED_OUT}, {"exit_code": 3}, {"exit_code": -11}])
def test_a_run_that_ended_otherwise_is_not_excused(change: dict[str, object]) -> None:
    first = replace(red(GOOD, BAD), **change)  # type: ignore[arg-type]
    assert worth_another_try(first) == ()


def test_many_failing_files_are_no_chance() -> None:
    many = tuple(
        CaseResult(id=f"test_{n}.py::test_bad", outcome=CaseOutcome.FAILED) for n in range(4)
    )
    assert worth_another_try(red(*many)) == ()


@pytest.mark.parametrize("named", ["test_a.py::test_bad", "test_a.py"])
def test_quarantine_forgives_a_test_or_a_file(named: str) -> None:
    ran = apply_quarantine(red(GOOD, BAD), (named,))
    assert ran.outcome is Outcome.PASSED
    assert "test_a.py::test_bad" in ran.note


def test_quarantine_forgives_no_other() -> None:
    ran = apply_quarantine(red(BAD, OTHER), ("test_a.py",))
    assert ran.outcome is Outcome.FAILED


def test_a_test_that_failed_before_and_passes_now_is_flaky() -> None:
    now = SuiteResult(cases=(GOOD, replace(BAD, outcome=CaseOutcome.PASSED)))
    assert flaky_cases(red(GOOD, BAD).suite, now) == (BAD,)
