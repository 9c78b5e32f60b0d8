"""`devloop install`: write the git hooks of a repository."""

from __future__ import annotations

from pathlib import Path

import click

from devloop.cli.terminal.console import environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.doctor.facts import branches_of
from devloop.doctor.finding import HealthFinding
from devloop.doctor.health import mainline_findings
from devloop.gate.mainline import usable_configs_of
from devloop.git.commits import head
from devloop.git.repository import Repository, find_repository
from devloop.git.trees import tree_of
from devloop.hooks_install.installation import install
from devloop.hooks_install.shim import own_program


@click.command("install")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> int:
    """Install the git hooks; hooks that are there keep running.

    Hooks that exist are kept and run first, with the same arguments and input. If
    core.hooksPath is set, its hooks keep running too. Running it again renews the hooks;
    `devloop uninstall` puts everything back as it was.
    """
    environ = environment()
    console = open_console(environ)
    repo = find_repository(Path.cwd(), environ)
    changes = install(repo, own_program())
    if as_json:
        show_document(console, InstallDocument(changes=tuple(change.text for change in changes)))
        return 0
    for change in changes:
        console.say(f"{console.style('✓', 'green')} {plain(change.text)}")
    for finding in _ungated(repo):
        console.say(f"{console.style('!', 'yellow')} {plain(finding.text)}")
        console.next_step(finding.fix)
    return 0


def _ungated(repo: Repository) -> tuple[HealthFinding, ...]:
    """What keeps the push gate from having anything to gate; nothing before the first commit."""
    if head(repo) is None:
        return ()
    tree = tree_of(repo, "HEAD")
    config = usable_configs_of(repo, (tree,))[tree]
    return tuple(one for one in mainline_findings(branches_of(repo, config)) if one.wrong)


class InstallDocument(Document, frozen=True, kw_only=True, tag="devloop.install/1"):
    """All that was changed, in words."""

    changes: tuple[str, ...]
