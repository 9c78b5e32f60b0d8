"""Files of a tree that a command names: its own scripts and their settings.

What such a file says decides what the command says, so a verdict rests on it. A script may read
what lies beside it, so that where it is in a folder the whole folder counts.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from devloop.environment.program import SHELL_SIGNS
from devloop.git.ids import RepoPath

PLAIN = re.compile(r"[\w.+@-]+(/[\w.+@-]+)*")
"""A path that is no pattern."""

SOURCES = ("", "src/")
"""Where a module of the tree may be."""


def named_files(run: str | Sequence[str] | None, paths: Sequence[RepoPath]) -> tuple[str, ...]:
    """Patterns of the files that a command names; `paths` are all of the tree."""
    lines = (run,) if isinstance(run, str) else run or ()
    words = [word for line in lines for word in line.translate(SHELL_SIGNS).split()]
    there = sorted(paths)
    return tuple(dict.fromkeys(pattern for word in _places(words) for pattern in _of(word, there)))


def _places(words: Sequence[str]) -> Iterator[str]:
    """What may be a path, and the folders of a module behind `-m`."""
    for before, word in zip(("", *words), words, strict=False):
        yield posixpath.normpath(word)
        if before == "-m":
            yield from (f"{source}{word.partition('.')[0]}" for source in SOURCES)
            yield from (f"{source}{word}.py" for source in SOURCES)


def _of(word: str, paths: Sequence[RepoPath]) -> Iterator[str]:
    if not PLAIN.fullmatch(word):
        return
    if _has(word, paths):
        folder = posixpath.dirname(word)
        yield f"{folder}/**" if folder else word
    elif _has_below(f"{word}/", paths):
        yield f"{word}/**"


def _has(name: str, paths: Sequence[RepoPath]) -> bool:
    place = bisect_left(paths, name)
    return place < len(paths) and paths[place] == name


def _has_below(folder: str, paths: Sequence[RepoPath]) -> bool:
    place = bisect_left(paths, folder)
    return place < len(paths) and paths[place].startswith(folder)
