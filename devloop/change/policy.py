"""Rules of the base about which files count: its attributes and its ignore patterns.

A change cannot excuse itself: what it says about its own files holds from the next change on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from devloop.change.classes import NAMES
from devloop.config.model import SizeRule
from devloop.errors import ConfigError
from devloop.git.attributes import NAME, Attributes, attributes_files, read_attributes
from devloop.git.ids import RepoPath
from devloop.git.patch import FilePatch
from devloop.git.record import dataclass
from devloop.git.repository import Repository

NO_ATTRIBUTES: Mapping[RepoPath, Attributes] = {}
CONFIGURATIONS = ("devloop.toml", "pyproject.toml")


_MATTERS = re.compile(rb"devloop-size|linguist-|diff|binary|\[attr\]")
"""A `.gitattributes` without any of these words says nothing about a class."""


def nothing_ignored(_path: RepoPath) -> bool:
    """Patterns of somebody who wrote none."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of a base by which files are put into classes."""

    attributes: Mapping[RepoPath, Attributes] = NO_ATTRIBUTES
    """By path, of every path that something is said about."""
    ignored: Callable[[RepoPath], bool] = nothing_ignored
    """True if a path is ignored by the base's patterns (and still is by the change's)."""


def policy_files(patches: Sequence[FilePatch], rule: SizeRule) -> tuple[str, ...]:
    """Paths of the base's files that the policy for these patches is made from."""
    both = {path for patch in patches for path in (patch.old_path, patch.path)}
    paths = {name for path in both for name in attributes_files(path)}
    return (*sorted(paths), *(CONFIGURATIONS if rule.ignore else ()))


def read_policy(
    repo: Repository, files: Mapping[str, bytes], patches: Sequence[FilePatch], rule: SizeRule
) -> Policy:
    """The policy for these patches from the base's files by path, those of them that exist.

    git is asked only where an attribute is named that matters here.
    """
    own, pyproject = (files.get(name) for name in CONFIGURATIONS)
    ignored = _ignored(own, pyproject, rule) if rule.ignore else nothing_ignored
    said = {name: text for name, text in files.items() if name.rpartition("/")[2] == NAME}
    if not any(_MATTERS.search(text) for text in said.values()):
        return Policy(ignored=ignored)
    paths = [path for patch in patches for path in (patch.old_path, patch.path)]
    return Policy(attributes=read_attributes(repo, said, paths, NAMES), ignored=ignored)


def _ignored(
    own: bytes | None, pyproject: bytes | None, rule: SizeRule
) -> Callable[[RepoPath], bool]:
    from devloop.config.load import config_from  # only where somebody ignores something
    from devloop.config.match import PathPatterns

    try:
        base = config_from(own, pyproject)
    except ConfigError:
        return nothing_ignored
    if base is None or not base.size.ignore:
        return nothing_ignored
    of_base = PathPatterns.compile(base.size.ignore).matches
    of_rule = PathPatterns.compile(rule.ignore).matches
    return lambda path: of_base(path) and of_rule(path)
