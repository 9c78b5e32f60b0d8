"""The changes of `fixtures/untested.txt`: files before and after, what a test calls, what follows.

A line that begins a new statement says after `##` what becomes of it; there must be these
statements and no others. The mark is no part of the content. What is not said before is `f`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from devloop.change.untested import Fate
from devloop.git.record import dataclass

FIXTURES = Path(__file__).with_name("fixtures") / "untested.txt"
MAIN = "mod.py"
OLD = "def f(a):\n    return a\n"

_MARK = re.compile(rf" *## ({'|'.join(fate.value for fate in Fate)})$", re.MULTILINE)
_CRLF, _CRLF_FROM_THEN_ON = "with crlf", "with crlf from then on"
_SIGN, _NO_END = "with ^ for a carriage return", "without the last line end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One change."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    calls: str
    settings: str
    """Of coverage.py."""
    fates: dict[tuple[str, int], Fate]
    """By the file and first line of each new statement."""


def cases() -> dict[str, Case]:
    """All of them by name."""
    parts = FIXTURES.read_text(encoding="utf-8").split("=== ")[1:]
    return {name: _case(rest) for name, _, rest in (part.partition("\n") for part in parts)}


def _case(text: str) -> Case:
    sections = dict(_sections(text))
    written = "".join(name.partition("written ")[2] for name in sections)
    before = {**_files(sections, "before")} or {MAIN: OLD}
    marked = _files(sections, "after")
    return Case(
        before={name: _content(old, written, new=False) for name, old in before.items()},
        after={
            name: _content(_MARK.sub("", new), written, new=True) for name, new in marked.items()
        },
        calls=sections["calls"],
        settings=sections.get("settings", ""),
        fates={
            (name, number): Fate(mark[1])
            for name, new in marked.items()
            for number, line in enumerate(new.split("\n"), 1)
            if (mark := _MARK.search(line))
        },
    )


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^--- ", text, flags=re.MULTILINE)[1:]:
        name, _, content = part.partition("\n")
        yield name, content


def _files(sections: dict[str, str], when: str) -> dict[str, str]:
    named = ((name.split(" "), text) for name, text in sections.items())
    return {"".join(rest) or MAIN: text for (first, *rest), text in named if first == when}


def _content(text: str, written: str, *, new: bool) -> bytes:
    """A text as the case has it written."""
    if written == _SIGN:
        text = text.replace("^", "\r")
    if written == _CRLF or (written == _CRLF_FROM_THEN_ON and new):
        text = text.replace("\n", "\r\n")
    if written == _NO_END:
        text = text.removesuffix("\n")
    return text.encode(written[len("in ") :] if written.startswith("in ") else "utf-8")
