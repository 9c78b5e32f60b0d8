"""After a commit: its checks of the push stage run in the background, where nobody waits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console
from devloop.config.load import comfort_of, config_in
from devloop.config.model import Comfort, Stage
from devloop.errors import DevloopError
from devloop.fastpath.push_shortcut import shortcut_next_push
from devloop.git.commits import Commit, read_commit
from devloop.git.refs import HEADS, current_branch
from devloop.git.repository import Repository, find_repository
from devloop.run.background.idle import USUAL_LOAD, IdleDetector
from devloop.run.background.queue import QueuedCommit, QueuePosition, enter
from devloop.run.background.runner import QUEUE, Teller, attend
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.detach import detach
from devloop.run.result import Report, ReportStatus
from devloop.run.run_options import RunOptions
from devloop.run.session import record_decision
from devloop.run.subject import committed
from devloop.verdict.claim import own_name
from devloop.verdict.events import EventDecision, EventKind
from devloop.verdict.failure_notices import FailureNotice, post, retract
from devloop.verdict.outcome import Outcome


def after_commit(console: Console, environ: Mapping[str, str]) -> int:
    """Have the commit at HEAD judged when its turn comes; the one who made it has gone on."""
    detach()
    repo = find_repository(Path.cwd(), environ)
    commit, comfort = read_commit(repo, "HEAD"), comfort_of(repo)
    if _is_wanted(repo, commit, comfort):
        _wait_and_judge(console, environ, repo, commit)
    shortcut_next_push(environ, commit.id)
    return 0


def _wait_and_judge(
    console: Console, environ: Mapping[str, str], repo: Repository, commit: Commit
) -> None:
    directory, comfort = repo.common_dir / "devloop", comfort_of(repo)
    detector = IdleDetector(directory, comfort.background_load or USUAL_LOAD)
    place = enter(directory / QUEUE, _entry(repo, commit))
    try:
        attend(place, directory, detector, partial(_judge, console, environ, commit, place))
    finally:
        place.leave()


def _is_wanted(repo: Repository, commit: Commit, comfort: Comfort) -> bool:
    if comfort.background is not None:
        return comfort.background
    config = config_in(repo, commit.tree)
    return config is None or config.background


def _entry(repo: Repository, commit: Commit) -> QueuedCommit:
    branch = current_branch(repo)
    return QueuedCommit(
        commit=commit.id,
        tree=commit.tree,
        subject=commit.subject,
        lane=str(repo.git_dir) if branch is None else HEADS + branch,
        pid=os.getpid(),
    )


def _judge(
    console: Console,
    environ: Mapping[str, str],
    commit: Commit,
    place: QueuePosition,
    cancel: Cancellation,
) -> Report:
    with open_session(console, environ, background=True) as session:
        subject = committed(commit)
        who = own_name(f"the background, for commit {commit.short}")
        try:
            report = replace(session.judge, parallel=1).judge(
                subject,
                session.config(commit.tree),
                Stage.PUSH,
                cancel=cancel,
                watcher=Teller(place),
                options=RunOptions(who=who, background=True),
            )
        except DevloopError as error:
            record_decision(
                session.store,
                EventKind.BACKGROUND,
                commit.tree,
                subject.name,
                EventDecision.ERRORED,
                error.message,
            )
            raise
        if not cancel.cancelled or report.decision is not ReportStatus.ERRORED:
            _conclude(session, place.entry, report)
        return report


def _conclude(session: CommandSession, entry: QueuedCommit, report: Report) -> None:
    """Keep what came of it for the log, and have a failure told."""
    directory, decision = session.store.directory, report.decision
    bad = [r for r in report.results if r.outcome not in {Outcome.PASSED, Outcome.SKIPPED}]
    words = ", ".join(f"{result.check.name} {result.outcome.value}" for result in bad)
    if any(not result.reused for result in report.results):
        name = report.subject.name
        record_decision(
            session.store,
            EventKind.BACKGROUND,
            entry.tree,
            name,
            EventDecision(decision.value),
            words,
        )
    if decision is ReportStatus.PASSED:
        retract(directory, lane=entry.lane)
    failed = tuple(
        result.check.name
        for result in bad
        if result.outcome is Outcome.FAILED and not result.reused
    )
    if failed:
        news = FailureNotice(
            commit=entry.commit, subject=entry.subject, lane=entry.lane, checks=failed
        )
        post(directory, news)
