"""`devloop uninstall`: remove the git hooks of a repository."""

from __future__ import annotations

from pathlib import Path

import click

from devloop.cli.terminal.console import environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.git.repository import find_repository
from devloop.hooks_install.installation import uninstall


@click.command("uninstall")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> int:
    """Remove the git hooks and restore what was there before.

    Stored results stay; `devloop gc --all` deletes them too.
    """
    environ = environment()
    console = open_console(environ)
    changes = uninstall(find_repository(Path.cwd(), environ))
    if as_json:
        show_document(console, UninstallDocument(changes=tuple(change.text for change in changes)))
        return 0
    for change in changes:
        console.say(f"{console.style('✓', 'green')} {plain(change.text)}")
    if not changes:
        console.say("devloop is not installed in this repository")
    return 0


class UninstallDocument(Document, frozen=True, kw_only=True, tag="devloop.uninstall/1"):
    """All that was changed, in words."""

    changes: tuple[str, ...]
