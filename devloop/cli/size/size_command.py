"""`devloop size`: the effective lines of commits, and what was counted."""

from __future__ import annotations

from functools import partial

import click

from devloop.change.decide import Band
from devloop.change.distribution import distribution
from devloop.change.size import sizes_of_commits
from devloop.cli.session import CommandSession, open_session
from devloop.cli.size.document import document, history_document
from devloop.cli.size.history import show_history
from devloop.cli.size.replaying import known_replay_of
from devloop.cli.size.report import show_steps
from devloop.cli.terminal.console import environment, open_console
from devloop.cli.terminal.documents import show_document
from devloop.config.load import config_in
from devloop.config.model import Config
from devloop.errors import UsageError
from devloop.gate.commit_gate import look_on
from devloop.gate.mainline import mainline_refs
from devloop.gate.remotes import push_remote
from devloop.gate.sizing import NO_CONFIG, SizedStep, governing, size_commits, size_staged
from devloop.git.commits import commits, commits_meant, head, resolve
from devloop.git.ids import TreeId
from devloop.git.trees import tree_of

USUAL_HISTORY = 100
"""Commits of a histogram when no number is given."""


@click.command("size")
@click.argument("revision", required=False)
@click.option("--staged", is_flag=True, help="The staged tree (the default).")
@click.option(
    "--explain", is_flag=True, help="Show every file and hunk, with what was not counted and why."
)
@click.option(
    "--history",
    type=click.IntRange(min=1),
    is_flag=False,
    flag_value=USUAL_HISTORY,
    metavar="[N]",
    help=f"Show the sizes of the last N commits (default: {USUAL_HISTORY}).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    revision: str | None, *, staged: bool, explain: bool, history: int | None, as_json: bool
) -> int:
    """Measure a commit in effective lines, and say what counted.

    Lines of production code count; tests, documents, generated files, moves, formatting, comments,
    blank lines and deletions are free. Exit code 1: a commit is above the limit.

    \b
    devloop size                what would be committed now (the index)
    devloop size HEAD~2         a commit
    devloop size main..HEAD     every commit of a range, oldest first
    devloop size --explain      down to the hunk
    devloop size --history 200  the last 200 commits as a histogram
    """
    if staged and (revision is not None or history is not None):
        raise UsageError("give only one of: a revision, --staged, --history")
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        if history is not None:
            return _history(session, revision, history, as_json=as_json)
        steps = _steps(session, revision)
    if as_json:
        show_document(console, document(steps, explain=explain))
    else:
        show_steps(console, steps, explain=explain)
    return int(any(step.decided.band is Band.OVER_LIMIT for step in steps))


def _steps(session: CommandSession, revision: str | None) -> tuple[SizedStep, ...]:
    if revision is None:
        case = look_on(session.repo, session.area.scratch)
        return (size_staged(session.repo, case, _config(session, case.tree)),)
    found = commits_meant(session.repo, revision)
    configs = governing(session.repo, found)
    refs = mainline_refs(session.repo, configs.values(), push_remote(session.repo))
    return size_commits(session.repo, found, configs, partial(known_replay_of, session), refs)


def _history(session: CommandSession, revision: str | None, number: int, *, as_json: bool) -> int:
    repo, console = session.repo, session.console
    if revision is None and head(repo) is None:
        raise UsageError("there is no commit yet, so there is no history to measure")
    tip = resolve(repo, revision or "HEAD")
    rule = _config(session, tree_of(repo, tip)).size
    past = commits(repo, "--no-merges", f"--max-count={number}", tip)
    found = distribution(tuple(sizes_of_commits(repo, [commit.id for commit in past], rule)))
    if as_json:
        show_document(console, history_document(found, rule))
    else:
        show_history(console, found, rule)
    return 0


def _config(session: CommandSession, tree: TreeId) -> Config:
    """The configuration in a tree; checks are not asked about, so nothing is guessed."""
    return config_in(session.repo, tree) or NO_CONFIG
