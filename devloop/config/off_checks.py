"""The checks that a configuration holds as comments, why each is off, and switching one on.

`devloop init` writes what it found and did not switch on as a table whose every line begins with
`#`, below a line `# off: REASON`. So the file itself tells what does not guard the repository, for
as long as that is so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from devloop.git.record import dataclass

OFF = "# off: "
ELSEWHERE = "# elsewhere: "
"""Before what is off because it is done in another place: nothing is missing then."""
TABLE = re.compile(r"#\[checks\.\"?([^\"\]]+)\"?\]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class OffCheck:
    """A check that is written down and off."""

    name: str
    reason: str

    @property
    def is_tests(self) -> bool:
        """True if it would run the tests."""
        return is_tests(self.name)


def is_tests(name: str) -> bool:
    """True if a check of this name, as `init` gives it, runs tests."""
    return name == "tests" or name.endswith("-tests")


def off_checks(text: str) -> tuple[OffCheck, ...]:
    """What is off and done nowhere else, in the order of the text."""
    return tuple(_off(text.splitlines()))


def _off(lines: list[str]) -> Iterator[OffCheck]:
    for before, line in pairwise(lines):
        table = TABLE.match(line)
        if table and before.startswith(OFF):
            yield OffCheck(name=table[1], reason=before.removeprefix(OFF).strip())


def switched_on(text: str, name: str) -> str | None:
    """The text with this check switched on; None where it is not written down as off."""
    lines = text.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines) if _names(line, name)), None)
    if start is None:
        return None
    end = start
    while end < len(lines) and re.match(r"#[^\s#]", lines[end]):
        end += 1
    first = start - 1 if start and lines[start - 1].startswith((OFF, ELSEWHERE)) else start
    return "".join((*lines[:first], *(line[1:] for line in lines[start:end]), *lines[end:]))


def _names(line: str, name: str) -> bool:
    found = TABLE.match(line)
    return bool(found and found[1] == name)
