"""Where the statements of a Python text stand, and which of them the interpreter can run at all.

A statement is what Python calls a logical line: it ends where no bracket, string or backslash
goes on. Its name is the number of its first line, which is coverage.py's name for it too. Lines
are numbered as Python does: a carriage return by itself ends one.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from types import CodeType

BROKEN = (
    *(SyntaxError, ValueError, LookupError, tokenize.TokenError),
    *(RecursionError, MemoryError, OverflowError),
)
"""Errors that Python raises at a text that is not Python (or not this Python's)."""
_LINE_END = re.compile(rb"\r\n?|\n")
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT)


def decoded(text: bytes) -> str:
    """The text as Python reads it, whatever its coding line says; never fails."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text).readline)
        return text.decode(encoding, "replace")
    except BROKEN:
        return text.decode("utf-8", "replace")


def lines_of_git(text: bytes) -> tuple[int, ...]:
    """For each line of Python, by its number, the line that git counts it to; nothing for 0."""
    found = [0, 1]
    for end in _LINE_END.findall(text):
        found.append(found[-1] + end.endswith(b"\n"))
    return tuple(found)


def logical_lines(text: bytes) -> tuple[range, ...] | None:
    """The lines of each statement, in order; None where this Python cannot tell."""
    try:
        return tuple(_logical_lines(text))
    except BROKEN:
        return None


def _logical_lines(text: bytes) -> Iterator[range]:
    first = 0
    for token in tokenize.tokenize(io.BytesIO(_LINE_END.sub(b"\n", text)).readline):
        if token.type == tokenize.NEWLINE:
            if first:
                yield range(first, token.start[0] + 1)
            first = 0
        elif token.type not in _LAYOUT and not first:
            first = token.start[0]


def executable_lines(text: bytes) -> frozenset[int] | None:
    """The lines that have instructions of their own; None where this Python cannot compile it.

    Docstrings are none of them, nor is what the compiler leaves out: `else`, `global`, the lines
    after a `return`, the body of `if 0`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about somebody's escapes and comparisons
            tree = ast.parse(text)
            code = compile(tree, "<content>", "exec", dont_inherit=True)
        return frozenset(_with_instructions(code)) - frozenset(_docstrings(tree))
    except BROKEN:
        return None


def _with_instructions(code: CodeType) -> Iterator[int]:
    yield from (line for _, _, line in code.co_lines() if line)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_instructions(constant)


def _docstrings(tree: ast.AST) -> Iterator[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)
