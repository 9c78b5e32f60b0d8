"""`devloop install`: put the hooks into this repository."""

from __future__ import annotations

from pathlib import Path

import click

from devloop.cli.terminal.console import environment, open_console, plain
from devloop.git.repository import find_repository
from devloop.hooks_install.installation import install
from devloop.hooks_install.shim import own_program


@click.command("install")
def command() -> int:
    """Put the hooks into this repository, beside what is there.

    Hooks that exist are kept and run first, with the same arguments and input. Where
    core.hooksPath is set, its hooks go on too. Doing it again renews the hooks;
    `devloop uninstall` puts everything back as it was.
    """
    environ = environment()
    console = open_console(environ)
    for change in install(find_repository(Path.cwd(), environ), own_program()):
        console.say(f"{console.style('✓', 'green')} {plain(change.text)}")
    return 0
