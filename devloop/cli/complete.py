"""Shell completion of commands and checks; silent if nothing is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from devloop.cli.terminal.console import environment

if TYPE_CHECKING:
    import click

SHELLS = {
    "bash": 'eval "$(_DEVLOOP_COMPLETE=bash_source devloop)"',
    "zsh": 'eval "$(_DEVLOOP_COMPLETE=zsh_source devloop)"',
    "fish": "_DEVLOOP_COMPLETE=fish_source devloop | source",
}
"""The line that switches completion on, by shell."""
FILES = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/config.fish"}


def complete_check(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """Names of checks in the staged configuration."""
    from devloop.config.load import config_in
    from devloop.config.model import Config
    from devloop.errors import DevloopError
    from devloop.git.repository import find_repository
    from devloop.git.trees import staged_tree
    from devloop.run.planning.hook_checks import hooks_in, with_hooks

    try:
        repo = find_repository(Path.cwd(), environment())
        tree = staged_tree(repo)
        config = config_in(repo, tree) or Config()
        single = with_hooks(config, lambda: hooks_in(repo, tree, None))
    except (DevloopError, OSError):
        return []
    names = dict.fromkeys(check.name for check in (*config.checks, *single.checks))
    return [name for name in names if name.startswith(incomplete)]
