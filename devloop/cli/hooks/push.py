"""Git's `pre-push` hook (githooks(5)): every guarded ref is checked; one line when all passed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from time import monotonic

from devloop.change.distribution import median
from devloop.cli.hooks.push_progress import PushProgress
from devloop.cli.session import CommandSession
from devloop.cli.size.replaying import replay_of
from devloop.cli.terminal.console import plain
from devloop.cli.terminal.render import duration, show_problem
from devloop.cli.terminal.watched import watching
from devloop.gate.git_world import GitWorld
from devloop.gate.policy import PushPolicy
from devloop.gate.push_gate import plan_push
from devloop.gate.push_loop import RuledPush, rule_on_push
from devloop.gate.remote_view import Destination
from devloop.gate.report_ruling import has_looked, rule_on_coverage_of, rule_on_report
from devloop.gate.requirement import PushRequirement, Task
from devloop.gate.rules_change import RulesChange
from devloop.gate.ruling import Ruling, worst
from devloop.gate.update import HEADS, TAGS, GateScope, Update, parse_updates
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.run.planning.known import Question, passed_before
from devloop.run.process.cancellation import Cancellation
from devloop.run.result import Report
from devloop.run.run_options import RunOptions
from devloop.run.session import record_decision
from devloop.run.watcher import Watcher
from devloop.verdict.claim import own_name
from devloop.verdict.events import EventDecision, EventKind, told_before
from devloop.words import counted

"""The decision on a ref that nothing gates."""

NO_TREE = TreeId("")
"""Of what is refused before any content is looked at."""


def before_push(session: CommandSession, lines: bytes, to: Destination) -> int:
    """Judge every ref of a push, as git hands them over (githooks(5), pre-push)."""
    return judge_updates(session, parse_updates(lines), to)


def judge_updates(session: CommandSession, updates: Sequence[Update], to: Destination) -> int:
    """Judge every update and say so; gives 0 only when each may go."""
    judged = judge_push(session, updates, to, "git push")
    if not judged.ruling.allowed:
        tell_refusal(session, judged)
    else:
        told = tell_approval(session, judged)
        record_approval(session, judged, told)
    return judged.ruling.decision.exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPush:
    """Rulings of the gate on each update, with the reports they rest on."""

    rulings: RuledPush
    reports: tuple[Report, ...]
    policy: PushPolicy
    """Which refs are gated."""
    seconds: float

    @property
    def ruling(self) -> Ruling:
        """Ruling on the whole push."""
        return worst(tuple(ruling for _, ruling in self.rulings))

    @property
    def gated(self) -> tuple[PushRequirement, ...]:
        """The requirements that the gate had to do with."""
        return tuple(one for one, _ in self.rulings if one.scope is not GateScope.NOTHING)

    @property
    def ungated(self) -> tuple[Update, ...]:
        """What goes without a look."""
        updates = (one.update for one, _ in self.rulings if one.scope is GateScope.NOTHING)
        return tuple(update for update in updates if not update.deletes)

    @property
    def ran(self) -> int:
        """Number of checks that had to run."""
        return sum(not r.reused for report in self.reports for r in report.results)


def judge_push(
    session: CommandSession, updates: Sequence[Update], to: Destination, who: str
) -> JudgedPush:
    """Judge every update; `who` is what others are told who wait for it."""
    began = monotonic()
    pace = PushProgress(session.console)
    world = GitWorld(session.repo, session.config, partial(replay_of, session), pace.measures)
    planned = plan_push(world, updates, to)
    tasks = [task for requirement in planned.requirements for task in requirement.tasks]
    reports: list[Report] = []
    with watching(session.console) as (cancel, progress):
        known = _known(session, tasks)
        pace.checks(sum(task not in known for task in tasks))

        def answer(requirement: PushRequirement, task: Task) -> Ruling:
            report = known.get(task)
            if report is None:
                report = _run(session, task, cancel, progress, who)
                pace.checked()
            reports.append(report)
            start = requirement.start
            coverage = rule_on_coverage_of(session.repo, session.store, report, task, start)
            return worst((rule_on_report(report), coverage))

        rulings = rule_on_push(planned.requirements, answer)
    for report in reports:
        show_problem(session.console, report)
    return JudgedPush(
        rulings=rulings,
        reports=tuple(reports),
        policy=planned.policy,
        seconds=monotonic() - began,
    )


def _known(session: CommandSession, tasks: Sequence[Task]) -> dict[Task, Report]:
    """The reports of the tasks that need no run."""
    questions = [Question(subject=t.subject, config=t.config, stage=t.stage) for t in tasks]
    reports = zip(tasks, passed_before(session.judge, questions), strict=True)
    return {task: report for task, report in reports if report is not None}


def _run(
    session: CommandSession, task: Task, cancel: Cancellation, progress: Watcher, who: str
) -> Report:
    return session.judge.judge(
        task.subject,
        task.config,
        task.stage,
        cancel=cancel,
        watcher=progress,
        options=RunOptions(who=own_name(who)),
    )


def tell_refusal(session: CommandSession, judged: JudgedPush) -> None:
    """Say what is refused and why, and keep it for the log."""
    console = session.console
    for requirement, ruling in judged.rulings:
        if not ruling.allowed:
            _tell(session, requirement, ruling)
            tree = requirement.tasks[0].commit.tree if requirement.tasks else NO_TREE
            detail = "; ".join(reason.text for reason in ruling.reasons)
            name = requirement.update.remote_ref
            record_decision(
                session.store,
                EventKind.PUSH,
                tree,
                name,
                EventDecision(ruling.decision.value),
                detail,
            )
    fine = [one.update.remote_ref for one, ruling in judged.rulings if ruling.allowed]
    if fine and len(judged.rulings) > 1:
        console.next_step(f"these refs can be pushed separately: {', '.join(fine)}")


def _tell(session: CommandSession, requirement: PushRequirement, ruling: Ruling) -> None:
    console = session.console
    console.fail(f"push refused: {requirement.update.branch or requirement.update.remote_ref}")
    steps: dict[str, None] = {}
    for reason in ruling.reasons:
        console.say(f"  {plain(reason.text)}")
        if reason.next_step:
            steps[reason.next_step] = None
    for step in steps:
        console.next_step(step)


def tell_approval(session: CommandSession, judged: JudgedPush) -> str:
    """Say in one line what passed, unless no ref is guarded; gives the line."""
    gated, console = judged.gated, session.console
    _tell_ungated(session, judged)
    if not gated:
        return ""
    looked = any(has_looked(report) for report in judged.reports)
    sign = console.style("✓", "green", "bold") if looked else console.style("!", "yellow", "bold")
    told = f"{_passed(judged)} ({duration(judged.seconds)})"
    size, is_large = _typical(gated)
    shade = ("yellow",) if is_large else ("dim",)
    console.say(f"{sign} {console.style('devloop', 'bold')} {told}{console.style(size, *shade)}")
    weakened = [_weakened(change) for one in gated for change in one.changes]
    for line in weakened:
        console.say(f"  {console.style(plain(line), 'yellow')}")
    return "; ".join((told + size, *weakened))


def _passed(judged: JudgedPush) -> str:
    """The commits that checks have looked at, apart from those at which none has."""
    names = ", ".join(one.update.branch or one.update.tag or "" for one in judged.gated)
    looked = {report.subject.head for report in judged.reports if has_looked(report)}
    others = {report.subject.head for report in judged.reports} - looked
    work = f"{counted(judged.ran, 'check')} ran" if judged.ran else "nothing to run"
    parts = [f"{counted(len(looked), 'commit')} passed, {work}"] if looked else []
    parts += [f"no check applies to {counted(len(others), 'commit')}"] if others else []
    return f"{plain(names)}: {'; '.join(parts)}"


def _weakened(change: RulesChange) -> str:
    losses = "; ".join(change.losses)
    return f"rules weakened by {change.commit.short}: {losses}; because: {change.reason}"


def _tell_ungated(session: CommandSession, judged: JudgedPush) -> None:
    """Say once for each branch, and once for all tags, that nothing of it is judged."""
    told = {ref for ref in map(_ungated, judged.ungated) if ref}
    for ref in sorted(told - told_before(session.store, EventDecision.UNGATED, told)):
        name, key = ref.removeprefix(HEADS), "mainline"
        if ref.startswith(TAGS):
            name, key = "tags", "gate-tags"
        mainline = ", ".join(judged.policy.mainline)
        session.console.say(
            f"devloop: {plain(name)} not protected, so nothing was checked (main branch:"
            f" {plain(mainline)}; to protect more, set {key})"
        )
        record_decision(session.store, EventKind.PUSH, NO_TREE, ref, EventDecision.UNGATED, "")


def _ungated(update: Update) -> str:
    if update.tag is not None:
        return f"{TAGS}*"
    return "" if update.branch is None else update.remote_ref


def _typical(gated: Sequence[PushRequirement]) -> tuple[str, bool]:
    """What is said of the median step of the branches, and whether it is above the target."""
    steps = [step for requirement in gated for step in requirement.sized if step.counts]
    if not steps:
        return "", False
    middle, target = median([step.size.effective for step in steps]), steps[0].rule.target
    verb = "above" if middle > target else "within"
    size = counted(middle, "effective line")
    return f"; median {size}, {verb} the target of {target}", middle > target


def record_approval(session: CommandSession, judged: JudgedPush, told: str) -> None:
    """Keep for the log that these may go."""
    for requirement in judged.gated:
        tip = requirement.tasks[0].commit
        record_decision(
            session.store,
            EventKind.PUSH,
            tip.tree,
            requirement.update.remote_ref,
            EventDecision.EXCEPTED if requirement.changes else EventDecision.ALLOWED,
            told,
        )
