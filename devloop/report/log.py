"""From what a failing check printed to what it says about which line.

Understood are `path:line[:column]: message` (ruff, mypy, flake8, pylint, compilers), and a message
with ` --> path:line:column` below it (ruff, rustc). A path only counts if the content has it, so
names may hold spaces and colons; a name with a line break in it cannot be told from two lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from devloop.report.finding import Finding, Level, SourcePlace
from devloop.report.places import Places
from devloop.report.printable import bounded, printable, printed

NUMBER = "[0-9]{1,9}"
AT = re.compile(f"(?=(:({NUMBER})(?::({NUMBER})(?::{NUMBER}:{NUMBER})?)?:))")
BELOW = re.compile(rf"\s*--> (.*?):({NUMBER})(?::({NUMBER}))?\s*")
LEVEL = re.compile(r"(?:fatal )?(error|warning|note|info)\b(:\s+(?=\S))?", re.IGNORECASE)
LEADING_CODE = re.compile(r"([A-Z]{1,8}[0-9]{2,6})\b")
TRAILING_CODE = re.compile(r"\[([A-Za-z-][\w+=-]*)\]$")
LEVELS = {"error": Level.ERROR, "warning": Level.WARNING}

MOST_FINDINGS = 1000
"""Of one check."""
MOST_COLUMNS = 2000
"""Characters of a line that are looked at."""
MOST_COLONS = 8
"""Places in a line where its path may end."""


def read_log(check: str, log: bytes, places: Places) -> tuple[Finding, ...]:
    """Findings in the log of a check that point at lines of the tree, each once, in order."""
    found = _found(check, printed(log), places)
    return tuple(islice(dict.fromkeys(found), MOST_FINDINGS))


def _found(check: str, text: str, places: Places) -> Iterator[Finding]:
    above = ""
    for line in (whole[:MOST_COLUMNS] for whole in text.split("\n")):
        below = BELOW.fullmatch(line)
        if below is not None:
            place = _place(places, *below.groups())
            if place is not None and above:
                yield _finding(check, above, place)
        elif line.strip():
            above = line
            yield from _in_line(check, line, places)


def _in_line(check: str, line: str, places: Places) -> Iterator[Finding]:
    for end in islice(AT.finditer(line), MOST_COLONS):
        message = line[end.end(1) :]
        place = _place(places, line[: end.start()], *end.groups()[1:]) if message.strip() else None
        if place is not None:
            yield _finding(check, message, place)
            return


def _place(places: Places, name: str, line: str, column: str | None) -> SourcePlace | None:
    """A place, if the content has it; a line or column 0 is how tools say that they know none."""
    path = places.file(name)
    if path is None:
        return None
    return SourcePlace(path=path, line=int(line) or None, column=int(column or 0) or None)


def _finding(check: str, said: str, place: SourcePlace) -> Finding:
    message = printable(bounded(said.strip(), MOST_COLUMNS))
    level = LEVEL.match(message)
    code = LEADING_CODE.match(message) or TRAILING_CODE.search(message)
    return Finding(
        check=check,
        message=message[level.end() :] if level and level[2] else message,
        level=LEVELS.get(level[1].lower(), Level.NOTE) if level else Level.ERROR,
        code=code[1] if code else "",
        place=place,
    )
