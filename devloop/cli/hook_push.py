"""The hook of a push: every line is judged, and one line is said when all is well."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from devloop.cli.console import plain
from devloop.cli.hook import own_name, record
from devloop.cli.progress import Progress
from devloop.cli.render import duration, show_trouble
from devloop.cli.session import Session
from devloop.gate.push_gate import Demand, Gatekeeper, Task, rule_on_report
from devloop.gate.ruling import Ruling, worst
from devloop.gate.update import Duty, Update, parse_updates
from devloop.git.ids import TreeId
from devloop.run.cancellation import Cancellation
from devloop.run.result import Report
from devloop.run.signals import cancelled_by_signals
from devloop.run.wishes import Wishes

NO_TREE = TreeId("")
"""Of what is refused before any content is looked at."""


def before_push(session: Session, lines: bytes, remote: str) -> int:
    """Judge every ref of a push, as git hands them over."""
    return judge_updates(session, parse_updates(lines), remote)


def judge_updates(session: Session, updates: Sequence[Update], remote: str) -> int:
    """Judge every update; gives 0 only when each may go."""
    began = monotonic()
    keeper = Gatekeeper(repo=session.repo, remote=remote, guess=session.config)
    demands = keeper.demands(updates)
    early = worst(tuple(demand.ruling for demand in demands))
    if not early.allowed:
        return _refuse(session, demands, tuple((d, d.ruling) for d in demands))
    rulings, reports = _judge(session, demands)
    if not worst(tuple(ruling for _, ruling in rulings)).allowed:
        return _refuse(session, demands, rulings)
    _approve(session, demands, reports, monotonic() - began)
    return 0


def _judge(
    session: Session, demands: Sequence[Demand]
) -> tuple[tuple[tuple[Demand, Ruling], ...], tuple[Report, ...]]:
    """Judge every task of every demand; a demand stops at its first commit that does not pass."""
    rulings, reports = [], []
    cancel = Cancellation()
    with cancelled_by_signals(cancel), Progress(session.console) as progress:
        for demand in demands:
            found = [demand.ruling]
            for task in demand.tasks:
                report = _run(session, task, cancel, progress)
                reports.append(report)
                found.append(rule_on_report(report))
                if not found[-1].allowed:
                    break
            rulings.append((demand, worst(tuple(found))))
    for report in reports:
        show_trouble(session.console, report)
    return tuple(rulings), tuple(reports)


def _run(session: Session, task: Task, cancel: Cancellation, progress: Progress) -> Report:
    return session.judge.judge(
        task.subject,
        task.config,
        task.stage,
        cancel=cancel,
        watcher=progress,
        wishes=Wishes(who=own_name("git push")),
    )


def _refuse(
    session: Session, demands: Sequence[Demand], rulings: Sequence[tuple[Demand, Ruling]]
) -> int:
    console = session.console
    overall = worst(tuple(ruling for _, ruling in rulings))
    for demand, ruling in rulings:
        if not ruling.allowed:
            _tell(session, demand, ruling)
            tree = demand.tasks[0].commit.tree if demand.tasks else NO_TREE
            detail = "; ".join(reason.text for reason in ruling.reasons)
            name = demand.update.remote_ref
            record(session, "push", tree, name, ruling.decision.value, detail)
    fine = [d.update.remote_ref for d, ruling in rulings if ruling.allowed]
    if fine and len(demands) > 1:
        console.next_step(f"on their own these may go: {', '.join(fine)}")
    return overall.decision.exit_code


def _tell(session: Session, demand: Demand, ruling: Ruling) -> None:
    console = session.console
    console.fail(f"not pushed: {demand.update.branch or demand.update.remote_ref}")
    steps: dict[str, None] = {}
    for reason in ruling.reasons:
        console.say(f"  {plain(reason.text)}")
        if reason.next_step:
            steps[reason.next_step] = None
    for step in steps:
        console.next_step(step)


def _approve(
    session: Session, demands: Sequence[Demand], reports: Sequence[Report], seconds: float
) -> None:
    gated = [demand for demand in demands if demand.duty is not Duty.NOTHING]
    if not gated:
        return
    console = session.console
    branches = ", ".join(demand.update.branch or "" for demand in gated)
    ran = sum(not r.reused for report in reports for r in report.results)
    work = "nothing had to run" if ran == 0 else f"{ran} checks ran"
    commits = sum(len(demand.tasks) for demand in gated)
    noun = "commit" if commits == 1 else "commits"
    sign = console.style("✓", "green", "bold")
    told = f"{plain(branches)}: {commits} {noun} proven, {work} ({duration(seconds)})"
    console.say(f"{sign} {console.style('devloop', 'bold')} {told}")
    for demand in gated:
        tip = demand.tasks[0].commit
        record(session, "push", tip.tree, demand.update.remote_ref, "allowed", told)
