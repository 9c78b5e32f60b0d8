"""The two hooks of a commit: before it, and when its message is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from devloop.change.trailers import parse_trailers
from devloop.cli.hooks.pending import ALLOWED_TREE, PENDING
from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import plain
from devloop.cli.terminal.render import show_problem, summary
from devloop.cli.terminal.watched import judge_watched
from devloop.config.model import Config, Stage
from devloop.gate.commit_gate import (
    CommitCase,
    CommitOutcome,
    base_of_case,
    judge_commit,
    look,
    size_of_case,
)
from devloop.gate.ruling import worst
from devloop.gate.staged_rules import StagedRules, staged_rules
from devloop.git.message import read_message
from devloop.git.record import replace
from devloop.run.result import Report, ReportStatus
from devloop.run.run_options import RunOptions
from devloop.run.session import record_decision
from devloop.verdict.claim import own_name
from devloop.verdict.events import EventDecision, EventKind


def before_commit(session: CommandSession) -> int:
    """Judge what is staged; a step above the limit waits for its message."""
    return _judge(session, None)


def with_message(session: CommandSession, message: Path) -> int:
    """Judge what the message has to decide, and only that: the rest was judged before."""
    text = read_message(message, session.repo, session.environ)
    if not _pending(session).exists():
        return _judge_trailers(session, text)
    _pending(session).unlink(missing_ok=True)
    return _judge(session, text)


def _judge_trailers(session: CommandSession, text: str) -> int:
    problems = parse_trailers(text).problems
    for problem in problems:
        session.console.fail(f"commit refused: {problem}")
    return 1 if problems else 0


def _judge(session: CommandSession, message: str | None) -> int:
    case = look(session.repo)
    rules = staged_rules(session.repo, case, session.config)
    config = rules.config
    size = size_of_case(session.repo, case, config)
    outcome = judge_commit(
        size,
        config,
        message,
        partial(run_checks_of, session, case, rules),
        partial(replay_case, session, case, config),
        rules.losses,
    )
    outcome = _with_coverage(session, case, config, outcome)
    if outcome.deferred:
        _pending(session).write_text(case.tree)
        return 0
    _show(session, outcome)
    decision = outcome.ruling.decision
    if outcome.ruling.allowed:
        (session.repo.git_dir / ALLOWED_TREE).write_text(f"{case.tree}\n")
    record_decision(
        session.store,
        EventKind.COMMIT,
        case.tree,
        case.subject.name,
        _decision(outcome),
        _detail(outcome),
    )
    if outcome.ruling.allowed and not (outcome.override or outcome.mechanical or rules.losses):
        shortcut_after_exit(session, case, config)
    return decision.exit_code


def shortcut_after_exit(session: CommandSession, case: CommitCase, config: Config) -> None:
    """Have the same question answered without Python from now on; nobody waits for that."""
    environ, top = session.environ, session.repo.top

    def work() -> None:
        from devloop.fastpath.commit_shortcut import leave_shortcuts  # in a process of its own

        leave_shortcuts(environ, top, case, config)

    session.afterwards.append(work)


def _with_coverage(
    session: CommandSession, case: CommitCase, config: Config, outcome: CommitOutcome
) -> CommitOutcome:
    """The outcome with what is said to new lines that no test ran."""
    report = outcome.report
    if report is None or not outcome.ruling.allowed:
        return outcome
    if not any(result.check.coverage for result in report.results):
        return outcome
    from devloop.gate.coverage_gate import rule_on_new_lines

    base = base_of_case(session.repo, case)
    found = rule_on_new_lines(session.repo, session.store, report, base, config)
    return replace(outcome, ruling=worst((outcome.ruling, found)))


def _pending(session: CommandSession) -> Path:
    return session.repo.git_dir / PENDING


def run_checks_of(session: CommandSession, case: CommitCase, rules: StagedRules) -> Report:
    """Judge the content by its own rules, and by those before that it would weaken."""
    report = run_checks(session, case, rules.config)
    if rules.kept is None or report.decision is not ReportStatus.PASSED:
        return report
    before = run_checks(session, case, rules.kept)
    return replace(before, results=(*report.results, *before.results))


def run_checks(session: CommandSession, case: CommitCase, config: Config) -> Report:
    """Judge the content of a case at the commit stage, with progress for who watches."""
    return judge_watched(
        session, case.subject, config, Stage.COMMIT, options=RunOptions(who=own_name("git commit"))
    )


def replay_case(session: CommandSession, case: CommitCase, config: Config, command: str) -> str:
    """Why the command does not reproduce the change; empty if it does."""
    from devloop.cli.size.replaying import replay

    return replay(session, config, base_of_case(session.repo, case), case.tree, command)


def _show(session: CommandSession, outcome: CommitOutcome) -> None:
    console, ruling = session.console, outcome.ruling
    if outcome.report is not None and not ruling.allowed:
        show_problem(console, outcome.report)
    if not ruling.allowed:
        last = ruling.reasons[-1]
        console.fail(f"commit refused: {last.text}", last.next_step)
        return
    report = outcome.report
    empty = report is not None and not report.results
    sign = console.style("!", "yellow", "bold") if empty else console.style("✓", "green", "bold")
    told = summary(report) if report is not None else ""
    console.say(f"{sign} {console.style('devloop', 'bold')} {told}")
    for reason in ruling.reasons:
        console.say(f"  {console.style(plain(reason.text), 'yellow')}")
    if outcome.weakened:
        console.say(f"  {console.style('rules weakened: ' + plain(outcome.weakened), 'yellow')}")
    if outcome.override:
        console.say(f"  {console.style('size override: ' + plain(outcome.override), 'yellow')}")
    if outcome.mechanical:
        console.say(f"  {console.style(_mechanical(outcome), 'dim')}")


def _mechanical(outcome: CommitOutcome) -> str:
    return f"mechanical change, reproduced by: {plain(outcome.mechanical)}"


def _exceptions(outcome: CommitOutcome) -> tuple[str, ...]:
    """The rules that did not hold it back, each with the reason that was given."""
    said = [f"rules weakened: {outcome.weakened}"] if outcome.weakened else []
    said += [f"size override: {outcome.override}"] if outcome.override else []
    said += [_mechanical(outcome)] if outcome.mechanical else []
    return tuple(said)


def _decision(outcome: CommitOutcome) -> EventDecision:
    if outcome.ruling.allowed and _exceptions(outcome):
        return EventDecision.EXCEPTED
    return EventDecision(outcome.ruling.decision.value)


def _detail(outcome: CommitOutcome) -> str:
    reasons = (reason.text for reason in outcome.ruling.reasons)
    return "; ".join(_exceptions(outcome) or reasons)
