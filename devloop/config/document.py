"""TOML documents: from bytes to plain values, and where in them devloop is spoken to."""

from __future__ import annotations

import sys

from devloop.errors import ConfigError

PYPROJECT = "pyproject.toml"
TABLE_IN_PYPROJECT = "tool.devloop"


def read_text(content: bytes, source: str) -> str:
    """The text of a file; `ConfigError` where it is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(source, (f"is not UTF-8 text (at line {line})",)) from error


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
    """What a `pyproject.toml` says to devloop, or None where it says nothing."""
    tool = document.get("tool")
    return tool.get("devloop") if isinstance(tool, dict) else None
