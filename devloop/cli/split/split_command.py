"""`devloop split`: one large step as several small ones."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from devloop.change.split.applying import Applied, apply_split
from devloop.change.split.building import BuiltPart, Whole, build, read_whole
from devloop.change.split.document import decode, encode
from devloop.change.split.part import Part
from devloop.change.split.plan import plan_of
from devloop.change.split.subject import SplitSubject, check_applicable, split_subject
from devloop.cli.session import CommandSession, open_session
from devloop.cli.split.report import show_plan
from devloop.cli.terminal.console import environment, open_console
from devloop.cli.terminal.documents import show_document
from devloop.config.load import config_in
from devloop.config.model import Config, SizeRule
from devloop.errors import UsageError
from devloop.git.record import dataclass
from devloop.git.tree_writer import TreeWriter, open_tree_writer
from devloop.run.session import record_decision
from devloop.verdict.events import EventDecision, EventKind


@click.command("split")
@click.argument("revision", required=False)
@click.option("--staged", is_flag=True, help="Split what is staged (the default if anything is).")
@click.option("--verify", is_flag=True, help="Check every part; join those that do not pass alone.")
@click.option("--apply", "apply_it", is_flag=True, help="Make the commits.")
@click.option("--plan", "plan_file", metavar="FILE", help="Take this plan (- is standard input).")
@click.option("--json", "as_json", is_flag=True, help="Print the plan, to be edited.")
def command(
    revision: str | None,
    *,
    staged: bool,
    verify: bool,
    apply_it: bool,
    plan_file: str | None,
    as_json: bool,
) -> int:
    """Split what is staged, or the commit at HEAD, into smaller commits.

    Mechanical changes come first, then code that belongs together, definitions before uses, and
    tests with what they test. Whatever the plan, the last tree is the one there was before.

    \b
    devloop split                 the plan for what is staged, else for the commit at HEAD
    devloop split --verify        the same, with every part checked
    devloop split --apply         make the commits; a backup ref keeps the original
    devloop split --json > plan   a plan to edit: order, messages, which piece goes where
    devloop split --plan plan --apply
    """
    if staged and revision is not None:
        raise UsageError("give only one of: a revision, --staged")
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        subject = split_subject(session.repo, revision, staged=staged)
        if apply_it:
            check_applicable(session.repo, subject)
        workbench = _workbench(session, subject)
        parts = _parts(workbench, plan_file)
        if verify:
            from devloop.cli.split.verify import verified

            parts = verified(session, subject, workbench.whole, workbench.writer, parts)
        built = workbench.build(session, parts)
        _show(session, workbench, built, verified=verify, as_json=as_json)
        if apply_it:
            _apply(session, workbench, built)
        elif not as_json:
            _offer(session, subject, built, verified=verify)
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSession:
    """A change on its way to steps."""

    subject: SplitSubject
    whole: Whole
    rule: SizeRule
    writer: TreeWriter

    def build(self, session: CommandSession, parts: Sequence[Part]) -> tuple[BuiltPart, ...]:
        """The steps with their contents and sizes."""
        return build(session.repo, self.writer, self.whole, parts, self.rule)


def _workbench(session: CommandSession, subject: SplitSubject) -> SplitSession:
    rule = (config_in(session.repo, subject.tree) or Config()).size
    writer = open_tree_writer(session.repo, session.area.objects)
    whole = read_whole(session.repo, subject.base, subject.tree, rule)
    if not whole.pieces:
        raise UsageError(f"{subject.name} changes nothing")
    return SplitSession(subject=subject, whole=whole, rule=rule, writer=writer)


def _parts(workbench: SplitSession, plan_file: str | None) -> tuple[Part, ...]:
    if plan_file is None:
        return plan_of(workbench.whole.pieces, workbench.rule)
    try:
        text = sys.stdin.read() if plan_file == "-" else Path(plan_file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the plan {plan_file} cannot be read: {error}") from error
    return decode(text, workbench.whole)


def _show(
    session: CommandSession,
    workbench: SplitSession,
    built: tuple[BuiltPart, ...],
    *,
    verified: bool,
    as_json: bool,
) -> None:
    if as_json:
        document = encode(workbench.whole, built, verified=verified)
        show_document(session.console, document)
    else:
        show_plan(session.console, workbench.subject, workbench.whole, built, workbench.rule)


def _offer(
    session: CommandSession, subject: SplitSubject, built: Sequence[BuiltPart], *, verified: bool
) -> None:
    """The next command."""
    console = session.console
    if len(built) == 1:
        console.say("could not find a way to split this")
    elif subject.can_be_applied:
        what = "" if subject.commit is None else " HEAD"
        if not verified:
            console.next_step(f"check every part: devloop split{what} --verify")
        console.next_step(f"make the commits: devloop split{what} --apply")


def _apply(session: CommandSession, workbench: SplitSession, built: Sequence[BuiltPart]) -> None:
    subject, console = workbench.subject, session.console
    if len(built) == 1:
        raise UsageError("there is only one part, so nothing was changed")
    done = apply_split(session.repo, subject, workbench.whole, built)
    _record(session, subject, done)
    sign = console.style("✓", "green", "bold")
    console.say(
        f"{sign} {len(done.commits)} commits made, ending in the same tree;"
        f" the original is {done.backup}"
    )
    console.next_step(f"check each: devloop check {subject.parent[:9]}..HEAD")
    back = subject.parent[:9] if subject.commit is None else done.backup
    console.next_step(f"to undo: git reset --soft {back}")


def _record(session: CommandSession, subject: SplitSubject, done: Applied) -> None:
    detail = f"{len(done.commits)} commits; the original is {done.backup}"
    record_decision(
        session.store, EventKind.SPLIT, subject.tree, subject.name, EventDecision.APPLIED, detail
    )
