"""The statements of a Python text: where each stands and what it means, layout left out.

A statement that holds others (a function, an `if`) is its head alone; its body follows as
statements of their own. Two statements mean the same when their syntax trees are equal.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from devloop.git.record import dataclass

if TYPE_CHECKING:
    import ast

_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
_U_PREFIX = re.compile(r", kind='u'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, on the lines `first` to `last`, `depth` bodies deep."""

    first: int
    last: int
    depth: int
    node: ast.AST

    def meaning(self) -> str:
        """A text that is equal for equal syntax, whatever the layout."""
        import ast

        fields = [
            f"{name}={_dump(value)}"
            for name, value in ast.iter_fields(self.node)
            if name not in _BODIES
        ]
        return _U_PREFIX.sub("", f"{self.depth} {type(self.node).__name__} {' '.join(fields)}")


@lru_cache(maxsize=8)
def parse_statements(text: bytes) -> tuple[Statement, ...] | None:
    """The statements of a text in order, or None where this Python cannot parse it."""
    import ast

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about somebody's escapes and comparisons
            module = ast.parse(text)
        return tuple(_statements(module, 0))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statements(parent: ast.AST, depth: int) -> Iterator[Statement]:
    for field in _BODIES:
        body = getattr(parent, field, None)
        if not isinstance(body, list):
            continue
        for node in body:
            first, last = _lines(node)
            yield Statement(first=first, last=last, depth=depth, node=node)
            yield from _statements(node, depth + 1)


def _lines(node: ast.AST) -> tuple[int, int]:
    """First and last line of a statement without its body."""
    if not hasattr(node, "lineno"):  # a case of a match
        node = node.pattern  # type: ignore[attr-defined]
    decorators = [item.lineno for item in getattr(node, "decorator_list", ())]
    first = min([node.lineno, *decorators])  # type: ignore[attr-defined]
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not isinstance(body, list):
        return first, node.end_lineno  # type: ignore[attr-defined]
    return first, max(first, _lines(body[0])[0] - 1)


def _dump(value: object) -> str:
    import ast

    if isinstance(value, ast.AST):
        return ast.dump(value)
    if isinstance(value, list):
        return "[" + ", ".join(_dump(item) for item in value) + "]"
    return repr(value)
