"""What a commit's message asks for: an exception with a reason, or a change made by a command."""

from __future__ import annotations

import re

from devloop.git.record import dataclass

OVERRIDE = "Size-Override"
MECHANICAL = "Mechanical"
_TRAILER = re.compile(r"(Size-Override|Mechanical)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_SCISSORS = re.compile(r"^. -+ >8 -+$", re.MULTILINE)
_WORD = re.compile(r"\w{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailers:
    """What a message says about the size of its commit; empty strings where it says nothing."""

    override: str = ""
    """Why the commit may be larger than the limit."""
    mechanical: str = ""
    """The command that makes the whole change."""
    problems: tuple[str, ...] = ()
    """What was begun and is not usable, and what is wanted."""


def parse_trailers(message: str) -> Trailers:
    """The size trailers of a message, as git or an editor hands it over (comments and all).

    They may stand in any line after the subject; a line that begins with white space goes on
    where the line before it ended.
    """
    found = {OVERRIDE.lower(): "", MECHANICAL.lower(): ""}
    empty: dict[str, None] = {}
    for name, value in _entries(message):
        if _WORD.search(value):
            found[name] = found[name] or value
        else:
            empty[name] = None
    problems = tuple(_WANTED[name] for name in empty if not found[name])
    override, mechanical = found.values()
    return Trailers(override=override, mechanical=mechanical, problems=problems)


_WANTED = {
    OVERRIDE.lower(): (
        f"{OVERRIDE} has no reason: say in the same line why this commit may be large, such as "
        f'"{OVERRIDE}: one table, copied from the specification"'
    ),
    MECHANICAL.lower(): (
        f"{MECHANICAL} has no command: say in the same line what made the change, such as "
        f'"{MECHANICAL}: ruff format ."'
    ),
}


def _entries(message: str) -> list[tuple[str, str]]:
    """Name (in lower case) and value of each size trailer, in order."""
    found: list[tuple[str, str]] = []
    open_entry = False
    for line in _SCISSORS.split(message, maxsplit=1)[0].split("\n")[1:]:
        match = _TRAILER.fullmatch(line.rstrip())
        if match:
            found.append((match.group(1).lower(), match.group(2).strip()))
        elif open_entry and line[:1] in {" ", "\t"} and line.strip():
            name, value = found[-1]
            found[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        open_entry = bool(match)
    return found
