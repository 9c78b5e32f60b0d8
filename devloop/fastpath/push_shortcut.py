"""Leaving a stamp for the push that comes next, as soon as all it needs is known.

Asks of the gate what the push itself would ask, for the one branch that a commit was made on and
the place it is pushed to. Nothing is run, and what is not certain leaves no stamp.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from devloop.change.decide import Band
from devloop.config.model import Config
from devloop.fastpath.commit_shortcut import leave_shortcut
from devloop.fastpath.ground import Ground, Plans
from devloop.gate.push_gate import (
    Demand,
    Gatekeeper,
    Task,
    rule_on_coverage_of,
    rule_on_report,
)
from devloop.gate.ruling import worst
from devloop.gate.update import Duty, Update
from devloop.git.commits import tree_of_commit
from devloop.git.ids import CommitId, RefName
from devloop.git.record import replace
from devloop.git.refs import HEADS, current_branch, push_target
from devloop.git.repository import Repository
from devloop.run.planning.lookup import Question, passed_before
from devloop.run.planning.sources import Sources
from devloop.run.result import Report
from devloop.run.run_options import DEFAULT_OPTIONS
from devloop.run.session import Session, quiet_session, record_decision


def shortcut_next_push(
    environ: Mapping[str, str], commit: CommitId, top: Path | None = None
) -> None:
    """Leave a stamp for the push of a commit, if the branch is still there and all is proven."""
    with quiet_session(environ, top) as session:
        update = _next_update(session.repo)
        if update is None or update.local != commit or update.remote == commit:
            return
        demand = _proven(session, update)
        if demand is not None:
            leave_shortcut(session, f"{update.local}-{update.remote}", _ground(session, demand))


def note_push(session: Session, update: str) -> int:
    """Keep for the log that a stamp has let a push go; `update` is its line without local ref."""
    local, target, _ = update.split(" ")
    tree = tree_of_commit(session.repo, CommitId(local))
    record_decision(session.store, "push", tree, target, "allowed", "all of it was proven before")
    return 0


def _next_update(repo: Repository) -> Update | None:
    """What `git push` would do now."""
    branch = current_branch(repo)
    target = None if branch is None else push_target(repo, branch)
    if branch is None or target is None:
        return None
    return Update(
        local_ref=HEADS + branch,
        local=target.local,
        remote_ref=RefName(target.remote_ref),
        remote=target.remote,
    )


def _proven(session: Session, update: Update) -> Demand | None:
    """What the gate demands of the update, if nothing of it is missing or in doubt.

    Nor may it rest on what refs say by now, as a copy of a commit on mainline does.
    """
    keeper = Gatekeeper(repo=session.repo, remote="", guess=session.config)
    (demand,) = keeper.demands((update,))
    exempt = (s.decided.band is Band.EXEMPT and not s.decided.override for s in demand.sized)
    if demand.duty is not Duty.MAINLINE or not demand.ruling.allowed or any(exempt):
        return None
    return demand if _all_passed(session, demand) else None


def _all_passed(session: Session, demand: Demand) -> bool:
    tasks, start = demand.tasks, demand.start
    questions = [Question(subject=t.subject, config=t.config, stage=t.stage) for t in tasks]
    reports = zip(tasks, passed_before(session.judge, questions), strict=True)
    return all(
        report is not None and _allowed(session, task, report, start) for task, report in reports
    )


def _allowed(session: Session, task: Task, report: Report, start: CommitId | None) -> bool:
    coverage = rule_on_coverage_of(session.repo, session.store, report, task, start)
    return worst((rule_on_report(report), coverage)).allowed


def _ground(session: Session, demand: Demand) -> Ground:
    update = demand.update

    def plans() -> Plans:
        judge = replace(session.judge, _projects={})
        sources: dict[Config, Sources] = {}
        found = []
        for task in demand.tasks:
            known = sources.setdefault(task.config, judge.sources(task.config))
            wanted = (task.subject, task.config, task.stage, DEFAULT_OPTIONS, known)
            found.append(judge.planned_checks(*wanted))
        return found

    return Ground(
        answer=f"allowed {update.local} {update.remote_ref} {update.remote}",
        configs=tuple(dict.fromkeys(task.config for task in demand.tasks)),
        plans=plans,
    )
