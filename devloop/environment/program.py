"""The programs that a command starts: where they are, what they are, what they bring along.

A Python program brings the environment of its own interpreter; a shim brings every version of the
program that it may choose from.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from devloop.environment.distributions import distributions, look_at
from devloop.environment.interpreter import interpreter
from devloop.environment.memo import Memo, stats_of

SHELL_SIGNS = str.maketrans(dict.fromkeys("|&;()<>`$\"'={}\n", " "))
"""What separates words in a line for the shell, as far as finding programs goes."""

PYTHON = re.compile(r"(python|pypy)[\d.]*t?(\.exe)?$")

MISSING = "missing"
"""Placeholder for a program that is missing."""

CHOICES = ("version", ".tool-versions", "config.toml")
"""Files beside the shims by which pyenv, asdf and their like choose a version."""


def words_of(run: str | tuple[str, ...] | None, variables: Mapping[str, str]) -> tuple[str, ...]:
    """The programs that a command is known to start: its first word, and each that names one.

    What names a program by chance is in the key for nothing, which costs a run and no more.
    """
    if run is None:
        return ()
    line = isinstance(run, str)
    words = tuple(run.translate(SHELL_SIGNS).split()) if isinstance(run, str) else run
    path = variables.get("PATH", "")
    programs = (word for word in words[1:] if which(word, path))
    return tuple(dict.fromkeys((*(("/bin/sh",) if line else ()), *words[:1], *programs)))


def which(word: str, path: str) -> str | None:
    """Where a program is; None where it is not, or where it is a path into the content."""
    if os.sep in word or not word:
        return word if Path(word).is_absolute() and _is_program(word) else None
    for folder in filter(os.path.isabs, path.split(os.pathsep)):
        place = f"{folder}{os.sep}{word}"
        if _is_program(place):
            return place
    return None


def _is_program(place: str) -> bool:
    return os.path.isfile(place) and os.access(place, os.X_OK)  # noqa: PTH113 - hot path


def program(word: str, variables: Mapping[str, str], memo: Memo, *, known: Path) -> str:
    """The program a word starts, with digests of its content and of what it brings along.

    `known` is the interpreter whose environment is told apart from this.
    """
    place = which(word, variables.get("PATH", ""))
    if place is None:
        return MISSING
    parts = (place, content_digest(place, memo), *_brought(place, variables, memo, known))
    return " ".join(parts)


def _brought(place: str, variables: Mapping[str, str], memo: Memo, known: Path) -> Iterator[str]:
    python = _python_behind(place, variables, memo)
    if python is not None and not _is_same(python, known):
        yield _environment_of(python, variables, memo)
    folder, name = os.path.split(place)
    if os.path.basename(folder) == "shims":  # noqa: PTH119 - a plain text operation
        yield _choices(Path(folder).parent, name, variables, memo)


def _is_same(python: Path, known: Path) -> bool:
    """True if it is the same interpreter in the same environment, under whichever name."""
    return python.parent == known.parent and os.path.realpath(python) == os.path.realpath(known)


def _python_behind(place: str, variables: Mapping[str, str], memo: Memo) -> Path | None:
    """The interpreter that a program is, or that its first lines name."""
    if PYTHON.match(Path(place).name):
        return Path(place)
    named = str(memo.remembered(f"first line {place}", stats_of([place]), lambda: _named(place)))
    words = named.split()
    if words and Path(words[0]).name == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    if not words or not PYTHON.match(Path(words[0]).name):
        return None
    found = which(words[0], variables.get("PATH", ""))
    return Path(found) if found else None


def _named(script: str) -> str:
    """The interpreter in the first line of a script, or behind the `exec` that long paths need."""
    try:
        with Path(script).open("rb") as file:
            lines = file.read(1000).split(b"\n")
    except OSError:
        return ""
    if not lines[0].startswith(b"#!"):
        return ""
    if len(lines) > 1 and lines[1].startswith(b"'''exec' "):
        return os.fsdecode(lines[1][9:]).partition(' "$0"')[0].strip("\"' ")
    return os.fsdecode(lines[0][2:]).strip()


def _environment_of(python: Path, variables: Mapping[str, str], memo: Memo) -> str:
    about = interpreter(python, memo, variables)
    parts = (about.version, interpreter_files(python, about.base, about.library, memo))
    installed = distributions(look_at(about.paths), memo)
    return hashlib.sha256(repr((parts, installed)).encode()).hexdigest()[:32]


def interpreter_files(
    python: Path, base: str, library: str, memo: Memo
) -> tuple[tuple[str, str], ...]:
    """Digests of the files that make an interpreter."""
    return (
        ("executable", content_digest(os.path.realpath(python), memo)),
        ("base", content_digest(os.path.realpath(base), memo)),
        ("library", content_digest(library, memo) if library else ""),
    )


def _choices(root: Path, name: str, variables: Mapping[str, str], memo: Memo) -> str:
    """Digest of all that a shim may start, and of how it chooses."""
    places = sorted((*root.glob(f"versions/*/bin/{name}"), *root.glob(f"installs/*/*/bin/{name}")))
    home = Path(variables.get("HOME", os.sep))
    settings = (*(root / n for n in CHOICES), *(home / n for n in CHOICES))
    listed = [f"{place} {content_digest(str(place), memo)}" for place in settings]
    for place in places:
        python = _python_behind(str(place), variables, memo)
        brought = _environment_of(python, variables, memo) if python else ""
        listed.append(f"{place} {content_digest(str(place), memo)} {brought}")
    return hashlib.sha256("\n".join(listed).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def content_digest(path: str, memo: Memo) -> str:
    """SHA-256 (shortened) of a file, remembered under its stats."""
    return str(memo.remembered(f"content {path}", stats_of([path]), lambda: _digest(path)))


def _digest(path: str) -> str:
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return MISSING
    return digest.hexdigest()[:32]
