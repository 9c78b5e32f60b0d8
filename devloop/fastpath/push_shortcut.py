"""Leaving a shortcut for the push that comes next, as soon as all it needs is known.

Asks of the gate what the push itself would ask, for the one branch that a commit was made on and
the place it is pushed to. Nothing is run, and what is not certain leaves no shortcut.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from devloop.change.decide import Band
from devloop.config.model import Config
from devloop.fastpath.commit_shortcut import leave_shortcut
from devloop.fastpath.ground import Ground, Plans
from devloop.gate.git_world import GitWorld
from devloop.gate.push_gate import plan_push
from devloop.gate.push_loop import rule_on_push
from devloop.gate.remote_view import Destination
from devloop.gate.report_ruling import has_looked, rule_on_coverage_of, rule_on_report
from devloop.gate.requirement import PushRequirement, Task
from devloop.gate.ruling import Ruling, refuse, worst
from devloop.gate.update import GateScope, Update
from devloop.git.commits import tree_of_commit
from devloop.git.ids import CommitId, RefName
from devloop.git.record import replace
from devloop.git.refs import HEADS, current_branch, push_target
from devloop.git.repository import Repository
from devloop.run.planning.known import Question, passed_before
from devloop.run.planning.sources import Sources
from devloop.run.run_options import DEFAULT_OPTIONS
from devloop.run.session import Session, quiet_session, record_decision
from devloop.verdict.events import EventDecision, EventKind


def shortcut_next_push(
    environ: Mapping[str, str], commit: CommitId, top: Path | None = None
) -> None:
    """Leave a shortcut for the push of a commit, if the branch is still there and all is proven."""
    with quiet_session(environ, top) as session:
        update = _next_update(session.repo)
        if update is None or update.local != commit or update.remote == commit:
            return
        requirement = _proven(session, update)
        if requirement is not None:
            leave_shortcut(
                session, f"{update.local}-{update.remote}", _ground(session, requirement)
            )


def note_push(session: Session, update: str) -> int:
    """Keep for the log that a stamp has let a push go; `update` is its line without local ref."""
    local, target, _ = update.split(" ")
    tree = tree_of_commit(session.repo, CommitId(local))
    record_decision(
        session.store,
        EventKind.PUSH,
        tree,
        target,
        EventDecision.ALLOWED,
        "already checked, nothing to run",
    )
    return 0


def _next_update(repo: Repository) -> Update | None:
    """Refs that `git push` would push now."""
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


def _proven(session: Session, update: Update) -> PushRequirement | None:
    """What the gate requirements of the update, if nothing of it is missing or in doubt.

    Nor may it rest on what refs say by now, as a copy of a commit on mainline does.
    """
    world = GitWorld(session.repo, session.config)
    planned = plan_push(world, (update,), Destination(name=""), trusting=False)
    (requirement,) = planned.requirements
    exempt = (s.decided.band is Band.EXEMPT and not s.decided.override for s in requirement.sized)
    weakened = bool(requirement.changes)
    if (
        weakened
        or requirement.scope is not GateScope.MAINLINE
        or not requirement.ruling.allowed
        or any(exempt)
    ):
        return None
    return requirement if _all_passed(session, requirement) else None


def _all_passed(session: Session, requirement: PushRequirement) -> bool:
    """True if memory alone lets the push go, and a check has looked at each commit."""
    tasks = requirement.tasks
    questions = [Question(subject=t.subject, config=t.config, stage=t.stage) for t in tasks]
    reports = dict(zip(tasks, passed_before(session.judge, questions), strict=True))

    def answer(requirement: PushRequirement, task: Task) -> Ruling:
        report = reports[task]
        if report is None or not has_looked(report):
            return refuse("not known")
        start = requirement.start
        coverage = rule_on_coverage_of(session.repo, session.store, report, task, start)
        return worst((rule_on_report(report), coverage))

    ((_, ruling),) = rule_on_push((requirement,), answer)
    return ruling.allowed


def _ground(session: Session, requirement: PushRequirement) -> Ground:
    update = requirement.update

    def plans() -> Plans:
        judge = replace(session.judge, _projects={})
        sources: dict[Config, Sources] = {}
        found = []
        for task in requirement.tasks:
            known = sources.setdefault(task.config, judge.sources(task.config))
            wanted = (task.subject, task.config, task.stage, DEFAULT_OPTIONS, known)
            found.append(judge.planned_checks(*wanted))
        return found

    return Ground(
        answer=f"allowed {update.local} {update.remote_ref} {update.remote}",
        configs=tuple(dict.fromkeys(task.config for task in requirement.tasks)),
        plans=plans,
    )
