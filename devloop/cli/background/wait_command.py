"""`devloop wait`: until the background is done with a commit; the exit code is what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence

import click

from devloop.cli.background.following import follow
from devloop.cli.check.check_command import EXIT_CODES
from devloop.cli.check.documents import wait_document
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import show_document
from devloop.cli.terminal.render import duration, show_problem, summary, verdict_word
from devloop.config.duration import seconds
from devloop.config.model import Stage
from devloop.git.commits import Commit, read_commit
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Run
from devloop.run.process.cancellation import Cancellation
from devloop.run.result import Report, ReportStatus
from devloop.run.run_options import DEFAULT_OPTIONS, RunOptions
from devloop.run.subject import committed
from devloop.verdict.failure_notices import retract
from devloop.verdict.outcome import Outcome

UNKNOWN = 3


def _timeout(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    found = seconds(int(value) if value.isdigit() else value)
    if found is None:
        raise click.BadParameter("give seconds, or a duration such as 90s, 5m or 1h30m")
    return found


@click.command("wait")
@click.argument("revision", default="HEAD")
@click.option(
    "--timeout", callback=_timeout, metavar="TIME", help="Wait no longer than this (90, 5m)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(revision: str, *, timeout: float | None, as_json: bool) -> int:
    """Wait for the background checks of a commit, and show their result.

    Runs nothing itself. Exit code 0: every check of the push stage has passed; 1: one has failed;
    3: not known, or not in time.

    \b
    devloop wait                    the newest commit
    devloop wait HEAD~1             another one
    devloop wait --timeout 5m       not longer than five minutes
    devloop wait && git push        push it if it passes
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        commit = read_commit(session.repo, revision)
        until = None if timeout is None else time.monotonic() + timeout
        report = known_report(session, commit)
        if report is None and not follow(session, commit, until):
            console.fail(f"commit {commit.short} is not done after {duration(timeout or 0)}")
        else:
            report = report or known_report(session, commit)
            _tell(console, commit, report)
            retract(session.store.directory, commit=commit.id)
    if as_json:
        show_document(console, wait_document(commit, report))
    return UNKNOWN if report is None else EXIT_CODES[report.decision]


def known_report(session: CommandSession, commit: Commit) -> Report | None:
    """What is known of a commit at the push stage; None where something would have to run."""
    subject = committed(commit)
    config = session.config(commit.tree)
    planned_checks, _ = session.judge.planned_checks(subject, config, Stage.PUSH, DEFAULT_OPTIONS)
    known = tuple(one.check.name for one in planned_checks if not isinstance(one, Run))
    if len(known) < len(planned_checks) and not _has_failed(planned_checks):
        return None
    options = RunOptions(only=known, keep_going=True) if known else DEFAULT_OPTIONS
    return session.judge.judge(subject, config, Stage.PUSH, cancel=Cancellation(), options=options)


def _has_failed(planned_checks: Sequence[PlannedCheck]) -> bool:
    known = (one.verdict.outcome for one in planned_checks if isinstance(one, Reuse))
    return Outcome.FAILED in known


def _tell(console: Console, commit: Commit, report: Report | None) -> None:
    if report is None:
        console.fail(
            f"nothing is running for commit {commit.short}, and some results are missing",
            f"devloop check {commit.short} --stage push",
        )
        return
    show_problem(console, report)
    words = summary(report) if report.decision is ReportStatus.PASSED else report.decision.value
    name = console.style(plain(report.subject.name), "bold")
    console.say(f"{verdict_word(console, report.decision)} {name}  {words}")
