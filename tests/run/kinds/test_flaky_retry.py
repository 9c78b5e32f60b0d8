"""Which failing tests stand in the way, decided from values."""

from __future__ import annotations

import pytest

from devloop.git.record import replace
from devloop.run.kinds.flaky_retry import flaky_trials, forgive, weigh, worth_another_try
from devloop.run.process.supervise import End
from devloop.run.run_result import Happened
from devloop.run.testing.suite_result import Grade, Suite, Trial
from devloop.verdict.outcome import Outcome

GOOD = Trial(id="test_a.py::test_good", grade=Grade.PASSED)
BAD = Trial(id="test_a.py::test_bad", grade=Grade.FAILED, message="no")
OTHER = Trial(id="test_b.py::test_bad", grade=Grade.FAILED, message="neither")


def red(*trials: Trial) -> Happened:
    suite = Suite(trials=trials, collected=len(trials), ended=1)
    return Happened(outcome=Outcome.FAILED, seconds=1.0, exit_code=1, output=b"", suite=suite)


def green(*trials: Trial) -> Happened:
    good = tuple(replace(trial, grade=Grade.PASSED) for trial in trials)
    return replace(red(), outcome=Outcome.PASSED, exit_code=0, suite=Suite(trials=good, ended=0))


def test_what_passes_alone_is_passed_and_flaky() -> None:
    first = red(GOOD, BAD)
    happened = weigh(first, {"test_a.py": green(GOOD, BAD)})
    assert happened.outcome is Outcome.PASSED
    assert happened.before == first
    assert happened.suite is not None
    assert [trial.grade for trial in happened.suite.trials] == [Grade.PASSED, Grade.FLAKY]


def test_what_fails_alone_too_is_failed() -> None:
    assert weigh(red(GOOD, BAD), {"test_a.py": red(GOOD, BAD)}).outcome is Outcome.FAILED


def test_one_flaky_file_does_not_excuse_another() -> None:
    alone = {"test_a.py": green(BAD), "test_b.py": red(OTHER)}
    happened = weigh(red(BAD, OTHER), alone)
    assert happened.outcome is Outcome.FAILED
    assert happened.suite is not None
    assert happened.suite.bad == (OTHER,)


def test_a_second_run_with_other_tests_excuses_nothing() -> None:
    assert weigh(red(GOOD, BAD), {"test_a.py": green(GOOD)}).outcome is Outcome.FAILED


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
    assert weigh(first, {"test_a.py": green(GOOD, BAD)}).outcome is Outcome.FAILED
    assert forgive(first, ("test_a.py",)).outcome is Outcome.FAILED


@pytest.mark.parametrize("change", [{"end": End.TIMED_OUT}, {"exit_code": 3}, {"exit_code": -11}])
def test_a_run_that_ended_otherwise_is_not_excused(change: dict[str, object]) -> None:
    first = replace(red(GOOD, BAD), **change)  # type: ignore[arg-type]
    assert worth_another_try(first) == ()


def test_many_failing_files_are_no_chance() -> None:
    many = tuple(Trial(id=f"test_{n}.py::test_bad", grade=Grade.FAILED) for n in range(4))
    assert worth_another_try(red(*many)) == ()


@pytest.mark.parametrize("named", ["test_a.py::test_bad", "test_a.py"])
def test_quarantine_forgives_a_test_or_a_file(named: str) -> None:
    happened = forgive(red(GOOD, BAD), (named,))
    assert happened.outcome is Outcome.PASSED
    assert "test_a.py::test_bad" in happened.note


def test_quarantine_forgives_no_other() -> None:
    happened = forgive(red(BAD, OTHER), ("test_a.py",))
    assert happened.outcome is Outcome.FAILED


def test_a_test_that_failed_before_and_passes_now_is_flaky() -> None:
    now = Suite(trials=(GOOD, replace(BAD, grade=Grade.PASSED)))
    assert flaky_trials(red(GOOD, BAD).suite, now) == (BAD,)
