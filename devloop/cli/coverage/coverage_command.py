"""`devloop coverage`: the lines of a change that no test ran."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from devloop.cli.coverage.report import Told, document, exit_code, show
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import environment, open_console, plain
from devloop.cli.terminal.documents import show_document
from devloop.cli.terminal.render import show_problem
from devloop.cli.terminal.watched import judge_watched
from devloop.config.model import Config, Stage
from devloop.errors import UsageError
from devloop.gate.coverage_gate import coverage_of_step
from devloop.git.commits import head, merge_base, read_commit, resolve
from devloop.git.ids import TreeId
from devloop.git.trees import empty_tree, staged_tree, tree_of
from devloop.run.result import Report, ReportStatus
from devloop.run.run_options import RunOptions
from devloop.run.subject import Subject, committed, staged
from devloop.run.trust import allow
from devloop.verdict.claim import own_name


@click.command("coverage")
@click.argument("revision", required=False)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a page that shows the changed lines in context.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(revision: str | None, *, page: Path | None, as_json: bool) -> int:
    """Show the lines of a change that no test ran.

    Only new code counts: not moved lines, comments, formatting, tests, or what the project
    excludes. Coverage is measured by a check of kind "pytest" with coverage = true; if it has not
    run on this tree yet, it runs now.

    Exit code 1: less was run than min-diff-coverage requires; 3: not known.

    \b
    devloop coverage                    what would be committed now (the index)
    devloop coverage HEAD               a commit
    devloop coverage main..HEAD         all that a branch adds to main
    devloop coverage --html page.html   the same as an HTML page
    """
    if page is not None and not page.absolute().parent.is_dir():
        raise UsageError(f"there is no directory {page.absolute().parent} to write {page.name} to")
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        allow(session.repo)
        told = _told(session, revision)
    show_problem(console, told.report)
    if as_json:
        show_document(console, document(told))
    elif told.report.decision is ReportStatus.PASSED:
        show(console, told)
    if page is not None and told.covered.checks:
        from devloop.cli.coverage.page import write_page

        write_page(page, told)
        told_of = console.style("the changed lines in context", "dim")
        console.say(f"{plain(str(page))}: {told_of}")
    return exit_code(told)


def _told(session: CommandSession, revision: str | None) -> Told:
    """Coverage of the change that was asked for; tests run if it is not stored."""
    base, subject = _step(session, revision)
    config = session.config(subject.tree)
    names = tuple(check.name for check in config.checks if check.coverage)
    if not names:
        raise UsageError(
            f"{subject.name}: no check measures coverage",
            hint='set coverage = true on a check with kind = "pytest"',
        )
    told = _judged(session, subject, base, config, RunOptions(only=names))
    lost = tuple(one.check.name for one in told.covered.checks if one.found is None)
    if not lost:
        return told
    note = f"the coverage of {', '.join(lost)} is no longer stored, so it runs again"
    session.console.say(f"{session.console.style('note:', 'yellow')} {note}")
    return _judged(session, subject, base, config, RunOptions(only=names, again=lost))


def _judged(
    session: CommandSession, subject: Subject, base: TreeId, config: Config, options: RunOptions
) -> Told:
    report = _report(session, subject, config, options)
    covered = coverage_of_step(session.repo, session.store, report, base, config.size)
    return Told(base=base, report=report, covered=covered)


def _report(
    session: CommandSession, subject: Subject, config: Config, options: RunOptions
) -> Report:
    from devloop.git.record import replace

    return judge_watched(
        session,
        subject,
        config,
        Stage.CI,
        options=replace(options, who=own_name("devloop coverage")),
    )


def _step(session: CommandSession, revision: str | None) -> tuple[TreeId, Subject]:
    """The base and the content of the change that was asked for."""
    repo = session.repo
    if revision is None:
        parent = head(repo)
        base = tree_of(repo, parent) if parent else empty_tree(repo)
        return base, staged(staged_tree(repo), parent)
    if ".." in revision:
        return _range(session, revision)
    commit = read_commit(repo, revision)
    base = tree_of(repo, commit.parents[0]) if commit.parents else empty_tree(repo)
    return base, committed(commit)


def _range(session: CommandSession, revision: str) -> tuple[TreeId, Subject]:
    """Base and tip of `A..B`: what B adds to the history it shares with A."""
    repo = session.repo
    ends: Sequence[str] = revision.split("..." if "..." in revision else "..", 1)
    first, last = (resolve(repo, end or "HEAD") for end in ends)
    base = merge_base(repo, first, last)
    if base is None:
        raise UsageError(f"{revision}: the two histories have no common commit")
    tree = read_commit(repo, last).tree
    return tree_of(repo, base), Subject(tree=tree, head=last, name=revision)
