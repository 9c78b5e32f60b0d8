"""Which paths gitignore-style patterns mean, and which branches a pattern of branches means.

pathspec answers for every pattern. The usual shapes (`*.py`, `docs/`, `src/**`, `src/**/*.py`,
`pyproject.toml`) get the same answer from plain string comparisons, because importing pathspec
takes longer than all else a hook does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from devloop.git.ids import RepoPath
from devloop.git.record import dataclass, field

Matcher = Callable[[str], bool]

GLOB = frozenset("*?[]\\!#")
"""Characters that make more of a name than itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPatterns:
    """Compiled patterns; the last one that matches a path decides, `!` excludes again."""

    patterns: tuple[str, ...]
    _matches: Matcher = field(repr=False, compare=False)

    @classmethod
    def compile(cls, patterns: Sequence[str]) -> PathPatterns:
        """Patterns that a configuration accepts; `ValueError` for one that means nothing."""
        shapes = [_shape(pattern) for pattern in patterns]
        plain = tuple(shape for shape in shapes if shape is not None)
        matches = _by_shape(plain) if len(plain) == len(shapes) else _by_pathspec(patterns)
        return cls(patterns=tuple(patterns), _matches=matches)

    def matches(self, path: RepoPath) -> bool:
        """True if the patterns mean this file (or a folder it is in)."""
        return self._matches(path)

    def select(self, paths: Iterable[RepoPath]) -> tuple[RepoPath, ...]:
        """Those of the paths that match, in their order."""
        matches = self._matches
        return tuple(path for path in paths if matches(path))


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern as a comparison: `/path/` starts with `start` and goes on to hold `within`."""

    start: str
    within: str
    below: bool = False
    """True if only what is in a folder is meant, so that the last slash does not count."""


def _shape(pattern: str) -> _Shape | None:
    """The comparison that a pattern amounts to, or None where it takes pathspec to tell."""
    folder, deep, last = pattern.rpartition("**/")
    if deep:
        return _deep(folder, last)
    if pattern.endswith("/**"):
        name = pattern[:-3]
        return _Shape(f"/{name}/", "", below=True) if _is_path(name) else None
    if "/" not in pattern:
        return _any_depth("/", pattern)
    below = pattern.endswith("/")
    name = pattern.rstrip("/")
    if not _is_path(name) or pattern.endswith("//"):
        return None
    return _Shape(f"/{name}/", "", below) if "/" in name else _Shape("/", f"/{name}/", below)


def _deep(folder: str, last: str) -> _Shape | None:
    """The shape of `**/LAST` and of `FOLDER/**/LAST`."""
    if folder and not (folder.endswith("/") and _is_path(folder[:-1])):
        return None
    return _any_depth(f"/{folder}", last)


def _any_depth(start: str, name: str) -> _Shape | None:
    """The shape of a name, or of `*` and the end of one, at any depth below `start`."""
    if _is_name(name):
        return _Shape(start, f"/{name}/")
    return _Shape(start, f"{name[1:]}/") if name[:1] == "*" and _is_name(name[1:]) else None


def _is_name(text: str) -> bool:
    return bool(text) and "/" not in text and text == text.strip() and not GLOB.intersection(text)


def _is_path(text: str) -> bool:
    return all(_is_name(part) for part in text.split("/"))


def _by_shape(shapes: tuple[_Shape, ...]) -> Matcher:
    def matches(path: str) -> bool:
        file = f"/{path}"
        folder = f"{file}/"
        for shape in shapes:
            text = file if shape.below else folder
            if text.startswith(shape.start) and text.find(shape.within, len(shape.start) - 1) >= 0:
                return True
        return False

    return matches


def _by_pathspec(patterns: Sequence[str]) -> Matcher:
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)

    def matches(path: str) -> bool:
        return spec.match_file(_legible(path), separators=())

    return matches


def _legible(path: str) -> str:
    """The path without what regular expressions stumble over: newlines, bytes that are no text."""
    if path.isascii() and "\n" not in path:
        return path
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.replace("\n", "\ufffd")


def compiles(pattern: str) -> bool:
    """True if a pattern means anything at all."""
    from pathspec import GitIgnoreSpec

    try:
        return all(
            part.include is not None for part in GitIgnoreSpec.from_lines([pattern]).patterns
        )
    except (ValueError, re.error):
        return False


def branch_matches(branch: str, patterns: Iterable[str]) -> bool:
    """True if one of the patterns means a branch: `*` and `?` stay within a part, `**` does not."""
    return any(len(branch) in _ends(pattern, branch) for pattern in patterns)


def _ends(pattern: str, branch: str) -> set[int]:
    """How much of a branch's name the pattern can stand for, every length of it."""
    ends = {0}
    for piece in filter(None, re.split(r"(\*\*|\*|\?)", pattern)):
        ends = {end for start in ends for end in _reached(piece, branch, start)}
    return ends


def _reached(piece: str, branch: str, start: int) -> Iterable[int]:
    """Where a piece of a pattern can end that begins at `start`."""
    part = len(branch[start:].partition("/")[0])
    match piece:
        case "**":
            return range(start, len(branch) + 1)
        case "*":
            return range(start, start + part + 1)
        case "?":
            return range(start + 1, start + 1 + min(part, 1))
        case _:
            end = start + len(piece)
            return range(end, end + branch.startswith(piece, start))
