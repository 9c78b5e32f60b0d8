"""The size of a change between two trees of a repository, asked from git's objects alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from devloop.change.account import ClassCounts, FileSize, HunkSize, Size
from devloop.change.attributes import attributes_files, parse_attributes
from devloop.change.measure import measure
from devloop.config.model import SizeRule
from devloop.git.ids import RepoPath, TreeId, is_zero
from devloop.git.objects import read_objects
from devloop.git.patch import GITLINK, FilePatch, tree_diffs
from devloop.git.repository import Repository
from devloop.git.trees import empty_tree

__all__ = ["ClassCounts", "FileSize", "HunkSize", "Size", "size_of_change"]

ROOT = "the first commit has nothing to be a small step from"


def size_of_change(repo: Repository, base: TreeId | None, tree: TreeId, rule: SizeRule) -> Size:
    """How big the step from `base` to `tree` is; without a base (a first commit) it is exempt.

    Starts two git processes, and reads nothing but the two trees.
    """
    if base is None:
        size = _size(repo, empty_tree(repo), tree, rule)
        return replace(size, exempt=ROOT)
    return _size(repo, base, tree, rule)


def _size(repo: Repository, base: TreeId, tree: TreeId, rule: SizeRule) -> Size:
    (patches,) = tree_diffs(repo, ((base, tree),))
    contents = read_objects(repo, [*_blobs(patches), *_attributes_names(base, patches)])
    files = _by_path(contents, base)
    return measure(patches, contents, parse_attributes(files), _ignored(rule.ignore))


def _blobs(patches: Sequence[FilePatch]) -> list[str]:
    """Ids of the contents that are worth reading: both sides of what git shows as text."""
    return [
        blob
        for patch in patches
        if patch.hunks and not patch.binary
        for mode, blob in ((patch.old_mode, patch.old_blob), (patch.mode, patch.blob))
        if mode != GITLINK and not is_zero(blob)
    ]


def _attributes_names(base: TreeId, patches: Sequence[FilePatch]) -> list[str]:
    paths = {path for patch in patches for path in attributes_files(patch.path)}
    return [f"{base}:{path}" for path in sorted(paths)]


def _ignored(patterns: tuple[str, ...]) -> Callable[[RepoPath], bool]:
    if not patterns:
        return lambda _path: False
    from devloop.config.match import PathPatterns  # reads gitignore patterns; not always needed

    return PathPatterns.compile(patterns).matches


def _by_path(contents: Mapping[str, bytes], base: TreeId) -> dict[str, bytes]:
    prefix = f"{base}:"
    return {n[len(prefix) :]: text for n, text in contents.items() if n.startswith(prefix)}
