"""`devloop install`: write the git hooks of a repository."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from devloop.cli.terminal.console import environment, open_console, plain
from devloop.git.repository import find_repository
from devloop.hooks_install.installation import HookChange, install
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
    changes = install(find_repository(Path.cwd(), environ), own_program())
    if as_json:
        console.result(json.dumps(document("install", changes), indent=2))
        return 0
    for change in changes:
        console.say(f"{console.style('✓', 'green')} {plain(change.text)}")
    return 0


def document(command: str, changes: Sequence[HookChange]) -> dict[str, object]:
    """The report as `devloop.install/1` or `devloop.uninstall/1`."""
    return {"schema": f"devloop.{command}/1", "changes": [change.text for change in changes]}
