"""Programs and variables of git's smudge and clean filters, whose work checks see."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from devloop.environment.memo import Memo
from devloop.environment.program import content_digest, program, words_of

PROGRAM, VARIABLE = "program ", "variable "
"""Begin the name of a setting that is the digest of a program, or of a variable's value."""

STEERING = "GIT_LFS_"
"""Begins the names of variables that a filter in wide use asks."""

SMUDGING = (".smudge", ".process")


def filter_programs(
    settings: Sequence[tuple[str, str]],
    variables: Mapping[str, str],
    python: Path,
    memo: Memo,
) -> tuple[tuple[str, str], ...]:
    """Digest of git's smudge and clean filter programs, and of variables that steer them.

    In the form of settings; nothing where there are no filters.
    """
    lines = [line for key, line in settings if key.startswith("filter.") and key.endswith(SMUDGING)]
    found = {
        place: digest
        for line in lines
        for place, digest in (*_programs(line, variables, python, memo), *_scripts(line, memo))
    }
    steering = {name: value for name, value in variables.items() if name.startswith(STEERING)}
    return (
        *((f"{PROGRAM}{place}", digest) for place, digest in sorted(found.items())),
        *((f"{VARIABLE}{name}", _digest(steering[name])) for name in sorted(steering) if lines),
    )


def _digest(value: str) -> str:
    return hashlib.sha256(os.fsencode(value)).hexdigest()[:32]


def _programs(
    line: str, variables: Mapping[str, str], python: Path, memo: Memo
) -> Iterator[tuple[str, str]]:
    for word in words_of(line, variables):
        yield word, program(word, variables, memo, known=python)


def _scripts(line: str, memo: Memo) -> Iterator[tuple[str, str]]:
    """Files that the line names in full, which no rule says have to be programs."""
    for word in line.replace('"', " ").replace("'", " ").split():
        place = Path(word).expanduser() if word.startswith("~/") else Path(word)
        if place.is_absolute() and place.is_file():
            yield str(place), content_digest(str(place), memo)
