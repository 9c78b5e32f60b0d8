"""`devloop hook`: which hooks there are. What they do starts without this file."""

from __future__ import annotations

import click

from devloop.cli.hooks.dispatch import FRAMEWORK_HOOKS, GIT_HOOKS, PUSHED
from devloop.cli.terminal.console import environment, open_console

ABOUT = {
    "pre-commit": "check the staged tree before a commit",
    "pre-merge-commit": "check the staged tree before a merge commit",
    "commit-msg": "read the trailers of the message, for a commit above the size limit",
    "pre-push": "check every guarded ref of a push",
    "post-commit": "check the new commit in the background",
    "post-rewrite": "the same after a rebase",
    PUSHED: "record a push that a shortcut has allowed",
    "check": "the checks of the commit stage, on the staged tree",
    "size": "the size of the commit",
    "message": "the size of the commit, and the trailers of its message",
    "push": "the one ref that the framework passes on",
}


@click.command("hook")
@click.argument("name", required=False)
@click.argument("args", nargs=-1)
def command(name: str | None, args: tuple[str, ...]) -> int:
    """Run a hook by name: for git's hooks, and for the files of other hook managers.

    `devloop install` makes git call the first kind. A file that comes along with each clone can
    do it as well, such as .husky/pre-commit or lefthook.yml: `devloop hook pre-commit`,
    `devloop hook commit-msg FILE`, `devloop hook pre-push` with its input. The second kind is for
    entries of a `.pre-commit-config.yaml`. Without a name, all hooks are listed.
    """
    console = open_console(environment())
    if name is not None:
        from devloop.cli.hooks.dispatch import run_hook

        return run_hook(name, args, console, environment())
    width = max(map(len, ABOUT))
    groups = (
        ("git calls", GIT_HOOKS),
        ("the installed hooks call", (PUSHED,)),
        ("hook frameworks call", FRAMEWORK_HOOKS),
    )
    for title, names in groups:
        console.result(console.style_out(f"{title}:", "bold"))
        for one in names:
            console.result(f"  {one:<{width}}  {ABOUT.get(one, '')}".rstrip())
    return 0
