"""The page of all commands, made from the help of the command line."""

from __future__ import annotations

import inspect

import click

from devloop.cli.commands import COMMANDS, EXIT_CODES, devloop

HEAD = """# Commands

Made from `--help`; `devloop COMMAND --help` says the same in a terminal.

`REV` is a commit as git names it (gitrevisions(7)), `A..B` a range; `[…]` may be left out. Every
command but `hook` has `--json` ([documents](json.md)).

"""


def commands_page() -> str:
    """The whole page: exit codes, then a section for each command."""
    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    codes = f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}\n"
    options = f"{_options(devloop, click.Context(devloop, **devloop.context_settings))}\n"
    return HEAD + codes + "## devloop\n\n" + options + "\n".join(map(_section, COMMANDS))


def _section(name: str) -> str:
    context = click.Context(devloop, info_name="devloop", **devloop.context_settings)
    command = devloop.get_command(context, name)
    assert command is not None
    own = click.Context(command, info_name=name, parent=context)
    usage = " ".join((own.command_path, *command.collect_usage_pieces(own)))
    text = _text(inspect.cleandoc(command.help or ""))
    return f"## devloop {name}\n\n```\n{usage}\n```\n\n{text}\n\n{_options(command, own)}"


def _text(help_text: str) -> str:
    """Paragraphs as they are; those that click keeps as written become blocks of text."""
    parts = [part.strip("\n") for part in help_text.split("\n\n")]
    return "\n\n".join(
        f"```\n{part.removeprefix(chr(8)).strip(chr(10))}\n```" if part.startswith("\b") else part
        for part in parts
    )


def _options(command: click.Command, context: click.Context) -> str:
    records = [param.get_help_record(context) for param in command.get_params(context)]
    rows = [
        f"| `{one[0].replace('|', chr(92) + '|')}` | {one[1]} |\n"
        for one in records
        if one and one[1]
    ]
    return "| option | what it does |\n|---|---|\n" + "".join(rows)
