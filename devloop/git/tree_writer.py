"""Trees made from other trees in memory, without an index and without a process for each.

libgit2 reads and writes the objects; what a tree looks like is known here, so that names may be
any bytes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from devloop.errors import CannotJudge, RepositoryError
from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.repository import Repository

if TYPE_CHECKING:
    import pygit2

FOLDER = b"40000"
RAW = 20
"""Bytes of an id in a tree."""

Placed = Mapping[RepoPath, "tuple[str, BlobId] | None"]
"""Paths with mode and id of what shall stand there; None: nothing."""

_Node = dict[bytes, "_Node | tuple[bytes, bytes] | None"]


class TreeWriter:
    """Writes blobs and trees to one folder of objects, reading those of a repository as well."""

    def __init__(self, odb: pygit2.Odb) -> None:
        self._odb = odb

    def blob(self, content: bytes) -> BlobId:
        """The id of a tree, which is written."""
        return BlobId(str(self._odb.write(3, content)))

    def changed(self, tree: TreeId, placed: Placed) -> TreeId:
        """The tree with other things at some paths; folders without files go."""
        root: _Node = {}
        for path, entry in placed.items():
            *folders, name = os.fsencode(path).split(b"/")
            node = root
            for folder in folders:
                below = node.get(folder)
                if not isinstance(below, dict):
                    below = node[folder] = {}
                node = below
            if entry is not None:
                node[name] = (entry[0].encode().lstrip(b"0"), bytes.fromhex(entry[1]))
            else:
                node.setdefault(name, None)
        return TreeId(self._write(self._changed(self._read(bytes.fromhex(tree)), root)).hex())

    def _changed(
        self, entries: dict[bytes, tuple[bytes, bytes]], changes: _Node
    ) -> dict[bytes, tuple[bytes, bytes]]:
        found = dict(entries)
        for name, change in changes.items():
            if change is None:
                found.pop(name, None)
            elif isinstance(change, tuple):
                found[name] = change
            else:
                mode, oid = entries.get(name, (b"", b""))
                below = self._changed(self._read(oid) if mode == FOLDER else {}, change)
                if below:
                    found[name] = (FOLDER, self._write(below))
                elif mode == FOLDER:
                    del found[name]
        return found

    def _read(self, oid: bytes) -> dict[bytes, tuple[bytes, bytes]]:
        try:
            _, data = self._odb.read(oid.hex())
        except KeyError as error:
            raise RepositoryError(f"the tree {oid.hex()} is not in this repository") from error
        found = {}
        at = 0
        while at < len(data):
            end = data.index(b"\0", at)
            mode, _, name = data[at:end].partition(b" ")
            at = end + 1 + RAW
            found[name] = (mode, data[end + 1 : at])
        return found

    def _write(self, entries: Mapping[bytes, tuple[bytes, bytes]]) -> bytes:
        in_order = sorted(entries.items(), key=lambda item: _sorted_as(item[0], item[1][0]))
        data = b"".join(b"%s %s\0%s" % (mode, name, oid) for name, (mode, oid) in in_order)
        return bytes.fromhex(str(self._odb.write(2, data)))


def _sorted_as(name: bytes, mode: bytes) -> bytes:
    """As git sorts: it compares the name of a folder as if it ended with a slash."""
    return name + b"/" if mode == FOLDER else name


def open_tree_writer(repo: Repository, objects: Path) -> TreeWriter:
    """A writer of objects to the folder `objects`, which reads those of the repository too.

    `CannotJudge` where libgit2 does not know the repository's kind of ids.
    """
    if repo.object_format != "sha1":
        raise CannotJudge(
            f"trees of a repository with {repo.object_format} ids cannot be made in memory yet",
            hint="split it by hand: git add -p",
        )
    import pygit2  # slow to import

    objects.mkdir(parents=True, exist_ok=True)
    odb = pygit2.Odb(str(objects))
    if objects != repo.objects:
        odb.add_disk_alternate(str(repo.objects))
    return TreeWriter(odb)
