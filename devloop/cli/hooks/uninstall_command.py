"""`devloop uninstall`: take the hooks away."""

from __future__ import annotations

from pathlib import Path

import click

from devloop.cli.terminal.console import environment, open_console, plain
from devloop.git.repository import find_repository
from devloop.hooks_install.installation import uninstall


@click.command("uninstall")
def command() -> int:
    """Take the hooks away and put back what was there before.

    Kept verdicts stay; `devloop gc --all` forgets them too.
    """
    environ = environment()
    console = open_console(environ)
    changes = uninstall(find_repository(Path.cwd(), environ))
    for change in changes:
        console.say(f"{console.style('✓', 'green')} {plain(change.text)}")
    if not changes:
        console.say("there are no hooks of devloop's here")
    return 0
