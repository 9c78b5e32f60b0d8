"""Which line of Python belongs to which statement, named by the line the statement starts on.

The names agree with coverage.py's: a decorator is a line of its own, the head of a compound
statement may span several lines, `except` and `case` count, `else` and `finally` do not, and a
docstring is no statement.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator


def first_lines(text: bytes) -> dict[int, int]:
    """By line, the first line of its statement; lines of no statement are not there."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {n: n for n, line in enumerate(text.split(b"\n"), 1) if line.strip()}
    found: dict[int, int] = {}
    docstrings = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if id(node) not in docstrings:
            for first, last in _spans(node):
                found.update(dict.fromkeys(range(first, last + 1), first))
    return found


def _docstrings(tree: ast.AST) -> Iterator[ast.stmt]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, owners) and node.body:
            first = node.body[0]
            value = first.value if isinstance(first, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield first


def _spans(node: ast.AST) -> Iterator[tuple[int, int]]:
    """First and last lines of what a node is a statement for: itself, or only its head."""
    for decorator in getattr(node, "decorator_list", ()):
        yield decorator.lineno, decorator.end_lineno
    if isinstance(node, ast.match_case):
        yield node.pattern.lineno, _head_end(node, node.pattern.lineno)
    elif isinstance(node, ast.stmt | ast.excepthandler):
        is_compound = isinstance(getattr(node, "body", None), list)
        last = _head_end(node, node.lineno) if is_compound else node.end_lineno or node.lineno
        yield node.lineno, last


def _head_end(node: ast.AST, first: int) -> int:
    """Where the head of a compound statement ends: before its body, after its expressions."""
    body = {id(inner) for name in ("body", "orelse", "finalbody") for inner in _all(node, name)}
    skipped = {
        id(inner) for name in ("decorator_list", "handlers", "cases") for inner in _all(node, name)
    }
    ends = [
        getattr(inner, "end_lineno", None) or first
        for child in ast.iter_child_nodes(node)
        if id(child) not in body and id(child) not in skipped
        for inner in ast.walk(child)
    ]
    return max((first, *ends))


def _all(node: ast.AST, name: str) -> list[ast.AST]:
    return list(getattr(node, name, ()))
