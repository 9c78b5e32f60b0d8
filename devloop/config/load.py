"""Where a configuration stands: in the tree being judged, and one person's beside it."""

from __future__ import annotations

from devloop.config.comfort import parse_comfort
from devloop.config.document import PYPROJECT, devloop_table, read_bytes, read_text, read_toml
from devloop.config.model import Comfort, Config
from devloop.config.parse import config_of
from devloop.errors import ConfigError
from devloop.git.ids import TreeId
from devloop.git.repository import Repository
from devloop.git.trees import read_files

OWN_FILE = "devloop.toml"
COMFORT_FILE = "devloop.local.toml"


def config_in(repo: Repository, tree: TreeId) -> Config | None:
    """The configuration that a tree holds, or None where it holds none.

    Raises `ConfigError` with every mistake, and where a tree has two configurations.
    """
    files = read_files(repo, tree, (OWN_FILE, PYPROJECT))
    return config_from(files.get(OWN_FILE), files.get(PYPROJECT))


def config_from(own: bytes | None, pyproject: bytes | None) -> Config | None:
    """The configuration in the contents of the two files that may hold it (None: no such file)."""
    if own is None:
        table = _table_in(pyproject)
        return None if table is None else config_of(table, PYPROJECT)
    if _has_table(pyproject):
        raise ConfigError(
            f"{OWN_FILE} and {PYPROJECT}",
            (f"both configure devloop: keep one, {OWN_FILE} or [tool.devloop]",),
        )
    return config_of(read_toml(read_text(own, OWN_FILE), OWN_FILE), OWN_FILE)


def _table_in(pyproject: bytes | None) -> object:
    """Table of `pyproject.toml` for devloop; not parsed at all if it never names devloop."""
    if pyproject is None or b"devloop" not in pyproject:
        return None
    return devloop_table(read_toml(read_text(pyproject, PYPROJECT), PYPROJECT))


def _has_table(pyproject: bytes | None) -> bool:
    """Beside a `devloop.toml`, a `pyproject.toml` that cannot be read is none of our business."""
    try:
        return _table_in(pyproject) is not None
    except ConfigError:
        return False


def comfort_of(repo: Repository) -> Comfort:
    """Personal settings of this worktree; defaults if there is no such file."""
    try:
        content = read_bytes(repo.top / COMFORT_FILE)
    except FileNotFoundError:
        return Comfort()
    except OSError as error:
        raise ConfigError(COMFORT_FILE, (f"cannot be read: {error.strerror}",)) from error
    return parse_comfort(read_text(content, COMFORT_FILE), COMFORT_FILE)
