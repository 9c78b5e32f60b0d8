"""What failing checks say, as findings."""

from __future__ import annotations

from devloop.git.ids import RepoPath
from devloop.report.finding import Finding, SourcePlace
from devloop.report.findings import findings_of, not_judged
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.report.support import PLACES, report, result


def of_tests(*cases: CaseResult, errors: tuple[CaseResult, ...] = ()) -> tuple[Finding, ...]:
    suite = SuiteResult(cases=cases, errors=errors)
    return findings_of(report(result("tests", Outcome.FAILED, suite=suite)), PLACES)


def test_a_check_that_names_lines_has_a_finding_for_each() -> None:
    found = findings_of(
        report(result("lint", Outcome.FAILED, output=b"a.py:1: x\na.py:2: y\n")), PLACES
    )
    assert [(one.message, one.place and one.place.line) for one in found] == [("x", 1), ("y", 2)]


def test_a_check_that_names_none_has_one_without_a_place() -> None:
    failed = result("lint", Outcome.FAILED, output=b"no.py:1: x", exit_code=3, note="so\nit is")
    (found,) = findings_of(report(failed), PLACES)
    assert found == Finding(check="lint", message="failed with exit code 3: so\\nit is")


def test_what_passed_or_was_not_judged_has_none() -> None:
    others = [outcome for outcome in Outcome if outcome is not Outcome.FAILED]
    results = (result("lint", outcome, output=b"a.py:1: x") for outcome in others)
    assert findings_of(report(*results), PLACES) == ()


def test_what_was_not_judged_is_told_apart() -> None:
    results = (result(outcome.value, outcome, note="why\nnot") for outcome in Outcome)
    assert list(not_judged(report(*results))) == [
        ("errored", "could not run: why\\nnot"),
        ("timed-out", "timed out: why\\nnot"),
    ]


def test_each_failing_test_is_a_finding_where_it_went_wrong() -> None:
    bad = CaseResult(
        id="test_a.py::test_x", outcome=CaseOutcome.FAILED, message="assert 1", place="a.py:7"
    )
    good = CaseResult(id="test_a.py::test_y", outcome=CaseOutcome.PASSED)
    assert of_tests(bad, good) == (
        Finding(
            check="tests",
            message="assert 1",
            test="test_a.py::test_x",
            place=SourcePlace(path=RepoPath("a.py"), line=7),
        ),
    )


def test_a_test_that_failed_outside_of_the_content_is_placed_in_its_file() -> None:
    case = CaseResult(id="test_a.py::test_x", outcome=CaseOutcome.BROKEN, place="/usr/lib/x.py:7")
    (found,) = of_tests(case)
    assert found.place == SourcePlace(path=RepoPath("test_a.py"))


def test_a_file_that_cannot_be_collected_is_a_finding() -> None:
    (found,) = of_tests(
        errors=(CaseResult(id="test_a.py", outcome=CaseOutcome.BROKEN, message="no x"),)
    )
    assert (found.test, found.message) == ("test_a.py", "no x")


def test_a_test_of_no_known_file_has_no_place() -> None:
    (found,) = of_tests(CaseResult(id="gone.py::test_x", outcome=CaseOutcome.FAILED, place="²:²"))
    assert found.place is None


def test_a_run_of_tests_that_broke_off_is_read_like_any_log() -> None:
    broken = result("tests", Outcome.FAILED, suite=SuiteResult(), output=b"a.py:3: SyntaxError")
    (found,) = findings_of(report(broken), PLACES)
    assert found.message == "SyntaxError"


def test_names_of_tests_are_one_line_of_text() -> None:
    (found,) = of_tests(
        CaseResult(id="test_a.py::t[\x1b[1m\n\udcff]", outcome=CaseOutcome.FAILED, message="x")
    )
    assert found.test == "test_a.py::t[\\n\\xff]"
