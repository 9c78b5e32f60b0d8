"""Which lines of a text are only comment.

Comments and strings are told apart by one regular expression per syntax. For Python, a string
that stands alone as a statement (a docstring) is a comment too. Texts are bytes; lines end with
a newline and are numbered from 1, as git counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from devloop.change.notebook import lines_outside_code
from devloop.change.syntax import NOTEBOOK, PLAIN, PYTHON, Syntax

STRING = b"\x01"
"""Stands for a string, or its first line, once its content no longer matters."""
STRING_LINE = b"\x02"
"""Stands for each further line of a string."""
_WORD = re.compile(rb"[\w\x80-\xff]+|[^\w\s]")
_PREFIXES = b"rRbBuUfF"


def comment_lines(text: bytes, syntax: Syntax) -> frozenset[int]:
    """Numbers of the lines that hold nothing but comment."""
    if syntax is PLAIN:
        return frozenset()
    if syntax is NOTEBOOK:
        return lines_outside_code(text)
    bare = [line.strip() for line in without_comments(text, syntax).split(b"\n")]
    pairs = enumerate(zip(bare, text.split(b"\n"), strict=True), 1)
    found = {number for number, (now, was) in pairs if not now and was.strip()}
    if syntax is PYTHON:
        found |= _lone_strings(bare)
    return frozenset(found)


def without_comments(text: bytes, syntax: Syntax) -> bytes:
    """The text less its comments, with marks in place of strings; it has as many lines."""
    return _pattern(syntax).sub(_replacement, text)


def words(text: bytes, syntax: Syntax) -> Iterator[bytes]:
    """Words, signs and strings of a text in order, without white space and comments."""
    at = 0
    for match in _pattern(syntax).finditer(text):
        yield from map(re.Match.group, _WORD.finditer(text, at, match.start()))
        if match.lastgroup == "string":
            yield match.group()
        at = match.end()
    yield from map(re.Match.group, _WORD.finditer(text, at))


def _replacement(match: re.Match[bytes]) -> bytes:
    lines = match.group().count(b"\n")
    if match.lastgroup == "comment":
        return b"\n" * lines
    return STRING + (b"\n" + STRING_LINE) * lines


@lru_cache(maxsize=64)
def _pattern(syntax: Syntax) -> re.Pattern[bytes]:
    """Groups `comment` and `string` of a syntax."""
    escape = re.escape
    comments = [
        *(escape(a) + rb"(?s:.*?)(?:" + escape(b) + rb"|\Z)" for a, b in syntax.block),
        *(escape(mark) + rb"[^\n]*" for mark in syntax.line),
    ]
    strings = [
        *(_string(quote, b"") for quote in syntax.long_quotes),
        *(_string(quote, rb"\n") for quote in syntax.quotes),
    ]
    groups = ((b"comment", comments), (b"string", strings))
    return re.compile(
        b"|".join(
            b"(?P<" + name + b">" + (b"|".join(ways) or b"(?!)") + b")" for name, ways in groups
        )
    )


def _string(quote: bytes, excluded: bytes) -> bytes:
    """A string between two `quote`; `excluded` characters end it before its time."""
    first, rest = re.escape(quote[:1]), re.escape(quote[1:])
    plain = rb"[^\\" + first + excluded + rb"]*"
    other = rb"(?:\\(?s:.)|" + first + rb"(?!" + rest + rb"))"
    return re.escape(quote) + plain + rb"(?:" + other + plain + rb")*" + re.escape(quote)


def _lone_strings(lines: list[bytes]) -> set[int]:
    """Lines of strings that are statements by themselves; `lines` hold marks for strings."""
    found: set[int] = set()
    depth = 0
    before = b""
    for number, line in enumerate(lines, 1):
        starts = depth == 0 and not before.endswith(b"\\")
        if starts and line.lstrip(_PREFIXES) == STRING:
            found.update(_whole_string(lines, number))
        depth = max(0, depth + _balance(line))
        before = line
    return found


def _whole_string(lines: list[bytes], number: int) -> range:
    """The lines of the string that begins at `number`, or none where code follows its end."""
    end = number
    while end < len(lines) and lines[end].startswith(STRING_LINE):
        end += 1
        if lines[end - 1] != STRING_LINE:
            return range(0)
    return range(number, end + 1)


def _balance(line: bytes) -> int:
    return sum(map(line.count, (b"(", b"[", b"{"))) - sum(map(line.count, (b")", b"]", b"}")))
