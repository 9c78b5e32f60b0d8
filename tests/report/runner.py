"""How the runner of GitHub Actions reads a line of a step's output, after its documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMANDS = {"error", "warning", "notice", "set-output", "add-mask", "stop-commands", "add-matcher"}


@dataclass(frozen=True)
class Command:
    """What the runner is told to do."""

    name: str
    properties: dict[str, str]
    message: str


def obeyed(output: str) -> list[Command]:
    """The commands in an output, in order."""
    found = (_command(line) for line in re.split(r"\r\n|\r|\n", output))
    return [command for command in found if command is not None]


def _command(line: str) -> Command | None:
    return _new(line.lstrip()) or _old(line)


def _new(line: str) -> Command | None:
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    head, _, message = line[2:].partition("::")
    return _parsed(head, message, ",", ("%0D\r", "%0A\n", "%3A:", "%2C,", "%25%"))


def _old(line: str) -> Command | None:
    _, mark, rest = line.partition("##[")
    head, end, message = rest.partition("]")
    if not mark or not end:
        return None
    return _parsed(head, message, ";", ("%3B;", "%0D\r", "%0A\n", "%5D]", "%25%"))


def _parsed(head: str, message: str, separator: str, codes: tuple[str, ...]) -> Command | None:
    name, _, told = head.partition(" ")
    pairs = (pair.partition("=") for pair in told.split(separator) if "=" in pair)
    properties = {key.strip(): _plain(value, codes) for key, _, value in pairs}
    known = name.lower() in COMMANDS
    return Command(name, properties, _plain(message, codes)) if known else None


def _plain(text: str, codes: tuple[str, ...]) -> str:
    for code in codes:
        text = text.replace(code[:3], code[3:])
    return text
