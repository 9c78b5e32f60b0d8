"""Findings of a report's failing checks: test by test, line by line, or as one."""

from __future__ import annotations

from collections.abc import Iterator

from devloop.git.record import dataclass
from devloop.report.finding import Finding, SourcePlace
from devloop.report.log import read_log
from devloop.report.places import Places
from devloop.report.printable import in_one_line, printable
from devloop.run.result import Report, Result
from devloop.run.testing.suite_result import CaseResult
from devloop.verdict.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFindings:
    """The report on one tree, with all that can be pointed at."""

    report: Report
    findings: tuple[Finding, ...]


def findings_of(report: Report, places: Places) -> tuple[Finding, ...]:
    """All findings, in the order of the checks; each check that failed has at least one."""
    failed = (result for result in report.results if result.outcome is Outcome.FAILED)
    return tuple(finding for result in failed for finding in _of_check(result, places))


def not_judged(report: Report) -> Iterator[tuple[str, str]]:
    """Each check that came to no verdict though it was meant to, with why."""
    for result in report.results:
        if result.outcome in {Outcome.ERRORED, Outcome.TIMED_OUT}:
            why = in_one_line(result.note) or f"exit code {result.exit_code}"
            yield result.check.name, f"{result.outcome.words}: {why}"


def _of_check(result: Result, places: Places) -> tuple[Finding, ...]:
    name = result.check.name
    if result.suite is not None and result.suite.bad:
        return tuple(_of_trial(name, case, places) for case in result.suite.bad)
    located = read_log(name, result.output, places)
    return located or (Finding(check=name, message=in_a_sentence(result)),)


def in_a_sentence(result: Result) -> str:
    """What a check that failed came to, without what it printed."""
    code = f"failed with exit code {result.exit_code}"
    return f"{code}: {in_one_line(result.note)}" if result.note else code


def _of_trial(check: str, case: CaseResult, places: Places) -> Finding:
    return Finding(
        check=check,
        message=printable(case.message) or case.outcome.value,
        test=in_one_line(case.id),
        place=_place(case, places),
    )


def _place(case: CaseResult, places: Places) -> SourcePlace | None:
    """Where it went wrong, or at least the file the test is in."""
    name, _, line = case.place.rpartition(":")
    path = places.file(name)
    if path is not None and line.isdecimal() and line.isascii():
        return SourcePlace(path=path, line=int(line[:9]) or None)
    path = places.file(case.file)
    return SourcePlace(path=path) if path is not None else None
