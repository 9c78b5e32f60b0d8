"""Commits that change the configuration and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from devloop.config.document import PYPROJECT, read_text, read_toml
from devloop.config.load import OWN_FILE
from devloop.errors import ConfigError
from devloop.git.changes import Change, changed_entries
from devloop.git.ids import TreeId
from devloop.git.objects import read_objects
from devloop.git.repository import Repository


def changes_only_rules(repo: Repository, old: TreeId, new: TreeId) -> bool:
    """True if two trees differ in what they say to devloop alone."""
    changes = changed_entries(repo, old, new)
    if any(change.path not in {OWN_FILE, PYPROJECT} for change in changes):
        return False
    other = [change for change in changes if change.path == PYPROJECT]
    return all(_says_the_rest_alike(repo, change) for change in other)


def _says_the_rest_alike(repo: Repository, change: Change) -> bool:
    blobs = [entry.blob for entry in (change.old, change.new) if entry is not None]
    found = read_objects(repo, blobs)
    try:
        rests = [_rest(found[blob]) for blob in blobs]
    except (ConfigError, KeyError):
        return False
    return len(rests) == 2 and rests[0] == rests[1]


def _rest(content: bytes) -> Mapping[str, object]:
    """A `pyproject.toml` without what it says to devloop."""
    document = read_toml(read_text(content, PYPROJECT), PYPROJECT)
    tools = document.get("tool")
    if not isinstance(tools, dict):
        return document
    return {**document, "tool": {key: tools[key] for key in tools if key != "devloop"}}
