"""Comments and strings that many languages have in common."""

from __future__ import annotations

from devloop.change.lexing.tokens import (
    Token,
    block_comment,
    bracketed,
    line_comment,
    nested_comment,
    string,
    verbatim,
)

STAR = block_comment(b"/*", b"*/")
NESTED_STAR = nested_comment(b"/*", b"*/")
SLASHES = line_comment(b"//")
HASH = line_comment(b"#")
HASH_ALONE = line_comment(b"#", before=rb"(?<!\S)")
BOTH = (string(b'"'), string(b"'"))
LONG = (string(b'"', over_lines=True), string(b"'", over_lines=True))
DOUBLED = (
    string(b'"', over_lines=True, escape=b""),
    string(b"'", over_lines=True, escape=b""),
)
TRIPLE = string(b'"""', over_lines=True)
TRIPLE_SINGLE = string(b"'''", over_lines=True)
RAW_TRIPLE = string(b'"""', over_lines=True, escape=b"")
RAW_TRIPLE_SINGLE = string(b"'''", over_lines=True, escape=b"")
BACKTICK = string(b"`", over_lines=True)
REGEX = Token(first=b"/", rest=rb"(?![/*])", ending="slash")
CHARACTER = verbatim(b"'", rb"(?:\\[^\n][^'\n]{0,12}|[^\\'\n]{1,4})'", b"")
"""A quoted character, where an apostrophe by itself means something else."""
ESCAPED = verbatim(b"\\", rb"(?s:.)", b"")
"""A character that a backslash takes its meaning from, outside of strings."""
WORD = rb"(?:\\?([\w.!%+-]+)|'([^'\n]+)'|\"([^\"\n]+)\")"
INDENTED_END = rb"^[ \t]*%s\r?$"
AFTER_BACKSLASH = rb"(?:(?<=\\\n)|(?<=\\\r\n))[^\n]*"


def pairs(before: bytes) -> tuple[Token, ...]:
    """Strings between brackets of any kind, such as `%w[a b]` or `q{a b}`."""
    both = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b"<", b">"))
    return tuple(bracketed(first, close, before=before) for first, close in both)
