"""What the base says about which files count: its attributes and its ignore patterns.

A change cannot excuse itself: what it says about its own files holds from the next change on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from devloop.change.attributes import Attributes, attributes_files, parse_attributes
from devloop.config.model import SizeRule
from devloop.errors import ConfigError
from devloop.git.ids import RepoPath
from devloop.git.patch import FilePatch
from devloop.git.record import dataclass

NO_ATTRIBUTES = Attributes()
CONFIGURATIONS = ("devloop.toml", "pyproject.toml")


def nothing_ignored(_path: RepoPath) -> bool:
    """Patterns of somebody who wrote none."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of a base by which files are put into classes."""

    attributes: Attributes = NO_ATTRIBUTES
    ignored: Callable[[RepoPath], bool] = nothing_ignored
    """Whether a path is ignored by the base's patterns (and still is by the change's)."""


def policy_files(patches: Sequence[FilePatch], rule: SizeRule) -> tuple[str, ...]:
    """Paths of the base's files that the policy for these patches is made from."""
    paths = {name for patch in patches for name in attributes_files(patch.path)}
    return (*sorted(paths), *(CONFIGURATIONS if rule.ignore else ()))


def parse_policy(files: Mapping[str, bytes], rule: SizeRule) -> Policy:
    """The policy from the base's files by path, those of them that exist."""
    own, pyproject = (files.get(name) for name in CONFIGURATIONS)
    attributes = {name: text for name, text in files.items() if name not in CONFIGURATIONS}
    ignored = _ignored(own, pyproject, rule) if rule.ignore else nothing_ignored
    return Policy(attributes=parse_attributes(attributes), ignored=ignored)


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
