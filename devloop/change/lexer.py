"""Which lines of a text are only comment, and of which words its lines consist.

Texts are bytes; lines end with a newline and are numbered from 1, as git counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from devloop.change.docstrings import docstrings
from devloop.change.notebook import lines_outside_code
from devloop.change.spans import Span, spans
from devloop.change.syntax import NOTEBOOK, Syntax

Words = tuple[bytes, ...]

_SPACES = bytes(10 if byte == 10 else 32 for byte in range(256))
_WORD = re.compile(rb"[\w\x80-\xff]+|[^\w\s]")
_ODD_LINE_END = re.compile(rb"\r[^\r\n]")
"""Some languages end a line here and some do not, so that nobody can say what a comment is."""


@lru_cache(maxsize=64)
def comment_lines(text: bytes, syntax: Syntax) -> frozenset[int]:
    """Numbers of the lines that hold nothing but comment; `TooMuchText` beyond the bounds."""
    if syntax is NOTEBOOK:
        return lines_outside_code(text)
    if not syntax.tokens or _spoilt(text, syntax):
        return frozenset()
    found = _comment_lines(text, syntax)
    for reading in syntax.readings:
        found &= _comment_lines(text, reading) if found else found
    return frozenset(found - _kept(text, syntax))


def words_by_line(text: bytes, syntax: Syntax) -> list[Words]:
    """The words and signs of each line, without white space and comments.

    A string is one word, or one for each of its lines. `TooMuchText` beyond the bounds.
    """
    found: list[list[bytes]] = [[] for _ in range(text.count(b"\n") + 1)]
    line = at = 0
    whole = _spoilt(text, syntax)
    for start, end, comment in [] if whole else spans(text, syntax):
        line = _add_words(found, line, text[at:start])
        pieces = text[start:end].split(b"\n")
        if not comment or _acts(text, start, syntax):
            for number, piece in enumerate(pieces, line):
                found[number].append(b"\0" + piece)
        line, at = line + len(pieces) - 1, end
    _add_words(found, line, text[at:])
    return [tuple(words) for words in found]


def _add_words(found: list[list[bytes]], line: int, code: bytes) -> int:
    """Add the words of some code that begins on a line; the line on which it ends."""
    parts = code.split(b"\n")
    for number, part in enumerate(parts, line):
        found[number] += _WORD.findall(part)
    return line + len(parts) - 1


def _comment_lines(text: bytes, syntax: Syntax) -> set[int]:
    """By one reading of the text."""
    found = spans(text, syntax)
    free = [s for s in found if s[2] and not _acts(text, s[0], syntax)]
    if syntax.name == "Python":
        free = sorted((*free, *docstrings(text, found)))
    return set(_lines_of(text, free))


def _lines_of(text: bytes, free: Sequence[Span]) -> Iterator[int]:
    """Numbers of the lines that hold something, and nothing but white space and these spans."""
    bare = _blanked(text, free)
    line, at = 1, 0
    """The first line that has not been looked at, and where it begins."""
    for start, end, _ in free:
        if end <= at:
            continue
        begin = max(text.rfind(b"\n", at, start) + 1, at)
        line += text.count(b"\n", at, begin)
        at = begin
        while at < end:
            stop = text.find(b"\n", at)
            stop = len(text) if stop < 0 else stop
            if not bare[at:stop].strip() and text[at:stop].strip():
                yield line
            line, at = line + 1, stop + 1


def _blanked(text: bytes, free: Sequence[Span]) -> bytes:
    """The text with spaces in place of these spans; line ends stay."""
    parts: list[bytes] = []
    at = 0
    for start, end, _ in free:
        parts += (text[at:start], text[start:end].translate(_SPACES))
        at = end
    return b"".join((*parts, text[at:]))


def _kept(text: bytes, syntax: Syntax) -> set[int]:
    """Lines that do something, whatever they look like."""
    found = {1} if text.startswith(b"#!") else set()
    if syntax.kept:
        line, at = 1, 0
        for match in re.finditer(syntax.kept, text, re.MULTILINE):
            line += text.count(b"\n", at, match.start())
            at = match.start()
            found.update(range(line, line + match.group().count(b"\n") + 1))
    return found


def _acts(text: bytes, start: int, syntax: Syntax) -> bool:
    return bool(syntax.acts) and re.compile(syntax.acts).match(text, start) is not None


def _spoilt(text: bytes, syntax: Syntax) -> bool:
    if b"\r" in text and _ODD_LINE_END.search(text):
        return True
    return bool(syntax.spoils) and re.search(syntax.spoils, text, re.MULTILINE) is not None
