"""Trees: exact contents, read from the index, from commits, or from everything in a worktree."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.errors import CannotJudge, UsageError
from devloop.git.alternates import VARIABLE, alternates
from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.objects import read_objects
from devloop.git.process import GitFailed
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.words import listed

GITLINK = "160000"
SYMLINK = "120000"
LOCK_PATIENCE_SECONDS = 3.0
"""How long a commit waits for somebody else who looks at the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeEntry:
    """One file, symlink or submodule of a tree."""

    mode: str
    """Six octal digits: `100644`, `100755`, `120000` (symlink) or `160000` (submodule)."""
    blob: BlobId
    """Id of the content; for a submodule, of the commit it names."""
    path: RepoPath

    @property
    def is_file(self) -> bool:
        """True if it has a tree of its own to judge.

        What is read through a symlink belongs to another file, and is judged with that one.
        """
        return self.mode not in {GITLINK, SYMLINK}


class UnmergedIndex(CannotJudge):
    """The index holds conflicts, so it is no content yet; `paths` are the files."""

    def __init__(self, paths: tuple[RepoPath, ...]) -> None:
        super().__init__(
            f"the index has unmerged files: {listed(paths, 5)}",
            hint="resolve them, then: git add FILE",
        )
        self.paths = paths


def staged_tree(repo: Repository) -> TreeId:
    """The tree that a commit of the current index would have; `UnmergedIndex` on conflicts."""
    return _written(repo, {})


def tree_to_commit(repo: Repository) -> TreeId:
    """The staged tree for one who is about to commit it.

    A lock of the index that an editor or a prompt holds for a moment is waited for.
    """
    end = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        try:
            return staged_tree(repo)
        except GitFailed as failed:
            if not _is_locked(repo, failed) or time.monotonic() > end:
                raise
        time.sleep(0.05)


def lock_of_index(repo: Repository) -> Path:
    """The file that a git at work holds while it changes the index, or has left when it died."""
    return repo.index_file.with_name(f"{repo.index_file.name}.lock")


def _is_locked(repo: Repository, failed: GitFailed) -> bool:
    return f"{repo.index_file.name}.lock'" in failed.stderr


def _written(repo: Repository, extra: Mapping[str, str]) -> TreeId:
    try:
        return TreeId(repo.git("write-tree", extra=extra).decode().strip())
    except GitFailed as failed:
        unmerged = _unmerged(repo)
        if unmerged:
            raise UnmergedIndex(unmerged) from failed
        raise


def _unmerged(repo: Repository) -> tuple[RepoPath, ...]:
    lines = repo.git("ls-files", "-z", "--unmerged").split(b"\0")
    names = {os.fsdecode(line.split(b"\t", 1)[1]): None for line in lines if line}
    return tuple(RepoPath(name) for name in names)


def worktree_tree(repo: Repository, scratch: Path) -> TreeId:
    """The tree the worktree would commit with everything added, ignored files left out.

    Works on a copy of the index below `scratch`, and writes new objects to `scratch/objects`, so
    neither the index nor the objects of the user change.
    """
    return _tree_of_copy(repo, scratch, everything=True)


def index_tree(repo: Repository, scratch: Path) -> TreeId:
    """The staged tree, found out without locking the index or writing to the user's objects."""
    return _tree_of_copy(repo, scratch, everything=False)


def tree_to_look_at(repo: Repository, scratch: Path) -> TreeId:
    """The staged tree for one who only looks on: a lock of the index does not keep them out.

    An editor holds it for a moment, `git commit FILE` for as long as its hooks run, and in a
    directory that is read-only nobody can.
    """
    try:
        return staged_tree(repo)
    except GitFailed as failed:
        if not _is_locked(repo, failed):
            raise
        return index_tree(repo, scratch)


def _tree_of_copy(repo: Repository, scratch: Path, *, everything: bool) -> TreeId:
    objects = scratch / "objects"
    objects.mkdir(parents=True, exist_ok=True)
    index = scratch / f"index-{os.getpid()}"
    extra = {"GIT_INDEX_FILE": str(index), **scratch_objects(repo, objects)}
    try:
        if repo.index_file.exists():
            _copy_index(repo.index_file, index)
        if everything:
            repo.git("add", "--all", "--", ".", extra=extra)
        return _written(repo, extra)
    finally:
        index.unlink(missing_ok=True)


def scratch_objects(repo: Repository, objects: Path) -> dict[str, str]:
    """Variables that make git write objects to `objects` and read the user's as well."""
    return {
        "GIT_OBJECT_DIRECTORY": str(objects),
        VARIABLE: alternates((repo.objects,)),
    }


def _copy_index(index: Path, copy: Path) -> None:
    """Copy an index with its time: files as young as the index are those git looks into.

    A copy that seems younger would have it believe that a file saved right after `git add`, in
    the same second and with the same size, is what was added.
    """
    before = index.stat()
    copy.write_bytes(index.read_bytes())
    os.utime(copy, ns=(before.st_mtime_ns, before.st_mtime_ns))


def tree_of(repo: Repository, revision: str) -> TreeId:
    """The tree of a commit, tag or tree; `UsageError` where there is none of that name."""
    name = f"{revision}^{{tree}}"
    answer = repo.git("rev-parse", "--verify", "--quiet", "--end-of-options", name, ok=(0, 1, 128))
    if not answer:
        raise UsageError(f"there is no revision {revision!r} here", hint="git log --oneline --all")
    return TreeId(answer.decode().strip())


def empty_tree(repo: Repository) -> TreeId:
    """The tree without any file."""
    return TreeId(repo.git("hash-object", "-t", "tree", "--stdin", input=b"").decode().strip())


def entries(repo: Repository, tree: TreeId) -> tuple[TreeEntry, ...]:
    """Every file of a tree, in git's order."""
    return parse_entries(repo.git("ls-tree", "-r", "-z", "--full-tree", tree))


def parse_entries(listing: bytes) -> tuple[TreeEntry, ...]:
    """Entries from the output of `git ls-tree -r -z`."""
    return tuple(_entry(line) for line in listing.split(b"\0") if line)


def _entry(line: bytes) -> TreeEntry:
    about, path = line.split(b"\t", 1)
    mode, _kind, oid = about.decode().split(" ")
    return TreeEntry(mode=mode, blob=BlobId(oid), path=RepoPath(os.fsdecode(path)))


def read_files(repo: Repository, tree: TreeId, paths: Sequence[str]) -> dict[str, bytes]:
    """The contents of those of `paths` that are files of the tree (one git process for all)."""
    names = {f"{tree}:{path}": path for path in paths}
    return {names[name]: content for name, content in read_objects(repo, tuple(names)).items()}


def read_file(repo: Repository, tree: TreeId, path: str) -> bytes | None:
    """The content of one file of the tree, or None where the tree has no such file."""
    return read_files(repo, tree, (path,)).get(path)
