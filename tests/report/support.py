"""Reports for tests, made of values alone."""

from __future__ import annotations

from devloop.config.model import Check
from devloop.git.ids import CommitId, TreeId
from devloop.report.findings import ReportFindings, findings_of
from devloop.report.places import Places
from devloop.run.result import Report, Result
from devloop.run.subject import Subject
from devloop.verdict.outcome import Outcome

PLACES = Places(lambda: frozenset({"a.py", "test_a.py"}))
SUBJECT = Subject(tree=TreeId("1" * 40), head=CommitId("2" * 40), name="staged tree")


def account(*results: Result, places: Places = PLACES) -> ReportFindings:
    """What is told of a tree of which these are the results."""
    one = report(*results)
    return ReportFindings(report=one, findings=findings_of(one, places))


def report(*results: Result) -> Report:
    """The report of these results."""
    return Report(subject=SUBJECT, results=results)


def result(name: str, outcome: Outcome, **more: object) -> Result:
    """What came of a check."""
    return Result(check=Check(name=name, run="true"), outcome=outcome, **more)  # type: ignore[arg-type]
