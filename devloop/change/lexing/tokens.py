"""Comments and strings as patterns: where one begins, and where it ends.

Each pattern can be followed to its end in one pass that never turns back, so that scanning a text
takes time in proportion to its length, whatever stands in it. Patterns are regular expressions,
but for `first` and `close`.
"""

from __future__ import annotations

import re
from typing import Literal

from devloop.git.record import dataclass

Ending = Literal["tail", "nested", "delimiter", "heredoc", "indented", "slash"]
"""`tail`: where the pattern `tail` ends. `nested`: at the `close` that balances `first`.
`delimiter`: at `close`, with the text of the group in `rest` in place of `%s`. `heredoc`: the lines
from the next one on, to the pattern `close`. `indented`: the lines below that are indented more.
`slash`: a regular expression, unless the slash divides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One kind of comment or string of a language."""

    first: bytes
    """The characters that it begins with, one at the least."""
    rest: bytes = b""
    before: bytes = b""
    """Pattern of one width that precedes `first`."""
    tail: bytes = b""
    """Pattern that follows the opening; matches always, the empty text at the least."""
    ending: Ending = "tail"
    close: bytes = b""
    comment: bool = False


def line_comment(
    first: bytes, *, rest: bytes = b"", before: bytes = b"", goes_on: bool = False
) -> Token:
    """A comment to the end of the line; `goes_on`: a backslash there continues it."""
    more = rb"(?:(?:(?<=\\)|(?<=\\\r))\n[^\n]*)*" if goes_on else b""
    return Token(first=first, rest=rest, before=before, comment=True, tail=rb"[^\n]*" + more)


def block_comment(first: bytes, close: bytes, *, before: bytes = b"") -> Token:
    """A comment to the first `close`; without one, to the end of the text."""
    tail = rb"(?s:.*?)(?:" + re.escape(close) + rb"|\Z)"
    return Token(first=first, before=before, comment=True, tail=tail)


def nested_comment(first: bytes, close: bytes) -> Token:
    """A comment that may hold others of its kind."""
    return Token(first=first, comment=True, ending="nested", close=close)


def string(
    quote: bytes, *, over_lines: bool = False, escape: bytes = b"\\", before: bytes = b""
) -> Token:
    """A string between two `quote`; without the second it ends with its line, or the text.

    `escape` makes the next character part of the string; without one, a quote within is written
    twice.
    """
    first, rest = re.escape(quote[:1]), re.escape(quote[1:])
    mark = re.escape(escape)
    plain = b"[^" + mark + first + (b"" if over_lines else rb"\n") + b"]*"
    inner = [mark + b"(?s:.)"] if escape else [first * 2] * (not rest)
    if rest:
        inner.append(first + b"(?!" + rest + b")")
    tail = plain + b"(?:(?:" + b"|".join(inner) + b")" + plain + b")*(?:" + first + rest + b")?"
    return Token(first=quote, before=before, tail=tail)


def bracketed(first: bytes, close: bytes, *, before: bytes = b"", rest: bytes = b"") -> Token:
    """A string to the `close` that balances `first`."""
    return Token(first=first, rest=rest, before=before, ending="nested", close=close)


def delimited(first: bytes, rest: bytes, close: bytes, *, before: bytes = b"") -> Token:
    """A string to `close`, which repeats the group of `rest` where it says `%s`."""
    return Token(first=first, rest=rest, before=before, ending="delimiter", close=close)


def heredoc(rest: bytes, last: bytes, *, before: bytes = b"(?<!<)") -> Token:
    """Lines up to the pattern `last`, in which `%s` is the group of `rest`."""
    return Token(first=b"<<", rest=rest, before=before, ending="heredoc", close=last)


def verbatim(first: bytes, rest: bytes, tail: bytes, *, before: bytes = b"") -> Token:
    """A passage in which no comment can begin."""
    return Token(first=first, rest=rest, before=before, tail=tail)


def block_scalar(first: bytes) -> Token:
    """YAML's lines of text below a line that ends with a sign."""
    rest = rb"[-+0-9]*[ \t]*(?:#[^\n]*)?\r?$"
    return Token(first=first, before=rb"(?<=[ \t])", rest=rest, ending="indented")


def lua_brackets(first: bytes, *, comment: bool = False) -> Token:
    """Text between `[==[` and `]==]`."""
    return Token(first=first, rest=rb"(=*)\[", ending="delimiter", close=b"]%s]", comment=comment)
