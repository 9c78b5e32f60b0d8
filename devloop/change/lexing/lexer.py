"""Lines of a text that are only comment, and the words its lines consist of.

Texts are bytes; lines end with a newline and are numbered from 1, as git counts them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from devloop.change.lexing.comments import acts, comments_by_line, compiled, lines_without
from devloop.change.lexing.docstrings import docstrings
from devloop.change.lexing.notebook import lines_outside_code
from devloop.change.lexing.spans import spans
from devloop.change.lexing.syntax import NOTEBOOK, Syntax

Words = tuple[bytes, ...]

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
        if not comment or acts(text, start, syntax):
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
    if syntax.name != "Python":
        return comments_by_line(text, syntax)
    found = spans(text, syntax)
    free = [span for span in found if span[2] and not acts(text, span[0], syntax)]
    return lines_without(text, sorted((*free, *docstrings(text, found))))


def _kept(text: bytes, syntax: Syntax) -> set[int]:
    """Lines that do something, whatever they look like."""
    found = {1} if text.startswith(b"#!") else set()
    if syntax.kept:
        line, at = 1, 0
        for match in compiled(syntax.kept).finditer(text):
            line += text.count(b"\n", at, match.start())
            at = match.start()
            found.update(range(line, line + match.group().count(b"\n") + 1))
    return found


def _spoilt(text: bytes, syntax: Syntax) -> bool:
    if b"\r" in text and _ODD_LINE_END.search(text):
        return True
    return bool(syntax.spoils) and compiled(syntax.spoils).search(text) is not None
