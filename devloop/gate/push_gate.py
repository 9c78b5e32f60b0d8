"""The gate at a push: every ref, every commit, look-ups first, the tip before the rest.

A fast-forward onto the remote tip that git has just read is the merge result, and the server
settles races. One bad ref refuses the whole push, as git does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devloop.config.model import Config, Stage
from devloop.gate.coverage_gate import rule_on_new_lines
from devloop.gate.flaky_gate import rule_on_flaky
from devloop.gate.mainline import (
    Landing,
    configs_of,
    known_of,
    landing_of,
    mainline_refs,
    policy_of,
    tip_of,
)
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, worst
from devloop.gate.size_gate import rule_on_size
from devloop.gate.sizing import ReplayOf, SizedStep, never, size_commits
from devloop.gate.update import Duty, Policy, Update, classify, does_not_land
from devloop.git.commits import Commit, has_commit, tree_of_commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.run.result import Decision as Judged
from devloop.run.result import Report
from devloop.run.subject import Subject, committed
from devloop.verdict.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One content that an update asks to be judged."""

    commit: Commit
    config: Config
    stage: Stage

    @property
    def subject(self) -> Subject:
        """The commit as checks judge it."""
        return committed(self.commit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """All that one update asks for, or the ruling that needs no run."""

    update: Update
    duty: Duty
    ruling: Ruling
    """What is decided before anything runs."""
    tasks: tuple[Task, ...] = ()
    sized: tuple[SizedStep, ...] = ()
    """The commits that land, with their sizes."""
    start: CommitId | None = None
    """What the first of them, among those that a configuration governs, stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatekeeper:
    """What the push gate asks of the world."""

    repo: Repository
    remote: str
    """Name of the remote (or its address, when it has no name)."""
    guess: Callable[[TreeId], Config]
    """The configuration of a content that has none."""
    replay_of: ReplayOf = never
    """How to find out about commands that messages say have made their commits."""

    def demands(self, updates: Sequence[Update]) -> tuple[Demand, ...]:
        """What each update asks for; cheap rules are ruled on, and nothing is run."""
        policy = self._policy(updates)
        return tuple(self._demand(update, policy) for update in updates)

    def _policy(self, updates: Sequence[Update]) -> Policy:
        """Which branches are gated, by what is pushed and by what it is pushed onto."""
        ends = {
            oid
            for update in updates
            if update.branch is not None
            for oid in (update.local, update.remote)
            if has_commit(self.repo, oid)
        }
        trees = {tree_of_commit(self.repo, oid) for oid in ends}
        return policy_of(self.repo, configs_of(self.repo, trees).values())

    def _demand(self, update: Update, policy: Policy) -> Demand:
        answer = classify(update, policy, known_of(self.repo, update))
        if isinstance(answer, Ruling):
            return Demand(update=update, duty=Duty.NOTHING, ruling=answer)
        if answer is Duty.NOTHING:
            return Demand(update=update, duty=answer, ruling=ALLOWED)
        if answer is Duty.TIP:
            return self._tip(update)
        return self._mainline(update, policy)

    def _tip(self, update: Update) -> Demand:
        tip = tip_of(self.repo, update.local)
        config = configs_of(self.repo, (tip.tree,))[tip.tree] or self.guess(tip.tree)
        task = Task(commit=tip, config=config, stage=Stage.COMMIT)
        return Demand(update=update, duty=Duty.TIP, ruling=ALLOWED, tasks=(task,))

    def _mainline(self, update: Update, policy: Policy) -> Demand:
        landing = landing_of(self.repo, update, self.remote, policy)
        configs = self._governing(landing, update)
        rulings = [_rule_on_subject(commit) for commit in (*landing.chain, *landing.sides)]
        sized = self._sized(landing, configs)
        return Demand(
            update=update,
            duty=Duty.MAINLINE,
            ruling=worst((*rulings, *map(_rule_on_step, sized))),
            tasks=_tasks(landing, configs),
            sized=sized,
            start=_start(landing, configs),
        )

    def _governing(self, landing: Landing, update: Update) -> dict[TreeId, Config]:
        """The configuration that governs each commit: its own, else that of what it stands on.

        Commits made before the project had any are governed by none, and are left out; where
        there is none at all, the tip is judged by what its content plainly asks for.
        """
        all_commits = (*landing.chain, *landing.sides, landing.tip)
        own = configs_of(self.repo, (commit.tree for commit in all_commits))
        below = self._landed_on(update)
        found = {tree: config or below for tree, config in own.items()}
        for commit in reversed(landing.chain):
            below = own[commit.tree] or below
            found[commit.tree] = below
        if not any(found.values()):
            return {landing.tip.tree: self.guess(landing.tip.tree)}
        return {tree: config for tree, config in found.items() if config is not None}

    def _landed_on(self, update: Update) -> Config | None:
        if update.creates:
            return None
        tree = tree_of_commit(self.repo, update.remote)
        return configs_of(self.repo, (tree,))[tree]

    def _sized(self, landing: Landing, configs: dict[TreeId, Config]) -> tuple[SizedStep, ...]:
        governed = [c for c in (*landing.chain, *landing.sides) if c.tree in configs]
        refs = mainline_refs(self.repo, configs.values())
        return size_commits(self.repo, governed, configs, self.replay_of, refs)


def _tasks(landing: Landing, configs: dict[TreeId, Config]) -> tuple[Task, ...]:
    """The tip at the push stage, then the others of its line at the commit stage, newest first."""
    tip = landing.tip
    tasks = [Task(commit=tip, config=configs[tip.tree], stage=Stage.PUSH)]
    seen = {tip.tree}
    for commit in landing.chain:
        if commit.tree in configs and commit.tree not in seen:
            seen.add(commit.tree)
            tasks.append(Task(commit=commit, config=configs[commit.tree], stage=Stage.COMMIT))
    return tuple(tasks)


def _start(landing: Landing, configs: dict[TreeId, Config]) -> CommitId | None:
    governed = [commit for commit in landing.chain if commit.tree in configs]
    return next(iter(governed[-1].parents), None) if governed else None


def _rule_on_subject(commit: Commit) -> Ruling:
    why = does_not_land(commit.subject)
    if why is None:
        return ALLOWED
    reason = Reason(
        text=f"{_name(commit)}: {why}", next_step="git rebase -i --autosquash, then push again"
    )
    return Ruling(decision=Decision.REFUSED, reasons=(reason,))


def _rule_on_step(step: SizedStep) -> Ruling:
    ruling = rule_on_size(step.size, step.decided, step.rule)
    return ruling if step.commit is None else _named(ruling, step.commit)


def _named(ruling: Ruling, commit: Commit) -> Ruling:
    """A ruling whose reasons say which commit they are about; hints are for the one who commits."""
    if ruling.allowed:
        return ALLOWED
    reasons = tuple(
        Reason(text=f"{_name(commit)}: {reason.text}", next_step=_way_on(commit, reason))
        for reason in ruling.reasons
    )
    return Ruling(decision=ruling.decision, reasons=reasons)


def _way_on(commit: Commit, reason: Reason) -> str:
    if not reason.next_step:
        return "git commit --amend (or git rebase -i), to correct the message"
    return f"split it (git rebase -i {commit.short}~), or say why in its message"


def _name(commit: Commit) -> str:
    return f"commit {commit.short} ({commit.subject})"


def rule_on_report(report: Report) -> Ruling:
    """What the checks of one commit mean for the push."""
    if report.decision is Judged.PASSED:
        return rule_on_flaky(report, Stage.PUSH)
    failed = report.decision is Judged.FAILED
    text = "does not pass" if failed else "could not be judged"
    reason = Reason(text=f"{report.subject.name} {text}")
    return Ruling(decision=Decision.REFUSED if failed else Decision.CANNOT_JUDGE, reasons=(reason,))


def rule_on_coverage_of(
    repo: Repository, store: Store, report: Report, task: Task, start: CommitId | None
) -> Ruling:
    """What stands against new lines that no test ran.

    A check that is due at a commit answers for the commit, a later one for all since `start`.
    """
    short, parent = task.commit.short, next(iter(task.commit.parents), None)
    at_commit = [r for r in report.results if r.check.on is Stage.COMMIT]
    later = [r for r in report.results if r.check.on is not Stage.COMMIT]
    rulings = []
    for results, base, named in (
        (at_commit, parent, short),
        (later, start, f"{(start or short)[:9]}..{short}"),
    ):
        if base is not None and any(r.check.min_diff_coverage is not None for r in results):
            part, tree = replace(report, results=tuple(results)), tree_of_commit(repo, base)
            rulings.append(rule_on_new_lines(repo, store, part, tree, task.config, named))
    return worst(tuple(ruling for ruling in rulings if not ruling.allowed))
