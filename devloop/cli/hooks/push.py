"""The hook of a push: every line is judged, and one line is said when all is well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from time import monotonic

from devloop.change.distribution import median
from devloop.cli.session import CommandSession
from devloop.cli.size.replaying import replay_of
from devloop.cli.terminal.console import plain
from devloop.cli.terminal.render import duration, show_problem
from devloop.cli.terminal.watched import watching
from devloop.gate.push_gate import (
    Demand,
    Gatekeeper,
    Task,
    rule_on_coverage_of,
    rule_on_report,
)
from devloop.gate.ruling import Ruling, worst
from devloop.gate.update import Duty, Update, parse_updates
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.run.planning.lookup import Question, passed_before
from devloop.run.process.cancellation import Cancellation
from devloop.run.result import Report
from devloop.run.run_options import RunOptions
from devloop.run.session import record_decision
from devloop.run.watcher import Watcher
from devloop.verdict.claim import own_name

NO_TREE = TreeId("")
"""Of what is refused before any content is looked at."""


def before_push(session: CommandSession, lines: bytes, remote: str) -> int:
    """Judge every ref of a push, as git hands them over."""
    return judge_updates(session, parse_updates(lines), remote)


def judge_updates(session: CommandSession, updates: Sequence[Update], remote: str) -> int:
    """Judge every update and say so; gives 0 only when each may go."""
    judged = judge_push(session, updates, remote, "git push")
    if not judged.ruling.allowed:
        tell_refusal(session, judged)
    else:
        told = tell_approval(session, judged)
        record_approval(session, judged, told)
    return judged.ruling.decision.exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPush:
    """What the gate says of each update, and what that rests on."""

    rulings: tuple[tuple[Demand, Ruling], ...]
    reports: tuple[Report, ...]
    seconds: float

    @property
    def ruling(self) -> Ruling:
        """What the gate says of the whole push."""
        return worst(tuple(ruling for _, ruling in self.rulings))

    @property
    def gated(self) -> tuple[Demand, ...]:
        """The demands that the gate had to do with."""
        return tuple(demand for demand, _ in self.rulings if demand.duty is not Duty.NOTHING)

    @property
    def ran(self) -> int:
        """How many checks had to run."""
        return sum(not r.reused for report in self.reports for r in report.results)


def judge_push(
    session: CommandSession, updates: Sequence[Update], remote: str, who: str
) -> JudgedPush:
    """Judge every update; `who` is what others are told who wait for it."""
    began = monotonic()
    keeper = Gatekeeper(
        repo=session.repo,
        remote=remote,
        guess=session.config,
        replay_of=partial(replay_of, session),
    )
    demands = keeper.demands(updates)
    rulings: tuple[tuple[Demand, Ruling], ...] = tuple((d, d.ruling) for d in demands)
    reports: tuple[Report, ...] = ()
    if worst(tuple(demand.ruling for demand in demands)).allowed:
        rulings, reports = _judge(session, demands, who)
    return JudgedPush(rulings=rulings, reports=reports, seconds=monotonic() - began)


def _judge(
    session: CommandSession, demands: Sequence[Demand], who: str
) -> tuple[tuple[tuple[Demand, Ruling], ...], tuple[Report, ...]]:
    """Judge every task of every demand; a demand stops at its first commit that does not pass."""
    rulings, reports = [], []
    known = _known(session, [task for demand in demands for task in demand.tasks])
    with watching(session.console) as (cancel, progress):
        for demand in demands:
            found = [demand.ruling]
            for task in demand.tasks:
                report = known.get(id(task)) or _run(session, task, cancel, progress, who)
                reports.append(report)
                coverage = rule_on_coverage_of(
                    session.repo, session.store, report, task, demand.start
                )
                found.append(worst((rule_on_report(report), coverage)))
                if not found[-1].allowed:
                    break
            rulings.append((demand, worst(tuple(found))))
    for report in reports:
        show_problem(session.console, report)
    return tuple(rulings), tuple(reports)


def _known(session: CommandSession, tasks: Sequence[Task]) -> dict[int, Report]:
    """The reports of the tasks that need no run, by the task's identity."""
    questions = [Question(subject=t.subject, config=t.config, stage=t.stage) for t in tasks]
    reports = zip(tasks, passed_before(session.judge, questions), strict=True)
    return {id(task): report for task, report in reports if report is not None}


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
    for demand, ruling in judged.rulings:
        if not ruling.allowed:
            _tell(session, demand, ruling)
            tree = demand.tasks[0].commit.tree if demand.tasks else NO_TREE
            detail = "; ".join(reason.text for reason in ruling.reasons)
            name = demand.update.remote_ref
            record_decision(session.store, "push", tree, name, ruling.decision.value, detail)
    fine = [d.update.remote_ref for d, ruling in judged.rulings if ruling.allowed]
    if fine and len(judged.rulings) > 1:
        console.next_step(f"on their own these may go: {', '.join(fine)}")


def _tell(session: CommandSession, demand: Demand, ruling: Ruling) -> None:
    console = session.console
    console.fail(f"not pushed: {demand.update.branch or demand.update.remote_ref}")
    steps: dict[str, None] = {}
    for reason in ruling.reasons:
        console.say(f"  {plain(reason.text)}")
        if reason.next_step:
            steps[reason.next_step] = None
    for step in steps:
        console.next_step(step)


def tell_approval(session: CommandSession, judged: JudgedPush) -> str:
    """Say in one line what is proven, unless the gate had nothing to do; gives the line."""
    gated = judged.gated
    if not gated:
        return ""
    console = session.console
    branches = ", ".join(demand.update.branch or "" for demand in gated)
    work = "nothing had to run" if judged.ran == 0 else f"{judged.ran} checks ran"
    commits = sum(len(demand.tasks) for demand in gated)
    noun = "commit" if commits == 1 else "commits"
    sign = console.style("✓", "green", "bold")
    told = f"{plain(branches)}: {commits} {noun} proven, {work} ({duration(judged.seconds)})"
    size, is_large = _typical(gated)
    shade = ("yellow",) if is_large else ("dim",)
    console.say(f"{sign} {console.style('devloop', 'bold')} {told}{console.style(size, *shade)}")
    return told + size


def _typical(gated: Sequence[Demand]) -> tuple[str, bool]:
    """What is said of the median step of the branches, and whether it is above the target."""
    steps = [step for demand in gated for step in demand.sized if step.counts]
    if not steps:
        return "", False
    middle, target = median([step.size.effective for step in steps]), steps[0].rule.target
    verb = "above" if middle > target else "within"
    return f"; median {middle} lines, {verb} the target of {target}", middle > target


def record_approval(session: CommandSession, judged: JudgedPush, told: str) -> None:
    """Keep for the log that these may go."""
    for demand in judged.gated:
        tip = demand.tasks[0].commit
        record_decision(session.store, "push", tip.tree, demand.update.remote_ref, "allowed", told)
