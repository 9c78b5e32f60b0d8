"""`devloop why`: what a result depends on, and why two results differ."""

from __future__ import annotations

import click

from devloop.cli.complete import complete_check
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import environment, open_console
from devloop.cli.terminal.documents import show_document
from devloop.cli.why.report import document, document_of_two, show, show_two
from devloop.errors import UsageError
from devloop.git.commits import head, parents_to_be, read_commit
from devloop.git.trees import tree_to_look_at
from devloop.run.planning.inquiry import Inquiry, inquire
from devloop.run.process.printed import output_text
from devloop.run.subject import Subject, committed, staged


@click.command("why")
@click.argument("check", shell_complete=complete_check)
@click.argument("revision", required=False)
@click.argument("other", required=False)
@click.option("--all", "everything", is_flag=True, help="List every installed distribution too.")
@click.option("--log", is_flag=True, help="Print the output of the check.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    check: str,
    revision: str | None,
    other: str | None,
    *,
    everything: bool,
    log: bool,
    as_json: bool,
) -> int:
    """Show what a result depends on, or why two results differ.

    A result is stored under a key made of everything it depends on: the check, the tree, the
    environment. If there is none yet, the nearest earlier one is shown, with what has changed.

    \b
    devloop why tests              what is staged now
    devloop why tests HEAD~3       a commit
    devloop why tests main HEAD    what differs between two
    devloop why tests --log        its output
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        asked = _ask(session, check, revision)
        if log:
            text = output_text(_log(session, asked), color=console.out_color)
            console.result(text.rstrip("\n"))
        elif other is not None:
            both = (asked, _ask(session, check, other))
            if as_json:
                show_document(console, document_of_two(*both))
            else:
                show_two(console, *both)
        elif as_json:
            show_document(console, document(asked))
        else:
            show(console, asked, everything=everything)
    return 0


def _ask(session: CommandSession, check: str, revision: str | None) -> Inquiry:
    subject = _subject(session, revision)
    return inquire(session.judge, subject, session.config(subject.tree), check)


def _subject(session: CommandSession, revision: str | None) -> Subject:
    repo = session.repo
    if revision is None:
        tree = tree_to_look_at(repo, session.area.scratch)
        return staged(tree, head(repo), merged=parents_to_be(repo))
    return committed(read_commit(repo, revision))


def _log(session: CommandSession, asked: Inquiry) -> bytes:
    """Log of the check's last run on this tree."""
    name = asked.check.name
    if not asked.verdicts:
        again = f"devloop check --only {name}"
        raise UsageError(f"{name}: {asked.unknown}, so there is no log", hint=again)
    digest = asked.verdicts[0].evidence.log
    if digest is None:
        return b"(it printed nothing)"
    text = session.store.logs.read(digest)
    if text is None:
        again = f"devloop check --again {name}"
        raise UsageError(f"the log of {name} is no longer stored", hint=again)
    return text
