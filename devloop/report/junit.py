"""Reports as JUnit XML: a suite for each check, with a case for each test, or one for the check.

The library that knows the format comes with `devloop[reports]`; only who asks for JUnit needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from junitparser import Attr, Error, Failure, JUnitXml, Skipped
from junitparser.xunit2 import FlakyFailure, TestCase, TestSuite

from devloop.report.findings import in_a_sentence
from devloop.report.legible import bounded, legible, printed
from devloop.run.result import Report, Result
from devloop.run.testing.suite_result import Grade, Trial
from devloop.verdict.outcome import Outcome

MOST_MESSAGE = 1000
"""Characters of an attribute."""
MOST_TEXT = 100_000
"""Characters of what a check printed."""


class Case(TestCase):
    """A case that names its file, as GitLab and others read it."""

    file = Attr()


def junit(reports: Sequence[Report]) -> bytes:
    """The document."""
    document = JUnitXml("devloop")
    for report in reports:
        of = "" if len(reports) == 1 else f" ({legible(report.subject.name)})"
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


def _cases(result: Result) -> Iterator[Case]:
    files = result.suite.files() if result.suite is not None else {}
    errors = result.suite.errors if result.suite is not None else ()
    for trials in files.values():
        for trial in trials:
            yield _of_collection(trial) if trial in errors else _of_test(trial)
    if not files or not _is_explained(result):
        yield _of_check(result, 0.0 if files else result.seconds)


def _is_explained(result: Result) -> bool:
    """Whether its tests account for what a check came to."""
    bad = result.suite is not None and bool(result.suite.bad)
    return result.outcome is (Outcome.FAILED if bad else Outcome.PASSED)


def _of_check(result: Result, seconds: float) -> Case:
    case = _case("devloop", result.check.name, seconds)
    match result.outcome:
        case Outcome.PASSED:
            pass
        case Outcome.FAILED:
            _add(case, Failure, in_a_sentence(result), legible(printed(result.output)))
        case Outcome.ERRORED | Outcome.TIMED_OUT:
            about = result.note or result.outcome.value
            _add(case, Error, about, legible(printed(result.output)))
        case Outcome.SKIPPED | Outcome.CANCELLED:
            _add(case, Skipped, result.note)
    return case


def _of_collection(trial: Trial) -> Case:
    case = _case(_dotted(trial.file), "collection", trial.seconds)
    case.file = legible(trial.file)
    _add(case, Error, trial.message, trial.text)
    return case


def _of_test(trial: Trial) -> Case:
    case = _case(*_names(trial), trial.seconds)
    case.file = legible(trial.file)
    match trial.grade:
        case Grade.PASSED:
            pass
        case Grade.FAILED:
            _add(case, Failure, trial.message, trial.text)
        case Grade.BROKEN:
            _add(case, Error, trial.message, trial.text)
        case Grade.SKIPPED:
            _add(case, Skipped, "")
        case Grade.XFAILED:
            _add(case, Skipped, "failed as expected")
        case Grade.QUARANTINED:
            _add(case, Skipped, f"in quarantine; it failed: {trial.message}", trial.text)
        case Grade.FLAKY:
            found = FlakyFailure(_message(trial.message), trial.grade.value)
            found.stack_trace = legible(bounded(trial.text, MOST_TEXT))
            case.add_interim_result(found)
    return case


def _add(case: Case, kind: type[Failure | Error | Skipped], message: str, text: str = "") -> None:
    found = kind(_message(message), kind.__name__.lower())
    if text:
        found.text = legible(bounded(text, MOST_TEXT))
    case.result = [found]


def _case(group: str, name: str, seconds: float) -> Case:
    return Case(legible(name), legible(group), round(seconds, 4))


def _message(text: str) -> str:
    return legible(bounded(text, MOST_MESSAGE))


def _names(trial: Trial) -> tuple[str, str]:
    """Class and name, as pytest itself writes them: `dir/test_a.py::TestB::test_c[x::y]`."""
    path, _, rest = trial.id.partition("::")
    where, bracket, parameters = rest.partition("[")
    *classes, name = where.split("::")
    return ".".join((_dotted(path), *classes)), name + bracket + parameters


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")
