"""The commands by name; each is loaded only when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import click

from devloop import __version__
from devloop.cli.complete import FILES, SHELLS
from devloop.cli.terminal.console import environment, open_console
from devloop.cli.terminal.error_boundary import as_bisect_reads, guarded

COMMANDS = {
    "init": (
        "init",
        "Look at the project and its history, write devloop.toml, install the git hooks.",
    ),
    "install": ("hooks", "Install the git hooks; hooks that are there keep running."),
    "uninstall": ("hooks", "Remove the git hooks and restore what was there before."),
    "check": (
        "check",
        "Check the staged tree, a commit or a range; run only what is not known yet.",
    ),
    "size": ("size", "Measure a commit in effective lines, and say what counted."),
    "split": ("split", "Split a commit that is too large; make the parts on request."),
    "fix": ("fix", "Run the fixers on what is staged; your unstaged edits are kept."),
    "push": ("push", "Run the checks first, then connect to the remote and push."),
    "watch": ("watch", "Check at every save, so that the result is there when you commit."),
    "wait": (
        "background",
        "Wait for the background checks of a commit, and show their result.",
    ),
    "status": (
        "status",
        "Show hooks, staged tree, unchecked commits and recent decisions.",
    ),
    "why": ("why", "Show what a result depends on, or why two results differ."),
    "log": ("status", "Show what was allowed and refused, newest first."),
    "coverage": ("coverage", "Show the lines of a change that no test ran."),
    "flaky": ("check", "List the tests that failed and passed on the same tree."),
    "doctor": ("status", "Diagnose why the hooks are not protecting you."),
    "gc": ("status", "Delete old results and workspaces."),
    "hook": ("hooks", "Run a hook by name; the installed git hooks call this."),
}
"""Folder and help line by name, in the order in which a newcomer needs the commands."""


EXIT_CODES = {
    0: "passed or allowed",
    1: "failed or refused",
    2: "usage or configuration error",
    3: "could not run",
    130: "interrupted",
}


VERBOSE = "verbose"


class Lazy(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        folder, _ = COMMANDS[cmd_name]
        module = importlib.import_module(f"devloop.cli.{folder}.{cmd_name}_command")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        if not any(param.name == VERBOSE for param in command.params):
            command.params.append(_verbose())
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The overview, without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant, or an error that names the nearest one."""
        known = not args or args[0] in COMMANDS or args[0].startswith("-")
        if not known and not ctx.resilient_parsing:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{guess}")
        return super().resolve_command(ctx, args)


def _verbose() -> click.Option:
    return click.Option(
        ["-v", "--verbose"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_be_verbose,
        help="Show what was decided, and why.",
    )


def _be_verbose(ctx: click.Context, _: click.Parameter, verbose: bool) -> None:  # noqa: FBT001
    """Show the trace on standard error until the command ends."""
    if verbose and not ctx.resilient_parsing:
        from devloop.cli.terminal.tracing import shown_on
        from devloop.files.trace import heard_by

        ctx.with_resource(heard_by(shown_on(open_console(environment()))))


def _tell_completion(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
    """Print the line that switches completion on, and where it goes."""
    if shell is None or ctx.resilient_parsing:
        return
    console = open_console(environment())
    console.result(SHELLS[shell])
    console.say(console.style(f"put this line into {FILES[shell]}", "dim"))
    ctx.exit()


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"Exit codes: {', '.join(f'{code} {told}' for code, told in EXIT_CODES.items())}.",
)
@click.version_option(__version__, prog_name="devloop")
@click.option(
    "--completion",
    type=click.Choice(list(SHELLS)),
    is_eager=True,
    expose_value=False,
    callback=_tell_completion,
    help="Print the line that makes a shell complete commands and checks.",
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=_be_verbose,
    help="Show what was decided, and why.",
)
def devloop() -> None:
    """Git hooks that check exactly what you commit, and remember the result.

    A result is stored for each check, tree and environment: it is computed once and then reused.
    Hooks and checks never change your working tree.

    Start with:  devloop check  (works in any Python project),  then:  devloop init
    """


def run(args: Sequence[str]) -> int:
    """Run a command line; gives the exit code."""
    console = open_console(environment())

    def body() -> int:
        try:
            code = devloop.main(args=list(args), prog_name="devloop", standalone_mode=False)
        except click.exceptions.Abort as error:
            raise KeyboardInterrupt from error
        except click.ClickException as error:
            error.show()
            return 2
        return code if isinstance(code, int) else 0

    code = guarded(console, body)
    return as_bisect_reads(code) if args[:1] == ["check"] else code
