"""`devloop init`: look at the project and its history, propose, ask, write, install."""

from __future__ import annotations

import sys

import click
from msgspec import Struct

from devloop.cli.init.report import Ending, show_ending, show_findings, show_text
from devloop.cli.init.switching_on import switch_on
from devloop.cli.init.watching import measuring, watched_trial
from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.config.load import OWN_FILE, config_from
from devloop.config.off_checks import off_checks
from devloop.config.parse import parse_config
from devloop.detect.conversion.managers import MANAGERS
from devloop.doctor.guarding import guarding
from devloop.errors import CannotJudge
from devloop.git.repository import Repository
from devloop.hooks_install.installation import HookChange
from devloop.hooks_install.shim import own_program
from devloop.onboarding.adoption import adopt, existing_configuration
from devloop.onboarding.survey import Survey, survey
from devloop.onboarding.trial import MOST_SECONDS
from devloop.run.trust import allow

AGAIN = "devloop init --yes"


@click.command("init")
@click.option("--yes", "-y", is_flag=True, help="Write and install without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and change nothing.")
@click.option("--no-trial", is_flag=True, help="Do not run the proposed checks first.")
@click.option("--thorough", is_flag=True, help="Try each check to its end, however long.")
@click.option("--on", "switch", metavar="CHECK", help="Try a check that is off; if green, on.")
@click.option(
    "--from",
    "manager",
    type=click.Choice(tuple(MANAGERS)),
    help="Read this hook manager's configuration into checks.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    *,
    yes: bool,
    dry_run: bool,
    no_trial: bool,
    thorough: bool,
    switch: str | None,
    manager: str | None,
    as_json: bool,
) -> int:
    """Look at the project and its history, write devloop.toml, install the git hooks.

    Shows which tools are in use and how big the last commits were, proposes a commented
    devloop.toml, and asks before it changes anything. The proposed checks are tried on the
    current tree, each for a minute at most, and only those that pass are switched on. The last
    lines say what guards the repository from then on, and what does not. An existing
    configuration is never overwritten.

    \b
    devloop init             look, propose, ask
    devloop init --yes       look, propose, do it
    devloop init --dry-run   look and propose; the text alone goes to standard output
    devloop init --from lefthook   its commands as checks, and what has no counterpart
    devloop init --on tests  try a check that it left off, and switch it on when it is green
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        allow(session.repo)
        if switch is not None:
            return switch_on(session, switch)
        repo = session.repo
        existing = existing_configuration(repo)
        trial = None if no_trial or existing is not None else watched_trial(session)
        most = None if thorough else MOST_SECONDS
        found = survey(
            session,
            judge=trial,
            patience=measuring(console),
            most_seconds=most,
            manager=manager,
        )
        ready = no_trial or existing is not None or not found.missing_tools.is_all
        if not as_json:
            show_findings(console, found)
            if existing or dry_run or (ready and not yes):
                show_text(console, found, existing)
        wanted = ready and not dry_run and (yes or _agreed(console, existing, as_json=as_json))
        changes = _adopt(console, repo, None if existing else found.text) if wanted else ()
        ending = _ending(session, found, existing)
    if as_json:
        show_document(console, _document(found, existing, changes, ending))
    if yes and not ready and not dry_run:
        raise CannotJudge("create the environment first; nothing was changed", hint=AGAIN)
    _lead_on(console, changes, existing, dry_run=dry_run)
    if ready and not as_json:
        show_ending(console, ending, found)
    return 0


def _adopt(console: Console, repo: Repository, text: str | None) -> tuple[HookChange, ...]:
    """Do it, and say each thing when it is done."""
    changes = []
    for change in adopt(repo, text, own_program()):
        console.say(f"{console.style('✓', 'green')} {plain(change.text)}")
        changes.append(change)
    return tuple(changes)


def _agreed(console: Console, existing: str | None, *, as_json: bool) -> bool:
    """Ask the person at the terminal; where there is none, the answer is no."""
    if as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    what = "Install the hooks?" if existing else f"Write {OWN_FILE} and install the hooks?"
    console.say()
    return click.confirm(what, default=True, err=True)


def _ending(session: CommandSession, found: Survey, existing: str | None) -> Ending:
    """Lines on what guards the repository, or would, and what does not."""
    text = found.text
    if existing:
        place = session.repo.top / existing
        text = place.read_text(encoding="utf-8") if existing == OWN_FILE else ""
        config = config_from(text.encode() if text else None, None if text else place.read_bytes())
    else:
        config = parse_config(text, OWN_FILE)
    checks = config.checks if config is not None else ()
    return Ending(checks=checks, findings=guarding(config, off_checks(text)))


def _lead_on(
    console: Console, changes: tuple[HookChange, ...], existing: str | None, *, dry_run: bool
) -> None:
    if changes:
        commit = f'git add {OWN_FILE} && git commit -m "Add devloop"'
        console.next_step("devloop check" if existing else commit)
    else:
        console.say("nothing was changed")
        if not dry_run:
            console.next_step(AGAIN)


class ToolEntry(Struct, frozen=True, kw_only=True):
    """One check that was proposed."""

    check: str
    what: str
    why: str
    on: bool
    off: str
    """Why it is not switched on."""


class ShareEntry(Struct, frozen=True, kw_only=True):
    """Past commits beside a limit."""

    limit: int
    commits: int
    within: int
    refused: int


class InitDocument(Document, frozen=True, kw_only=True, tag="devloop.init/1"):
    """What was found, what was written and what guards the repository now."""

    configuration: str | None
    proposed: str | None
    tools: tuple[ToolEntry, ...]
    history: tuple[ShareEntry, ...]
    guards: tuple[str, ...]
    unguarded: tuple[str, ...]
    quarantine: tuple[str, ...]
    left: tuple[str, ...]
    install: tuple[str, ...]
    changes: tuple[str, ...]


def _document(
    found: Survey, existing: str | None, changes: tuple[HookChange, ...], ending: Ending
) -> InitDocument:
    chosen = [(guess, "") for guess in found.proposal.chosen]
    offered = [(offer.guess, offer.because) for offer in found.proposal.offered]
    return InitDocument(
        configuration=existing,
        proposed=None if existing else found.text,
        tools=tuple(
            ToolEntry(check=g.check.name, what=g.what, why=g.why, on=not off, off=off)
            for g, off in (*chosen, *offered)
        ),
        history=tuple(
            ShareEntry(limit=s.limit, commits=s.total, within=s.within, refused=s.refused)
            for s in found.shares
        ),
        guards=tuple(check.name for check in ending.checks),
        unguarded=tuple(finding.text for finding in ending.findings if finding.wrong),
        quarantine=tuple(entry.test for entry in found.proposal.quarantine),
        left=tuple(found.left),
        install=tuple(found.missing_tools.commands),
        changes=tuple(change.text for change in changes),
    )
