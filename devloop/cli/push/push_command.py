"""`devloop push`: run the checks of a push, then push."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import Struct

from devloop.cli.background.following import follow
from devloop.cli.hooks.push import (
    JudgedPush,
    judge_push,
    record_approval,
    tell_approval,
    tell_refusal,
)
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.errors import RepositoryError
from devloop.gate.planned_push import rule_on_plan, updates_of
from devloop.gate.remote_view import Destination
from devloop.gate.ruling import Ruling
from devloop.git.commits import read_commit
from devloop.git.hooks import hooks_location
from devloop.git.objects import resolve_objects
from devloop.git.process import run_git_for_person
from devloop.git.push_plan import PlannedRef, default_remote, parse_plan, plan_arguments
from devloop.git.refs import HEADS
from devloop.hooks_install.shim import is_ours
from devloop.run.trust import allow

REST = "git options"


class WithGitOptions(click.Command):
    """A command whose words after `--` are somebody else's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words after `--` for git."""
        at = args.index("--") if "--" in args else len(args)
        ctx.meta[REST] = tuple(args[at + 1 :])
        return super().parse_args(ctx, args[:at])


@click.command("push", cls=WithGitOptions)
@click.argument("remote", required=False)
@click.argument("refspecs", nargs=-1, metavar="[REFSPEC]... [-- GIT-OPTION...]")
@click.option("--wait", is_flag=True, help="Wait for its background checks first.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    remote: str | None,
    refspecs: tuple[str, ...],
    *,
    wait: bool,
    as_json: bool,
) -> int:
    """Run the checks first, then push, so that no connection waits while they run.

    Asks git what it would push, checks exactly that as the push hook does, and runs `git push`,
    whose hook then finds everything known. Remote and refs are chosen by git, as always.

    \b
    devloop push                          as `git push`
    devloop push origin main              as `git push origin main`
    devloop push --wait                   let the background checks finish first
    devloop push -- --force-with-lease    with options for git
    """
    environ = environment()
    console = open_console(environ)
    options: tuple[str, ...] = ctx.meta[REST]
    arguments = (*options, *((remote,) if remote else ()), *refspecs)
    with open_session(console, environ) as session:
        allow(session.repo)
        where = remote or default_remote(session.repo)
        planned = _plan(session, arguments)
        early = rule_on_plan(planned, where)
        if wait and early.allowed:
            _follow(session, planned)
        judged = _judge(session, planned, where) if early.allowed else None
        ruling = early if judged is None else judged.ruling
        _tell(session, early, judged)
    code = _push(session, arguments) if ruling.allowed else ruling.decision.exit_code
    if as_json:
        show_document(console, document(where, planned, judged, early, code))
    return code


def _plan(session: CommandSession, arguments: tuple[str, ...]) -> tuple[PlannedRef, ...]:
    """Refs that git would push; `RepositoryError` if it cannot tell (its words are shown)."""
    asked = plan_arguments(session.repo.object_format, arguments)
    code, output = run_git_for_person(asked, cwd=Path.cwd(), environ=session.environ, read=True)
    planned = parse_plan(output)
    if code < 0:
        raise RepositoryError(
            f"git was killed by signal {-code} while working out what to push", hint="devloop push"
        )
    if code != 0 and not any(ref.flag == "!" for ref in planned):
        raise RepositoryError(f"git cannot push this (its dry run ended with exit code {code})")
    return planned


def _follow(session: CommandSession, planned: tuple[PlannedRef, ...]) -> None:
    """Wait for the background to be done with what is to be pushed."""
    sources = (ref.source for ref in planned if ref.source and ref.target.startswith(HEADS))
    for source in dict.fromkeys(sources):
        follow(session, read_commit(session.repo, source), None)


def _judge(session: CommandSession, planned: tuple[PlannedRef, ...], remote: str) -> JudgedPush:
    sources = [ref.source for ref in planned if ref.source]
    zeros = "0" * (64 if session.repo.object_format == "sha256" else 40)
    updates = updates_of(planned, resolve_objects(session.repo, sources), zeros)
    return judge_push(session, updates, Destination(name=remote), "devloop push")


def _tell(session: CommandSession, early: Ruling, judged: JudgedPush | None) -> None:
    if judged is None:
        _tell_early(session.console, early)
    elif not judged.ruling.allowed:
        tell_refusal(session, judged)
    elif judged.ran or not _hooked(session):
        record_approval(session, judged, tell_approval(session, judged))


def _hooked(session: CommandSession) -> bool:
    """True if the hook will look everything up again, and say so."""
    return is_ours(hooks_location(session.repo).directory / "pre-push")


def _tell_early(console: Console, ruling: Ruling) -> None:
    console.fail("push refused; nothing was run")
    for reason in ruling.reasons:
        console.say(f"  {plain(reason.text)}")
    for step in dict.fromkeys(reason.next_step for reason in ruling.reasons):
        console.next_step(step)


def _push(session: CommandSession, arguments: tuple[str, ...]) -> int:
    code, _ = run_git_for_person(
        ("push", *arguments), cwd=Path.cwd(), environ=session.environ, read=False
    )
    return 0 if code == 0 else 1


class RefEntry(Struct, frozen=True, kw_only=True):
    """One ref that was to be pushed."""

    ref: str
    source: str | None
    plan: str
    decision: str | None


class PushDocument(Document, frozen=True, kw_only=True, tag="devloop.push/1"):
    """What was decided of a push, and whether it was done."""

    remote: str
    decision: str
    pushed: bool
    ran: int
    refs: tuple[RefEntry, ...]
    reasons: tuple[str, ...]


def document(
    remote: str,
    planned: tuple[PlannedRef, ...],
    judged: JudgedPush | None,
    early: Ruling,
    code: int,
) -> PushDocument:
    """The report."""
    rulings = () if judged is None else judged.rulings
    said = {requirement.update.remote_ref: ruling for requirement, ruling in rulings}
    ruling = early if judged is None else judged.ruling
    return PushDocument(
        remote=remote,
        decision=ruling.decision.value,
        pushed=ruling.allowed and code == 0,
        ran=0 if judged is None else judged.ran,
        refs=tuple(_ref(ref, said.get(ref.target)) for ref in planned),
        reasons=tuple(reason.text for reason in ruling.reasons),
    )


def _ref(ref: PlannedRef, ruling: Ruling | None) -> RefEntry:
    return RefEntry(
        ref=ref.target,
        source=ref.source or None,
        plan=ref.summary,
        decision=None if ruling is None else ruling.decision.value,
    )
