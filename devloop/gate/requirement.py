"""Requirement of one update of a push, and the rulings that need no run. Pure.

Facts (commits, their rules, their sizes) come in as values.
"""

from __future__ import annotations

from collections.abc import Sequence

from devloop.config.model import Config, MergeSides, Stage
from devloop.gate.landing import GovernedCommit, Landing
from devloop.gate.rules_change import RulesChange
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, refuse
from devloop.gate.size_gate import rule_on_size
from devloop.gate.sizing import SizedStep
from devloop.gate.update import GateScope, Update, does_not_land
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass, replace
from devloop.run.subject import Subject, committed


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One tree that an update asks to be judged."""

    commit: Commit
    config: Config
    stage: Stage
    push: tuple[tuple[str, str], ...] = ()
    """Of the tip, the variables that tell hooks of the push."""

    @property
    def subject(self) -> Subject:
        """The commit as checks judge it."""
        subject: Subject = replace(committed(self.commit), push=self.push)
        return subject


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRequirement:
    """All that one update has to show, or the ruling that needs no run."""

    update: Update
    scope: GateScope
    ruling: Ruling
    """Ruling before anything runs."""
    tasks: tuple[Task, ...] = ()
    sized: tuple[SizedStep, ...] = ()
    """The commits that land, with their sizes."""
    changes: tuple[RulesChange, ...] = ()
    """The commits that weaken the rules."""
    start: CommitId | None = None
    """What the first of them, among those that a configuration governs, stands on."""


def tasks_of(
    landing: Landing,
    tip_config: Config,
    governed: Sequence[GovernedCommit],
    changes: Sequence[RulesChange],
    sides: MergeSides,
) -> tuple[Task, ...]:
    """The tip at the push stage, then the others at the commit stage, newest first.

    A commit that weakens the rules is judged by those before it too.
    """
    kept = {change.commit.id: change.kept for change in changes if change.kept is not None}
    asked = [(landing.tip, tip_config, Stage.PUSH)]
    asked += [
        (one.commit, one.config, Stage.COMMIT)
        for one in governed
        if one.commit.id != landing.tip.id and (not one.side or sides is MergeSides.ALL)
    ]
    found: dict[tuple[TreeId, Config, Stage], Task] = {}
    for commit, config, stage in asked:
        for rules in (config, kept.get(commit.id)):
            if rules is not None:
                task = Task(commit=commit, config=rules, stage=stage)
                found.setdefault((commit.tree, rules, _stage_of(task, landing)), task)
    return tuple(found.values())


def _stage_of(task: Task, landing: Landing) -> Stage:
    """Under which stage a tree is judged once; the tip's stage holds all of the others."""
    return Stage.PUSH if task.commit.tree == landing.tip.tree else task.stage


def start_of(governed: Sequence[GovernedCommit]) -> CommitId | None:
    """What the oldest governed commit of the line stands on."""
    line = [one.commit for one in governed if not one.side]
    return next(iter(line[-1].parents), None) if line else None


def rule_on_subject(commit: Commit) -> Ruling:
    """Refused where the subject says that the commit is not finished."""
    why = does_not_land(commit.subject)
    if why is None:
        return ALLOWED
    return refuse(f"{name_of(commit)}: {why}", "git rebase -i --autosquash, then push again")


def rule_on_step(step: SizedStep) -> Ruling:
    """The size rule's answer for one commit; hints are for the one who commits."""
    ruling = rule_on_size(step.size, step.decided, step.rule)
    if step.commit is None or ruling.allowed:
        return ALLOWED if ruling.allowed else ruling
    commit = step.commit
    reasons = tuple(
        Reason(text=f"{name_of(commit)}: {reason.text}", next_step=_next_step(commit, reason))
        for reason in ruling.reasons
    )
    return Ruling(decision=ruling.decision, reasons=reasons)


def _next_step(commit: Commit, reason: Reason) -> str:
    if not reason.next_step:
        return "git commit --amend (or git rebase -i), to correct the message"
    return f"split it (git rebase -i {commit.short}~), or say why in its message"


def rule_on_change(change: RulesChange) -> Ruling:
    """Refused where a commit weakens the rules and does not say why."""
    if change.reason:
        return ALLOWED
    text = f"{name_of(change.commit)} weakens the rules: {'; '.join(change.losses)}"
    return Ruling(
        decision=Decision.REFUSED, reasons=(Reason(text=text, next_step=change.next_step),)
    )


def name_of(commit: Commit) -> str:
    """A commit as reasons name it."""
    return f"commit {commit.short} ({commit.subject})"
