"""Texts that git does not show, because somebody's attributes call them binary.

git reads attributes from the working tree and the user's own files. A size must not depend on
them: content alone decides whether a file is binary, and source never is.
"""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.file_names import is_source
from devloop.change.headers import is_binary
from devloop.git.ids import TreeId, is_zero
from devloop.git.objects import object_sizes, read_objects
from devloop.git.patch import BIG_FILE_BYTES, FilePatch, tree_diffs
from devloop.git.repository import Repository

BIG_SOURCE = 64 * 1024 * 1024
"""Bytes of a source file above which its lines are not compared."""
MANY_PATHS = 200
"""From so many files on, the whole difference is asked again, not that of single paths."""


def with_hidden_text(
    repo: Repository, pair: tuple[TreeId, TreeId], patches: Sequence[FilePatch]
) -> tuple[FilePatch, ...]:
    """The patches, with the lines of those that are called binary and are none.

    Starts no process when git showed all files, else one or two, and one more to read the lines.
    """
    dark = [patch for patch in patches if patch.binary]
    hidden = _texts(repo, dark) if dark else []
    if not hidden:
        return tuple(patches)
    names = sorted({name for patch in hidden for name in (patch.old_path, patch.path)})
    options = ("--text", *(("--", *names) if len(names) < MANY_PATHS else ()))
    (shown,) = tree_diffs(repo, (pair,), *options)
    lines = {(patch.old_path, patch.path): patch for patch in shown}
    found = {id(patch): lines.get((patch.old_path, patch.path), patch) for patch in hidden}
    return tuple(found.get(id(patch), patch) for patch in patches)


def _texts(repo: Repository, dark: Sequence[FilePatch]) -> list[FilePatch]:
    """Those of the patches that are text on both sides, or source, whatever bytes it holds."""
    sizes = object_sizes(repo, [blob for patch in dark for blob in _sides(patch)])
    source = [patch for patch in dark if is_source(patch.path) and _fits(sizes, patch, BIG_SOURCE)]
    others = [patch for patch in dark if not is_source(patch.path)]
    small = [patch for patch in others if _fits(sizes, patch, BIG_FILE_BYTES)]
    contents = read_objects(repo, [blob for patch in small for blob in _sides(patch)])
    return source + [
        patch
        for patch in small
        if not any(is_binary(contents.get(blob, b"\0" * 9)) for blob in _sides(patch))
    ]


def _fits(sizes: dict[str, int], patch: FilePatch, most: int) -> bool:
    return all(sizes.get(blob, most + 1) <= most for blob in _sides(patch))


def _sides(patch: FilePatch) -> list[str]:
    return [blob for blob in (patch.old_blob, patch.blob) if not is_zero(blob)]
