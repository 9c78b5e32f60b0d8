"""The syntax of a language, as far as it tells comments from code."""

from __future__ import annotations

from typing import Literal

from devloop.change.lexing.tokens import Token
from devloop.git.record import dataclass

Layout = Literal["free", "lines"]
"""`free`: texts that differ only in white space mean the same. `lines`: line ends or indentation
mean something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """Comments and strings of one language; all patterns are regular expressions."""

    name: str
    tokens: tuple[Token, ...] = ()
    layout: Layout = "lines"
    acts: bytes = b""
    """Comments that do something, from their first byte on: they are code."""
    kept: bytes = b""
    """Whole lines that do something though they are comments."""
    spoils: bytes = b""
    """A text in which nothing can be relied on to be a comment."""
    slash_after_bracket: bool = True
    """True if a slash after a closing bracket begins a regular expression."""
    readings: tuple[Syntax, ...] = ()
    """Other ways to read the same text: a comment is what all of them take for one."""


PLAIN = Syntax(name="text")
"""Of files that nobody knows and of documents: nothing is a comment."""
NOTEBOOK = Syntax(name="notebook")
