"""Settings that tools take from outside when a project has none of its own.

From a person's home, and from the folders above the one they run in. They are not in the content,
and they change what a check says about it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from devloop.environment.memo import Memo, stats_of
from devloop.environment.program import MISSING, content_digest

IN_HOME = (
    ".editorconfig",
    ".flake8",
    ".isort.cfg",
    ".mypy.ini",
    ".npmrc",
    ".pydistutils.cfg",
    ".pylintrc",
    ".prettierrc",
    ".ripgreprc",
)
IN_CONFIG = (
    "black",
    "flake8",
    "mypy/config",
    "pip/pip.conf",
    "pycodestyle",
    "pylintrc",
    "ruff/.ruff.toml",
    "ruff/pyproject.toml",
    "ruff/ruff.toml",
    "uv/uv.toml",
    "yapf/style",
)
IN_FOLDERS_ABOVE = (
    ".editorconfig",
    ".prettierrc",
    ".pytest.ini",
    ".ruff.toml",
    "eslint.config.js",
    "eslint.config.mjs",
    "package.json",
    "pyproject.toml",
    "pytest.ini",
    "ruff.toml",
    "setup.cfg",
    "tox.ini",
)
"""What pytest, ruff, prettier, ESLint and editors look for all the way up."""


def personal_settings(variables: Mapping[str, str], memo: Memo) -> tuple[tuple[str, str], ...]:
    """Path and digest of each such file that is there; a line each in the common tools' lists."""
    home = variables.get("HOME", "")
    config = variables.get("XDG_CONFIG_HOME") or (f"{home}{os.sep}.config" if home else "")
    places = (
        *(f"{home}{os.sep}{name}" for name in IN_HOME if home),
        *(f"{config}{os.sep}{name}" for name in IN_CONFIG if config),
    )
    return tuple(_there(places, memo))


def settings_above(folder: Path, memo: Memo) -> tuple[tuple[str, str], ...]:
    """Path and digest of each file of settings in the folder of workspaces and all above it."""
    return tuple(_there(_places_above(folder), memo))


@cache
def _places_above(folder: Path) -> tuple[str, ...]:
    folders = map(str, (folder, *folder.parents))
    return tuple(os.path.join(above, name) for above in folders for name in IN_FOLDERS_ABOVE)  # noqa: PTH118


def _there(places: Iterable[str], memo: Memo) -> Iterator[tuple[str, str]]:
    places = tuple(places)
    if not stats_of(places).newest:  # as a rule, for all of them at once
        return
    there = (place for place in places if stats_of([place]).newest)
    found = ((place, content_digest(place, memo)) for place in there)
    yield from ((place, digest) for place, digest in found if digest != MISSING)
