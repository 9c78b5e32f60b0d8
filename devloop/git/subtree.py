"""A part of a tree as a tree of its own, so that it has an id and can be checked out alone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from devloop.git.ids import TreeId
from devloop.git.repository import Repository
from devloop.git.trees import TreeEntry, scratch_objects


def build_tree(repo: Repository, kept: Iterable[TreeEntry], scratch: Path) -> TreeId:
    """The tree of exactly these entries; its new objects are written to `scratch/objects`."""
    objects = scratch / "objects"
    objects.mkdir(parents=True, exist_ok=True)
    index = scratch / f"index-{os.getpid()}-{os.urandom(4).hex()}"
    lines = b"".join(_line(entry) for entry in kept)
    extra = {"GIT_INDEX_FILE": str(index), **scratch_objects(repo, objects)}
    try:
        repo.git("update-index", "-z", "--index-info", input=lines, extra=extra)
        return TreeId(repo.git("write-tree", extra=extra).decode().strip())
    finally:
        index.unlink(missing_ok=True)


def _line(entry: TreeEntry) -> bytes:
    return f"{entry.mode} {entry.blob}\t".encode() + os.fsencode(entry.path) + b"\0"
