"""Where a string of a Python text is a docstring: free like a comment, for it is never run.

A docstring stands alone on its lines: first in the file, after the head of a class or function, or
after an assignment (PEP 257). Elsewhere a string is code. So is an f-string, and so is a docstring
that the code reads again: that of a module where the file reads `__doc__`, all of them where the
file hands `.__doc__`, or a variable set from it, to `exec`, `eval` or `compile`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from devloop.change.lexing.spans import Span

STRING = b"\x01"
"""Stands for a string once what is in it does not matter."""
MOST_LINES = 40
"""Lines of one statement before a docstring that are looked through for its head."""
_ALONE = re.compile(rb"^[ \t\f]*([rRbBuU]{0,2})\x01[ \t\f]*\r?$", re.MULTILINE)
_HEAD = re.compile(rb"(?:async\s+)?(?:def|class)\b")
_ASSIGNMENT = re.compile(rb"(?:type\s+)?[A-Za-z_][\w.]*\s*(?:=(?!=)|:|\[)")
_OWN = re.compile(rb"(?<![\w.])__doc__\b")
_DOC = rb"\b(?:__doc__|getdoc)\b"
_NAMED = re.compile(rb"^[ \t]*(\w+)[ \t]*(?::[^\n=]*)?=[^\n]*" + _DOC, re.MULTILINE)
_RUN = re.compile(rb"(?<![\w.])(?:exec|eval|compile)[ \t]*\([^\n]*")


def docstrings(text: bytes, found: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, comments and strings of the text, that are docstrings; with their prefixes."""
    code = _bare(text, found)
    if _is_run(code):
        return ()
    strings = [span for span in found if not span[2]]
    read = _OWN.search(code) is not None
    places, number, depth, at = [], 0, 0, 0
    for match in _ALONE.finditer(code):
        number += code.count(STRING, at, match.end())
        depth += _depth(code[at : match.start()])
        at = match.end()
        before = b"" if depth > 0 else _before(code, match.start())
        if (before is None and not read) or (before and _may_follow(before)):
            start, end, _ = strings[number - 1]
            start -= len(match.group(1))
            places.append((0 if text[:start] == codecs.BOM_UTF8 else start, end, False))
    return tuple(places)


def _is_run(code: bytes) -> bool:
    """True if a docstring, or a variable that holds one, is handed to what runs text."""
    if b"__doc__" not in code and b"getdoc" not in code:
        return False
    names = b"".join(b"|" + name for name in sorted(set(_NAMED.findall(code))))
    held = re.compile(_DOC + (rb"|\b(?:" + names[1:] + rb")\b" if names else b""))
    return any(held.search(match.group()) for match in _RUN.finditer(code))


def _may_follow(before: bytes) -> bool:
    """True if a docstring may follow this statement."""
    head = _HEAD.match(before) is not None and before.endswith(b":")
    return head or _ASSIGNMENT.match(before) is not None


def _bare(text: bytes, found: Sequence[Span]) -> bytes:
    """The code with a mark in place of each string."""
    parts: list[bytes] = []
    at = len(codecs.BOM_UTF8) if text.startswith(codecs.BOM_UTF8) else 0
    for start, end, comment in found:
        parts += (text[at:start], b"" if comment else STRING)
        at = end
    return b"".join((*parts, text[at:]))


def _depth(code: bytes) -> int:
    """Brackets that are opened and not closed."""
    count = code.count
    return count(b"(") + count(b"[") + count(b"{") - count(b")") - count(b"]") - count(b"}")


def _before(code: bytes, at: int) -> bytes | None:
    """The statement before the line at `at`; None at the top, empty where the line goes on with it.

    What ends with a string (another docstring) is none that a docstring may follow.
    """
    end = at
    while end and code[end - 1] in b" \t\f\r\n":
        end -= 1
    if not end or code.endswith(b"\\", 0, end):
        return b"" if end else None
    begin, depth = end, 0
    for _ in range(MOST_LINES):
        line = code.rfind(b"\n", 0, begin) + 1
        depth += _depth(code[line:begin])
        begin = line - 1
        if depth >= 0 and not code.endswith(b"\\", 0, max(begin, 0)):
            return code[line:end].strip()
    return b""
