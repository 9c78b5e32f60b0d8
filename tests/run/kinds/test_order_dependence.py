"""Files that fail by themselves and pass with others, decided from values."""

from __future__ import annotations

import pytest

from devloop.git.record import replace
from devloop.run.kinds.order_dependence import (
    by_one_process,
    compare,
    confirm_retries,
    needs_one_process,
    suspects,
    with_history,
)
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


def spread_green(*cases: CaseResult) -> RunResult:
    ran = green(*cases)
    assert ran.suite is not None
    return replace(ran, suite=replace(ran.suite, spread=True))


def passed(case: CaseResult) -> CaseResult:
    return replace(case, outcome=CaseOutcome.PASSED)


def test_a_set_of_files_that_no_ordinary_run_has_passed_is_run_once_more() -> None:
    ran = spread_green(GOOD, passed(OTHER))
    assert needs_one_process(ran, None, {})
    assert needs_one_process(ran, SuiteResult(confirmed=("test_a.py",)), {})
    assert not needs_one_process(ran, SuiteResult(confirmed=("test_a.py", "test_b.py")), {})
    assert not needs_one_process(green(GOOD), None, {})


def test_what_fails_beside_others_and_passes_alone_is_decided_by_one_process() -> None:
    known = SuiteResult(independent=("test_a.py",), confirmed=("test_a.py",))
    ran = apart(GOOD, BAD)
    assert needs_one_process(ran, known, {"test_a.py": green(GOOD)})
    assert not needs_one_process(ran, known, {"test_a.py": red(BAD)})
    assert needs_one_process(ran, known, {})


def test_what_collides_side_by_side_has_passed_and_stays_in_one_process() -> None:
    ran = by_one_process(apart(GOOD, BAD), green(GOOD, passed(BAD)))
    assert ran.outcome is Outcome.PASSED
    assert ran.before is None
    assert ran.suite is not None
    assert ran.suite.order_dependent == ("test_a.py",)


def test_what_another_file_spoils_has_failed_however_it_passes_apart() -> None:
    ran = by_one_process(spread_green(GOOD, passed(OTHER)), red(GOOD, OTHER))
    assert ran.outcome is Outcome.FAILED
    assert "fails only in one process with the other test files: test_b.py" in ran.note
    assert ran.suite is not None
    assert ran.suite.order_dependent == ("test_b.py",)


def test_where_both_say_the_same_that_is_remembered() -> None:
    ran = by_one_process(spread_green(GOOD, passed(OTHER)), green(GOOD, passed(OTHER)))
    assert ran.suite is not None
    assert (ran.outcome, ran.suite.spread, ran.note) == (Outcome.PASSED, True, "")
    assert ran.suite.confirmed == ("test_a.py", "test_b.py")


@pytest.mark.parametrize("outcome", [Outcome.ERRORED, Outcome.TIMED_OUT, Outcome.CANCELLED])
def test_a_pass_that_the_ordinary_run_cannot_confirm_is_none(outcome: Outcome) -> None:
    together = replace(green(GOOD), outcome=outcome)
    assert by_one_process(spread_green(GOOD), together).outcome is outcome
    assert by_one_process(apart(BAD), together).outcome is Outcome.FAILED


def test_what_fails_each_time_beside_the_others_is_no_chance() -> None:
    ran, lenient = red(GOOD, BAD), green(GOOD, BAD)
    assert confirm_retries(ran, lenient, green(GOOD)) is lenient
    spoilt = confirm_retries(ran, lenient, red(GOOD, BAD))
    assert spoilt.outcome is Outcome.FAILED
    assert "fails beside the other test files, and passes alone: test_a.py" in spoilt.note
