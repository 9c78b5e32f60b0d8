"""`devloop doctor`: find what silently makes hooks useless."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from msgspec import Struct

from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.doctor.facts import gather
from devloop.doctor.finding import HealthFinding
from devloop.doctor.health import examine
from devloop.git.repository import find_repository

LOOKED_AT = (
    "git, hooks, configuration, checks, environment, main branch, store, workspaces, history"
)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> int:
    """Diagnose why the hooks are not protecting you, each problem with the command that fixes it.

    Looks at git and its hooks, the configuration and its checks, the project's Python and programs,
    the main branch, stored results, the place for workspaces, and commits that were never checked.
    Runs no check. Exit code 0: no problems, 1: something is wrong.
    """
    environ = environment()
    console = open_console(environ)
    findings = examine(gather(find_repository(Path.cwd(), environ), environ))
    if as_json:
        show_document(console, _document(findings))
    else:
        _show(console, findings)
    return 1 if any(finding.wrong for finding in findings) else 0


def _show(console: Console, findings: Sequence[HealthFinding]) -> None:
    for finding in sorted(findings, key=lambda finding: not finding.wrong):
        sign, color = ("✗", "red") if finding.wrong else ("·", "dim")
        about = console.style_out(f"{sign} {finding.about}", color, "bold")
        console.result(f"{about}  {plain(finding.text)}")
        if finding.fix:
            console.result(f"  {console.style_out('→', 'cyan')} {plain(finding.fix)}")
    if not any(finding.wrong for finding in findings):
        console.result(f"{console.style_out('✓', 'green', 'bold')} no problems found: {LOOKED_AT}")


class FindingEntry(Struct, frozen=True, kw_only=True):
    """One finding."""

    about: str
    wrong: bool
    text: str
    mend: str
    """The command that fixes it."""


class DoctorDocument(Document, frozen=True, kw_only=True, tag="devloop.doctor/1"):
    """All findings."""

    well: bool
    findings: tuple[FindingEntry, ...]


def _document(findings: Sequence[HealthFinding]) -> DoctorDocument:
    return DoctorDocument(
        well=not any(finding.wrong for finding in findings),
        findings=tuple(
            FindingEntry(about=f.about, wrong=f.wrong, text=f.text, mend=f.fix) for f in findings
        ),
    )
