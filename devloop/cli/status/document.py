"""Where one stands, as a document: `devloop.status/1`."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from devloop.cli.terminal.ago import timestamp
from devloop.cli.terminal.documents import Document
from devloop.doctor.forecast import Forecast
from devloop.doctor.overview import Overview, Staged
from devloop.git.ids import CommitId
from devloop.run.background.queue import QueuedCommit
from devloop.verdict.events import Event


class HooksEntry(Struct, frozen=True, kw_only=True):
    """The git hooks."""

    in_place: bool
    findings: tuple[str, ...]


class ForecastEntry(Struct, frozen=True, kw_only=True):
    """One check of the staged tree."""

    name: str
    known: bool
    outcome: str | None
    expected_seconds: float | None


class StagedEntry(Struct, frozen=True, kw_only=True):
    """The staged tree."""

    tree: str
    effective: int
    target: int
    limit: int
    size: str
    checks: tuple[ForecastEntry, ...]


class LeftOutEntry(Struct, frozen=True, kw_only=True):
    """Files that are not staged."""

    unstaged: int
    untracked: int
    unmerged: int


class CommitState(Struct, frozen=True, kw_only=True):
    """One commit of one's own."""

    commit: CommitId
    subject: str
    state: str


class DecisionEntry(Struct, frozen=True, kw_only=True):
    """One decision of a gate."""

    when: str
    kind: str
    subject: str
    decision: str
    detail: str


class QueueEntry(Struct, frozen=True, kw_only=True):
    """One commit that the background is busy with."""

    commit: CommitId
    subject: str
    running: str | None
    since: str | None
    expected_seconds: float | None
    left: tuple[str, ...]
    waits: str | None


class StatusDocument(Document, frozen=True, kw_only=True, tag="devloop.status/1"):
    """The whole screen."""

    branch: str | None
    upstream: str | None
    ahead: int | None
    behind: int | None
    operation: str | None
    hooks: HooksEntry
    unguarded: tuple[str, ...]
    staged: StagedEntry | None
    not_judged: LeftOutEntry
    base: str | None
    commits: tuple[CommitState, ...]
    decisions: tuple[DecisionEntry, ...]
    troubles: tuple[str, ...]
    background: tuple[QueueEntry, ...]


def status_document(found: Overview, queue: Sequence[QueuedCommit]) -> StatusDocument:
    """What was found."""
    state = found.state
    return StatusDocument(
        branch=state.branch,
        upstream=state.upstream,
        ahead=state.ahead,
        behind=state.behind,
        operation=found.operation,
        hooks=HooksEntry(in_place=not found.hooks, findings=tuple(f.text for f in found.hooks)),
        unguarded=tuple(finding.text for finding in found.guarding),
        staged=_staged(found.staged) if found.staged else None,
        not_judged=LeftOutEntry(
            unstaged=state.unstaged, untracked=state.untracked, unmerged=state.unmerged
        ),
        base=found.base or None,
        commits=tuple(
            CommitState(commit=commit.id, subject=commit.subject, state=proof.value)
            for commit, proof in found.own
        ),
        decisions=tuple(map(_decision, found.events)),
        troubles=tuple(problem.text for problem in found.problems),
        background=tuple(map(_queued, queue)),
    )


def _staged(staged: Staged) -> StagedEntry:
    return StagedEntry(
        tree=staged.tree,
        effective=staged.effective,
        target=staged.rule.target,
        limit=staged.rule.ceiling,
        size=staged.band.value,
        checks=tuple(map(_forecast, staged.checks)),
    )


def _forecast(one: Forecast) -> ForecastEntry:
    return ForecastEntry(
        name=one.check,
        known=one.outcome is not None,
        outcome=one.outcome.value if one.outcome else None,
        expected_seconds=one.seconds,
    )


def _decision(event: Event) -> DecisionEntry:
    return DecisionEntry(
        when=timestamp(event.recorded),
        kind=event.kind.value,
        subject=event.subject,
        decision=event.decision.word,
        detail=event.detail,
    )


def _queued(entry: QueuedCommit) -> QueueEntry:
    running = entry.running
    return QueueEntry(
        commit=entry.commit,
        subject=entry.subject,
        running=running.check if running else None,
        since=timestamp(running.began) if running else None,
        expected_seconds=running.expected if running else None,
        left=tuple(entry.left),
        waits=entry.blocked_by or None,
    )
