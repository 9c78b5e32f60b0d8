"""TOML documents: from bytes to plain values, and where in them devloop is spoken to."""

from __future__ import annotations

import errno
import stat
import sys
from pathlib import Path

from devloop.errors import ConfigError

PYPROJECT = "pyproject.toml"
TABLE_IN_PYPROJECT = "tool.devloop"
MOST_BYTES = 4 << 20
"""More than anybody writes into a file of settings."""


def read_text(content: bytes, source: str) -> str:
    """The text of a file; `ConfigError` where it is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(source, (f"is not UTF-8 text (at line {line})",)) from error


def read_bytes(place: Path) -> bytes:
    """Content of a file of a worktree; `OSError` for what is no file, or too long for settings.

    A repository may hold a link to something that has no end.
    """
    if not stat.S_ISREG(place.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a file", str(place))
    with place.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, "it is too long", str(place))
    return content


def read_toml(text: str, source: str) -> dict[str, object]:
    """The document a TOML text holds; `ConfigError` with the line where it is none."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(source, (f"is not TOML: {error}",)) from error


def devloop_table(document: dict[str, object]) -> object:
    """Table `[tool.devloop]` of a `pyproject.toml`; None if it has none."""
    tool = document.get("tool")
    return tool.get("devloop") if isinstance(tool, dict) else None
