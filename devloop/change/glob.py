"""Patterns of paths as `.gitattributes` files write them.

A pattern without a slash is matched with the name of the file at any depth; one with a slash with
the whole path below the folder of its file. `*` and `?` stop at a slash, `**` does not.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PIECE = re.compile(r"\*\*/|/\*\*$|\*+|\?|\[[!^]?\]?(?:\\.|[^\\\]])*\]|\\.|.", re.DOTALL)


@lru_cache(maxsize=4096)
def glob_regex(pattern: str) -> re.Pattern[str]:
    """What `pattern` means, for `fullmatch` with a path (with a slash) or a name (without)."""
    pieces = _PIECE.findall(pattern.removeprefix("/"))
    try:
        return re.compile("".join(map(_translated, pieces)), re.DOTALL)
    except re.error:
        return re.compile(r"(?!)")


def matches(pattern: str, path: str) -> bool:
    """Whether a path, relative to the folder of the pattern's file, is meant by it."""
    if "/" not in pattern:
        path = path.rsplit("/", 1)[-1]
    return glob_regex(pattern).fullmatch(path) is not None


def _translated(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece == "/**":
        return "/.*"
    if piece.startswith("*"):
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and len(piece) > 2:
        return "(?!/)" + _class(piece[1:-1])
    return re.escape(piece[-1])


def _class(inside: str) -> str:
    negated = inside[:1] in {"!", "^"}
    members = inside[1:] if negated else inside
    return "[" + ("^" if negated else "") + re.sub(r"([\[\]&~|])", r"\\\1", members) + "]"
