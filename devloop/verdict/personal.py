"""Settings that tools take from a person's home when a project has none of its own.

They are not in the content, and they change what a check says about it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from devloop.verdict.memo import Memo, stats_of
from devloop.verdict.program import MISSING, content_digest

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


def personal_settings(variables: Mapping[str, str], memo: Memo) -> tuple[tuple[str, str], ...]:
    """Path and digest of each such file that is there; a line each in the common tools' lists."""
    home = variables.get("HOME", "")
    config = variables.get("XDG_CONFIG_HOME") or (f"{home}{os.sep}.config" if home else "")
    places = (
        *(f"{home}{os.sep}{name}" for name in IN_HOME if home),
        *(f"{config}{os.sep}{name}" for name in IN_CONFIG if config),
    )
    there = (place for place in places if stats_of([place]).newest)
    found = ((place, content_digest(place, memo)) for place in there)
    return tuple((place, digest) for place, digest in found if digest != MISSING)
