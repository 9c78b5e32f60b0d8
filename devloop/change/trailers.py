"""Trailers of a commit's message: an exception with a reason, or a command that made the change."""

from __future__ import annotations

import re

from devloop.git.record import dataclass

OVERRIDE = "Size-Override"
MECHANICAL = "Mechanical"
GATE_CHANGE = "Gate-Change"
_TRAILER = re.compile(r"(Size-Override|Mechanical|Gate-Change)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_WORD = re.compile(r"\w{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailers:
    """Trailers of a message that the gates read; empty strings where there are none."""

    override: str = ""
    """Reason for which the commit may be larger than the limit."""
    mechanical: str = ""
    """The command that makes the whole change."""
    gate_change: str = ""
    """Reason for which the commit may weaken the rules."""
    problems: tuple[str, ...] = ()
    """Trailers that are begun and not usable, and what is wanted."""


def parse_trailers(message: str) -> Trailers:
    """The trailers of a message as git keeps it.

    They may stand in any line after the subject; a line that begins with white space goes on
    where the line before it ended.
    """
    found = dict.fromkeys(_WANTED, "")
    empty: dict[str, None] = {}
    for name, value in _entries(message):
        if _WORD.search(value):
            found[name] = found[name] or value
        else:
            empty[name] = None
    problems = tuple(_WANTED[name] for name in empty if not found[name])
    override, mechanical, gate_change = found.values()
    return Trailers(
        override=override, mechanical=mechanical, gate_change=gate_change, problems=problems
    )


_WANTED = {
    OVERRIDE.lower(): (
        f"{OVERRIDE} has no reason: say in the same line why this commit may be large, such as "
        f'"{OVERRIDE}: one table, copied from the specification"'
    ),
    MECHANICAL.lower(): (
        f"{MECHANICAL} has no command: say in the same line what made the change, such as "
        f'"{MECHANICAL}: ruff format ."'
    ),
    GATE_CHANGE.lower(): (
        f"{GATE_CHANGE} has no reason: say in the same line why the rules may become weaker, such "
        f'as "{GATE_CHANGE}: mypy checks what pylint did"'
    ),
}


def _entries(message: str) -> list[tuple[str, str]]:
    """Name (in lower case) and value of each trailer of devloop's, in order."""
    found: list[tuple[str, str]] = []
    open_entry = False
    for line in message.split("\n")[1:]:
        match = _TRAILER.fullmatch(line.rstrip())
        if match:
            found.append((match.group(1).lower(), match.group(2).strip()))
        elif open_entry and line[:1] in {" ", "\t"} and line.strip():
            name, value = found[-1]
            found[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        open_entry = bool(match)
    return found
