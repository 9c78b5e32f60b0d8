"""Results of checks as documents: `devloop.check/1` and those that hold the same for more."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from devloop.cli.terminal.documents import Document
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.run.result import Report, Result
from devloop.verdict.outcome import Digest


class CheckEntry(Struct, frozen=True, kw_only=True):
    """What came of one check."""

    name: str
    outcome: str
    reused: bool
    seconds: float
    key: Digest | None


class CheckDocument(Document, frozen=True, kw_only=True, tag="devloop.check/1"):
    """What came of the checks of one tree."""

    tree: TreeId
    decision: str
    checks: tuple[CheckEntry, ...]


class WatchDocument(Document, frozen=True, kw_only=True, tag="devloop.watch/1"):
    """The same, of a tree that was saved."""

    tree: TreeId
    decision: str
    checks: tuple[CheckEntry, ...]


class WaitDocument(Document, frozen=True, kw_only=True, tag="devloop.wait/1"):
    """The same, of a commit at the push stage."""

    commit: CommitId
    tree: TreeId
    decision: str
    """`unknown` where nobody has checked it."""
    checks: tuple[CheckEntry, ...]


class CommitEntry(Struct, frozen=True, kw_only=True, tag_field="schema", tag="devloop.check/1"):
    """One commit of a range."""

    commit: CommitId | None
    tree: TreeId
    decision: str
    checks: tuple[CheckEntry, ...]


class RangeDocument(Document, frozen=True, kw_only=True, tag="devloop.check-range/1"):
    """What came of a range, however many commits it has; oldest first."""

    commits: tuple[CommitEntry, ...]


def check_document(report: Report) -> CheckDocument:
    """The report on one tree."""
    return CheckDocument(
        tree=report.subject.tree, decision=report.decision.value, checks=_checks(report)
    )


def watch_document(report: Report) -> WatchDocument:
    """The report on a tree that was saved."""
    return WatchDocument(
        tree=report.subject.tree, decision=report.decision.value, checks=_checks(report)
    )


def wait_document(commit: Commit, report: Report | None) -> WaitDocument:
    """What is known of a commit."""
    return WaitDocument(
        commit=commit.id,
        tree=commit.tree,
        decision="unknown" if report is None else report.decision.value,
        checks=() if report is None else _checks(report),
    )


def range_document(reports: Sequence[Report]) -> RangeDocument:
    """The reports on the commits of a range."""
    commits = (
        CommitEntry(
            commit=report.subject.head,
            tree=report.subject.tree,
            decision=report.decision.value,
            checks=_checks(report),
        )
        for report in reports
    )
    return RangeDocument(commits=tuple(commits))


def _checks(report: Report) -> tuple[CheckEntry, ...]:
    return tuple(map(_check, report.results))


def _check(result: Result) -> CheckEntry:
    return CheckEntry(
        name=result.check.name,
        outcome=result.outcome.value,
        reused=result.reused,
        seconds=round(result.seconds, 3),
        key=result.key,
    )
