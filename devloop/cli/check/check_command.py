"""`devloop check`: check the staged tree, the working tree, a commit or a range."""

from __future__ import annotations

import click

from devloop.cli.check.documents import check_document, range_document
from devloop.cli.check.options import ReportOptions, report_options, validate
from devloop.cli.check.reports import write_reports
from devloop.cli.hooks.commit import shortcut_after_exit
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import show_document
from devloop.cli.terminal.progress import Progress
from devloop.cli.terminal.render import show_problem, summary, verdict_word
from devloop.config.model import Config, Stage
from devloop.doctor.hook_findings import hook_findings
from devloop.errors import UsageError
from devloop.gate.commit_gate import CommitCase
from devloop.git.commits import commits_meant, head, parents_to_be
from devloop.git.record import replace
from devloop.git.trees import tree_to_look_at, worktree_tree
from devloop.hooks_install.hook_state import hook_state
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.signals import cancelled_by_signals
from devloop.run.result import Report, ReportStatus
from devloop.run.run_options import RunOptions
from devloop.run.session import record_decision
from devloop.run.subject import Subject, committed, staged
from devloop.run.trust import allow
from devloop.verdict.claim import own_name
from devloop.verdict.events import EventDecision, EventKind
from devloop.verdict.outcome import Outcome

EXIT_CODES = {ReportStatus.PASSED: 0, ReportStatus.FAILED: 1, ReportStatus.ERRORED: 3}


@click.command("check")
@click.argument("revision", required=False)
@click.option("--staged", is_flag=True, help="The staged tree (the default).")
@click.option("--worktree", is_flag=True, help="The working tree with everything added.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Hooks of a framework check all files, not only changed ones.",
)
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.COMMIT.value,
    show_default=True,
    help="Run the checks that are due at this stage.",
)
@click.option("--only", multiple=True, metavar="CHECK", help="Only this check (repeatable).")
@click.option(
    "--again",
    multiple=True,
    metavar="CHECK",
    help="Run this check even if its result is known (repeatable).",
)
@click.option("--keep-going", is_flag=True, help="Go on after the first failed check.")
@report_options
def command(  # noqa: PLR0913 - one for each option
    revision: str | None,
    *,
    staged: bool,
    worktree: bool,
    everything: bool,
    stage: str,
    only: tuple[str, ...],
    again: tuple[str, ...],
    keep_going: bool,
    wanted: ReportOptions,
) -> int:
    """Check the staged tree, a commit or a range; run only what is not known yet.

    \b
    devloop check               what would be committed now (the index)
    devloop check --worktree    the same with every unstaged edit added
    devloop check HEAD~2        a commit
    devloop check main..HEAD    every commit of a range, oldest first (zeros: all of a history)
    devloop check --stage push  with the checks that a push to a main branch needs
    devloop check --all         hooks of a framework check all files, not only changed ones
    devloop check HEAD --stage ci --junit tests.xml --sarif lint.sarif   in CI

    Reports are the same whether a result was known or is new. In GitHub Actions, failing lines
    and tests are annotated, and the step shows a table of its checks.

    During a bisect, a commit that could not be checked ends with 125, so that
    `git bisect run devloop check HEAD` skips it.
    """
    if sum((revision is not None, staged, worktree)) > 1:
        raise UsageError("give only one of: a revision, --staged, --worktree")
    validate(wanted)
    environ = environment()
    console = open_console(environ)
    options = RunOptions(
        only=(*only, *again), again=again, keep_going=keep_going, who=own_name("devloop check")
    )
    with open_session(console, environ) as session:
        allow(session.repo)
        subjects = _subjects(session, revision, worktree=worktree)
        if everything:
            subjects = tuple(replace(subject, base=None) for subject in subjects)
        reports = _judge(session, subjects, Stage(stage), options)
        _show(console, reports, as_json=wanted.json, is_range=".." in (revision or ""))
        if revision is None and not (worktree or everything or options.only):
            _answer_the_commit(session, subjects[0], reports[0])
        elif stage == Stage.PUSH.value and reports[-1].decision is ReportStatus.PASSED:
            _answer_the_push(session, subjects[-1])
        write_reports(session, reports, wanted)
        if not wanted.json and "CI" not in environ:
            _tell_unguarded(session)
    worst = max((EXIT_CODES[report.decision] for report in reports), default=0)
    return 1 if any(r.decision is ReportStatus.FAILED for r in reports) else worst


