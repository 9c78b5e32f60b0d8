"""Patterns of paths as `.gitattributes` files write them.

A pattern without a slash is matched with the name of the file at any depth; one with a slash with
the whole path below the folder of its file. `*` and `?` stop at a slash; `**` between slashes
stands for any number of folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

_DEEP = re.compile(r"\*\*+")
_PLAIN = re.compile(r"[*?\[\\]")
_PIECE = re.compile(r"\*+|\?|\[[!^]?\]?(?:\\.|[^\\\]])*\]|\\.|.", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a path, relative to the folder of the pattern's file, is meant by it."""
    if pattern.endswith("/"):
        return False  # a folder, and only files have attributes
    if "/" not in pattern:
        path = path.rsplit("/", 1)[-1]
    return _regex(pattern).fullmatch(path) is not None


@lru_cache(maxsize=4096)
def _regex(pattern: str) -> re.Pattern[str]:
    """What the pattern means, for a whole path or name.

    Like git, it takes what stands before the first special character for itself, so that the
    `**` of `name**` is one between slashes.
    """
    whole = pattern.removeprefix("/")
    plain = len(_PLAIN.split(whole, maxsplit=1)[0])
    *folders, last = whole[plain:].split("/")
    text = re.escape(whole[:plain])
    names = map("star{}".format, count())
    text += "".join(
        "(?:.*/)?" if _DEEP.fullmatch(part) else _part(part, names) + "/" for part in folders
    )
    try:
        return re.compile(text + (".*" if _DEEP.fullmatch(last) else _part(last, names)), re.DOTALL)
    except re.error:
        return re.compile(r"(?!)")


def _part(part: str, names: Iterator[str]) -> str:
    """The regular expression of what stands between two slashes.

    All but the last `*` take as little as they can and never think again, as the standard
    library's `fnmatch` has it: to try every way would take forever where there are many.
    """
    texts = [""]
    for piece in _PIECE.findall(part):
        if piece.startswith("*"):
            texts.append("")
        else:
            texts[-1] += _translated(piece)
    first, *stars = texts
    middle = zip(stars[:-1], names, strict=False)
    found = "".join(f"(?=(?P<{name}>[^/]*?{text}))(?P={name})" for text, name in middle)
    return first + found + "".join(f"[^/]*{text}" for text in stars[-1:])


def _translated(piece: str) -> str:
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and len(piece) > 2:
        return "(?!/)" + _class(piece[1:-1])
    if piece == "[":
        return "(?!)"  # a class that never ends matches nothing
    return re.escape(piece[-1])


def _class(inside: str) -> str:
    negated = inside[:1] in {"!", "^"}
    members = inside[1:] if negated else inside
    return "[" + ("^" if negated else "") + re.sub(r"([\[\]&~|])", r"\\\1", members) + "]"
