"""Reports as JUnit XML: a suite for each check, with a case for each test, or one for the check.

The library that knows the format comes with the extra `reports`; only who asks for JUnit needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from junitparser import Attr, Error, Failure, JUnitXml, Skipped
from junitparser.xunit2 import FlakyFailure, TestCase, TestSuite

from devloop.report.findings import in_a_sentence
from devloop.report.formats import Reported
from devloop.report.printable import bounded, printable, printed
from devloop.run.result import Report, Result
from devloop.run.testing.suite_result import CaseOutcome, CaseResult
from devloop.verdict.outcome import Outcome

MOST_MESSAGE = 1000
"""Characters of an attribute."""
MOST_TEXT = 100_000
"""Characters of what a check printed."""


class JUnitCase(TestCase):
    """A case that names its file, as GitLab and others read it."""

    file = Attr()


def junit(reports: Sequence[Report]) -> bytes:
    """The document."""
    document = JUnitXml("devloop")
    for report in reports:
        of = "" if len(reports) == 1 else f" ({printable(report.subject.name)})"
        for result in report.results:
            document.append(_suite(report, result, result.check.name + of))
    document.update_statistics()
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def _suite(report: Report, result: Result, name: str) -> TestSuite:
    suite = TestSuite(name)
    suite.add_property("tree", report.subject.tree)
    suite.add_property("outcome", result.outcome.value)
    suite.extend(list(_cases(result)))
    return suite


def _cases(result: Result) -> Iterator[JUnitCase]:
    files = result.suite.files() if result.suite is not None else {}
    errors = result.suite.errors if result.suite is not None else ()
    for cases in files.values():
        for case in cases:
            yield _of_collection(case) if case in errors else _of_test(case)
    if not files or not _is_explained(result):
        yield _of_check(result, 0.0 if files else result.seconds)


def _is_explained(result: Result) -> bool:
    """True if its tests account for what a check came to."""
    bad = result.suite is not None and bool(result.suite.bad)
    return result.outcome is (Outcome.FAILED if bad else Outcome.PASSED)


def _of_check(result: Result, seconds: float) -> JUnitCase:
    case = _case("devloop", result.check.name, seconds)
    match result.outcome:
        case Outcome.PASSED:
            pass
        case Outcome.FAILED:
            _add(case, Failure, in_a_sentence(result), printable(printed(result.output)))
        case Outcome.ERRORED | Outcome.TIMED_OUT:
            about = result.note or result.outcome.value
            _add(case, Error, about, printable(printed(result.output)))
        case Outcome.SKIPPED | Outcome.CANCELLED:
            _add(case, Skipped, result.note)
    return case


def _of_collection(found: CaseResult) -> JUnitCase:
    case = _case(_dotted(found.file), "collection", found.seconds)
    case.file = printable(found.file)
    _add(case, Error, found.message, found.text)
    return case


def _of_test(test: CaseResult) -> JUnitCase:
    case = _case(*_names(test), test.seconds)
    case.file = printable(test.file)
    match test.outcome:
        case CaseOutcome.PASSED:
            pass
        case CaseOutcome.FAILED:
            _add(case, Failure, test.message, test.text)
        case CaseOutcome.BROKEN:
            _add(case, Error, test.message, test.text)
        case CaseOutcome.SKIPPED:
            _add(case, Skipped, "")
        case CaseOutcome.XFAILED:
            _add(case, Skipped, "failed as expected")
        case CaseOutcome.QUARANTINED:
            _add(case, Skipped, f"in quarantine; it failed: {test.message}", test.text)
        case CaseOutcome.FLAKY:
            flaky = FlakyFailure(_message(test.message), test.outcome.value)
            flaky.stack_trace = printable(bounded(test.text, MOST_TEXT))
            case.add_interim_result(flaky)
    return case


def _add(
    case: JUnitCase, kind: type[Failure | Error | Skipped], message: str, text: str = ""
) -> None:
    found = kind(_message(message), kind.__name__.lower())
    if text:
        found.text = printable(bounded(text, MOST_TEXT))
    case.result = [found]


def _case(group: str, name: str, seconds: float) -> JUnitCase:
    return JUnitCase(printable(name), printable(group), round(seconds, 4))


def _message(text: str) -> str:
    return printable(bounded(text, MOST_MESSAGE))


def _names(case: CaseResult) -> tuple[str, str]:
    """Class and name, as pytest itself writes them: `dir/test_a.py::TestB::test_c[x::y]`."""
    path, _, rest = case.id.partition("::")
    where, bracket, parameters = rest.partition("[")
    *classes, name = where.split("::")
    return ".".join((_dotted(path), *classes)), name + bracket + parameters


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def junit_file(told: Reported) -> bytes:
    """JUnit XML of all reports."""
    return junit(told.reports)
