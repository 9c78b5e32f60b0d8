"""The errors of devloop, read from its source, as the second half of the page of messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from devloop import errors

ROOT = Path(__file__).parents[2]
PART = re.compile(r"(<!-- errors: made by .*? -->\n).*?(<!-- end -->)", re.DOTALL)
CODES = {
    name: kind.exit_code
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.DevloopError)
}


def with_errors(page: str) -> str:
    """The page with its table of errors made anew."""
    rows = sorted(set(_rows()), key=lambda row: (row[2], *row))
    table = "".join(f"| {text} | {hint} | {code} |\n" for text, hint, code in rows)
    head = "| message | next step | exit code |\n|---|---|---|\n"
    return PART.sub(lambda found: f"{found[1]}{head}{table}{found[2]}", page)


def _rows() -> Iterator[tuple[str, str, int]]:
    for path in sorted((ROOT / "devloop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                yield from _row(node, node.func.id)


def _row(node: ast.Call, name: str) -> Iterator[tuple[str, str, int]]:
    message = _words(node.args[0])
    if name in CODES and message:
        hints = [_words(given.value) for given in node.keywords if given.arg == "hint"]
        yield message, "".join(hints), CODES[name]


def _words(node: ast.expr) -> str:
    """A text with `…` for what is filled in; empty if it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
        text = "".join(map(str, parts))
    else:
        return ""
    return text.replace("|", "\\|").strip() if text.strip("… :") else ""