def _tell_unguarded(session: CommandSession) -> None:
    """Say in a line that no hook guards this clone, as after `git clone` or `npm install`."""
    if any(finding.wrong for finding in hook_findings(hook_state(session.repo))):
        text = "the hooks of this clone do not guard its commits: devloop install"
        session.console.say(session.console.style(f"· {text}", "yellow"))


def _answer_the_commit(session: CommandSession, subject: Subject, report: Report) -> None:
    """Have the commit of what was just found good go without a question."""
    if report.decision is ReportStatus.PASSED and subject.head is not None:
        case = CommitCase(tree=subject.tree, parents=(subject.head, *parents_to_be(session.repo)))
        shortcut_after_exit(session, case, session.config(subject.tree))


def _answer_the_push(session: CommandSession, subject: Subject) -> None:
    """Have the push of what was just found good go without a question."""
    commit, top, environ = subject.head, session.repo.top, session.environ
    if commit is None or commit != head(session.repo):
        return

    def work() -> None:
        from devloop.fastpath.push_shortcut import shortcut_next_push  # in a process of its own

        shortcut_next_push(environ, commit, top)

    session.afterwards.append(work)


def _subjects(
    session: CommandSession, revision: str | None, *, worktree: bool
) -> tuple[Subject, ...]:
    repo = session.repo
    if revision is None:
        look = worktree_tree if worktree else tree_to_look_at
        tree = look(repo, session.area.scratch)
        name = "working tree" if worktree else "staged tree"
        return (staged(tree, head(repo), name, merged=parents_to_be(repo)),)
    return tuple(map(committed, commits_meant(repo, revision)))


def _judge(
    session: CommandSession, subjects: tuple[Subject, ...], stage: Stage, options: RunOptions
) -> tuple[Report, ...]:
    reports = []
    cancel = Cancellation()
    said: set[str] = set()
    with cancelled_by_signals(cancel):
        for subject in subjects:
            config = session.config(subject.tree)
            _check_names(session.judge.checks_of(config, subject.tree), options.only)
            _tell_assumed(session.console, config, said)
            with Progress(session.console) as progress:
                report = session.judge.judge(
                    subject, config, stage, cancel=cancel, watcher=progress, options=options
                )
            reports.append(report)
            detail = "" if report.decision is ReportStatus.PASSED else _told(report)
            record_decision(
                session.store,
                EventKind.CHECK,
                subject.tree,
                subject.name,
                EventDecision(report.decision.value),
                detail,
            )
    return tuple(reports)


def _check_names(config: Config, names: tuple[str, ...]) -> None:
    known = tuple(check.name for check in config.checks)
    groups = {check.configured for check in config.checks}
    for name in names:
        if name not in known and name not in groups:
            listed = f"the checks are: {', '.join(known)}" if known else "there are no checks yet"
            raise UsageError(f"there is no check {name!r}", hint=listed)


def _tell_assumed(console: Console, config: Config, said: set[str]) -> None:
    """Say once what a guess took for granted."""
    for sentence in config.assumed:
        if sentence not in said:
            said.add(sentence)
            console.say(console.style(f"· {plain(sentence)}", "dim"))


def _show(console: Console, reports: tuple[Report, ...], *, as_json: bool, is_range: bool) -> None:
    if as_json:
        found = range_document(reports) if is_range else check_document(reports[0])
        show_document(console, found)
        return
    for report in reports:
        show_problem(console, report)
        sign = verdict_word(console, report.decision)
        name = console.style(plain(report.subject.name), "bold")
        console.say(f"{sign} {name}  {_told(report)}")


def _told(report: Report) -> str:
    if report.decision is ReportStatus.PASSED:
        return summary(report)
    bad = [r for r in report.results if r.outcome not in {Outcome.PASSED, Outcome.SKIPPED}]
    return ", ".join(f"{r.check.name} {r.outcome.words}" for r in bad)
