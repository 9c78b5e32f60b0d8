"""Files that fail by themselves and pass with others, decided from values."""

from __future__ import annotations

import pytest

from devloop.git.record import replace
from devloop.run.kinds.order_dependence import compare, suspects, with_history
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.run.kinds.test_flaky_retry import BAD, GOOD, OTHER, green, red


def apart(*cases: CaseResult) -> RunResult:
    ran = red(*cases)
    assert ran.suite is not None
    return replace(ran, suite=replace(ran.suite, spread=True))


def test_only_a_file_never_seen_to_pass_by_itself_is_in_doubt() -> None:
    assert suspects(apart(GOOD, BAD, OTHER), None) == ("test_a.py", "test_b.py")
    assert suspects(apart(GOOD, BAD, OTHER), SuiteResult(independent=("test_a.py",))) == (
        "test_b.py",
    )
    assert suspects(red(GOOD, BAD), None) == ()
    assert suspects(green(GOOD), None) == ()


@pytest.mark.parametrize("was_asked_for", [True, False])
def test_what_passes_with_the_others_is_named(*, was_asked_for: bool) -> None:
    first = apart(GOOD, BAD, OTHER)
    together = red(GOOD, replace(BAD, outcome=CaseOutcome.PASSED), OTHER)
    ran = compare(first, together, ("test_a.py", "test_b.py"), was_asked_for=was_asked_for)
    assert "passes only in one process with the other test files: test_a.py" in ran.note
    assert ran.outcome is Outcome.FAILED
    assert ran.suite is not None
    assert ran.suite.order_dependent == ("test_a.py",)
    assert len(ran.suite.bad) == (2 if was_asked_for else 1)


def test_the_ordinary_run_decides_where_nobody_asked_for_another() -> None:
    together = green(GOOD, BAD)
    assert compare(apart(GOOD, BAD), together, ("test_a.py",), was_asked_for=False).outcome is (
        Outcome.PASSED
    )
    assert compare(apart(GOOD, BAD), together, ("test_a.py",), was_asked_for=True).outcome is (
        Outcome.FAILED
    )


@pytest.mark.parametrize("outcome", [Outcome.ERRORED, Outcome.TIMED_OUT, Outcome.CANCELLED])
def test_an_ordinary_run_that_says_nothing_changes_nothing(outcome: Outcome) -> None:
    together = replace(green(GOOD, BAD), outcome=outcome)
    first = apart(GOOD, BAD)
    assert compare(first, together, ("test_a.py",), was_asked_for=False) == first


def test_a_file_that_is_not_in_the_ordinary_run_has_not_passed_there() -> None:
    first = apart(GOOD, BAD, OTHER)
    assert compare(first, green(GOOD), ("test_b.py",), was_asked_for=False) == first


def test_what_was_seen_of_files_is_remembered() -> None:
    first = with_history(apart(GOOD, OTHER), SuiteResult(independent=("test_z.py",))).suite
    assert first is not None
    assert first.independent == ("test_a.py", "test_z.py")
    order_dependent = SuiteResult(
        order_dependent=("test_a.py", "gone.py"), independent=("test_b.py",)
    )
    second = with_history(green(GOOD, OTHER), order_dependent).suite
    assert second is not None
    assert second.order_dependent == ("test_a.py",)
    assert second.independent == ("test_b.py",)
