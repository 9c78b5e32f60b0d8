"""Facts about what a trial says against the checks that were proposed."""

from __future__ import annotations

import pytest

from devloop.config.model import Check, Kind
from devloop.git.record import replace
from devloop.onboarding.trial_failures import missing_module, objections, to_quarantine
from devloop.run.result import Result
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome

TRACE = b"Traceback (most recent call last):\n  File 'a'\nImportError: no Django\n"
BAD = CaseResult(
    id="t.py::b", outcome=CaseOutcome.FAILED, message="AssertionError: assert 1\n  more"
)


def result(
    output: bytes = b"",
    outcome: Outcome = Outcome.FAILED,
    note: str = "",
    suite: SuiteResult | None = None,
) -> Result:
    check = Check(name="tests", kind=Kind.PYTEST)
    return Result(check=check, outcome=outcome, output=output, note=note, suite=suite)


def suite(good: int, bad: int, *, errors: tuple[CaseResult, ...] = ()) -> SuiteResult:
    fine = tuple(CaseResult(id=f"t.py::g{n}", outcome=CaseOutcome.PASSED) for n in range(good))
    return SuiteResult(cases=(*fine, *(BAD,) * bad), errors=errors)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (result(), "it fails on the current tree"),
        (result(b"\n\x1b[31mx.py:1 E501\x1b[0m\nmore\n"), "{}: x.py:1 E501"),
        (result(TRACE), "{}: ImportError: no Django"),
        (result(b"ImportError while loading\na.py:1\nE   NameError: x\n"), "{}: NameError: x"),
        (result(b"F401 unused\n --> a.py:1:8\n"), "{}: F401 unused --> a.py:1:8"),
        (
            result(b"[INFO] making\nerror: no network\n", Outcome.ERRORED, "it could not run"),
            "it could not run: error: no network",
        ),
        (
            result(b"no room", Outcome.ERRORED, "it could not run; see above"),
            "it could not run: no room",
        ),
        (result(outcome=Outcome.TIMED_OUT), "it ended timed-out when it was tried"),
        (result(suite=suite(1, 1)), "{}: 1 test, t.py::b: AssertionError: assert 1"),
        (result(suite=suite(0, 2)), "{}: 2 tests, t.py::b: AssertionError: assert 1"),
        (result(b"x" * 201), "{}: " + "x" * 131 + " … " + "x" * 67),
    ],
)
def test_the_objection_is_the_outcome_and_the_line_that_tells_most(found: Result, why: str) -> None:
    red = "it fails on the current tree"
    assert objections([found]) == {"tests": why.format(red)}


def test_a_check_of_several_hooks_is_off_for_the_first_that_is_not_fine() -> None:
    hooks = [replace(result(), check=Check(name=f"hooks:{name}")) for name in ("black", "mypy")]
    assert objections(hooks) == {"hooks": "black: it fails on the current tree"}


def test_a_few_failing_tests_among_many_go_into_quarantine_with_their_reason() -> None:
    (entry,) = to_quarantine([result(suite=suite(19, 1))], "2030-01-31")
    assert (entry.test, entry.until) == ("t.py::b", "2030-01-31")
    assert entry.reason == "it failed before devloop came: AssertionError: assert 1"


@pytest.mark.parametrize(
    "found",
    [
        result(suite=suite(18, 1)),
        result(suite=suite(400, 11)),
        result(suite=suite(50, 0, errors=(BAD,))),
        result(outcome=Outcome.ERRORED, suite=suite(50, 1)),
        result(),
    ],
)
def test_nothing_goes_into_quarantine_where_many_fail_or_nobody_knows(found: Result) -> None:
    assert to_quarantine([found], "2030-01-31") == ()


def test_a_module_that_could_not_be_imported_is_named() -> None:
    broken = CaseResult(
        id="t.py", outcome=CaseOutcome.BROKEN, text="E  ModuleNotFoundError: No module named 'x'\n"
    )
    assert missing_module([result(b"No module named y.z\n")]) == "y.z"
    assert missing_module([result(suite=suite(1, 0, errors=(broken,)))]) == "x"
    name = b"ImportError: cannot import name '_version' from partially initialized module 'p.q' (x)"
    assert missing_module([result(name)]) == "p.q._version"
    assert missing_module([result(b"No module named ")]) == ""
    assert missing_module([result(b"it is red")]) == ""
