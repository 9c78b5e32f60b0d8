"""A folder that holds exactly one tree, moved from tree to tree by the difference only.

git itself writes the files, with the user's filters and line endings, but under an index and a
work tree that belong to devloop; the user's index, refs and files are out of its reach. What a
check left behind or changed is found by comparing with that index.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from devloop.git.alternates import VARIABLE, alternates
from devloop.git.ids import RepoPath, TreeId
from devloop.git.process import Started
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.trees import GITLINK
from devloop.workspace.special import special_files

PLAIN_INDEX = (
    *("-c", "core.bare=false"),
    *("-c", "core.sparseCheckout=false"),
    *("-c", "core.splitIndex=false"),
    *("-c", "core.untrackedCache=false"),
    *("-c", "core.ignoreStat=false"),
    *("-c", "core.trustctime=true"),
    *("-c", "core.checkStat=default"),
    *("-c", "index.sparse=false"),
    *("-c", "index.skipHash=false"),
    *("-c", "checkout.workers=1"),
)
"""Settings of the user's that would leave files out of a checkout or hide changes to it."""

LIST = ("ls-files", "-z", "-t")

LARGE_INDEX_BYTES = 1 << 20
"""Size of an index (some ten thousand files) from which two processes are worth their start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a run changed in a checkout."""

    changed: tuple[RepoPath, ...]
    """Files of the tree with other content, mode or type than the tree says, or deleted."""
    added: tuple[RepoPath, ...]
    """Files and folders (with a final `/`) that are not of the tree."""

    def __bool__(self) -> bool:
        """True if anything is not as the tree says."""
        return bool(self.changed or self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A folder and the index that says which tree is in it."""

    repo: Repository
    folder: Path
    index: Path
    objects: tuple[Path, ...]
    """Object directories beyond the repository's own."""
    large_index: int = LARGE_INDEX_BYTES

    def git(self, *args: str, input: bytes | None = None) -> bytes:
        """Standard output of git under this folder and index."""
        lfs = f"lfs.storage={self.repo.common_dir / 'lfs'}"
        extra = self._variables()
        return self.repo.git(*PLAIN_INDEX, "-c", lfs, *args, input=input, extra=extra)

    def _variables(self) -> dict[str, str]:
        named = {"GIT_WORK_TREE": str(self.folder), "GIT_INDEX_FILE": str(self.index)}
        return {**named, VARIABLE: alternates(self.objects)} if self.objects else named

    def move_to(self, tree: TreeId) -> None:
        """Make the folder hold the tree, touching only files that differ from what it holds."""
        self.git("read-tree", "-m", "-u", tree)

    def names_between(self, old: TreeId, new: TreeId) -> Started:
        """The names of all that differs, while something else goes on."""
        question = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)
        return self.repo.start(*question, extra=self._variables())

    def traces(self, besides: Sequence[str] = ()) -> Traces:
        """What is not as the tree says, except below the paths `besides`."""
        large = self.index.stat().st_size > self.large_index
        asked = ("-o",) if large else ("-m", "-d", "-o")
        begun = self.repo.start(*PLAIN_INDEX, *LIST, *asked, "--directory", extra=self._variables())
        try:
            special = special_files(self.folder, besides)
            changed = self._changed() if large else b""
            found = parse_traces(changed + begun.result(), besides)
        finally:
            begun.drop()
        more = (*special, *self._inside_submodules(besides))
        return Traces(changed=found.changed, added=(*found.added, *more)) if more else found

    def _changed(self) -> bytes:
        """What has changed in a large workspace, by a process that uses all cores.

        Where it names anything, the exact question is asked: it does not look into files.
        """
        stale = self.git("diff-files", "-z", "--name-only", "--ignore-submodules=dirty")
        return self.git(*LIST, "-m", "-d") if stale else b""

    def _inside_submodules(self, besides: Sequence[str]) -> tuple[RepoPath, ...]:
        """What stands in folders of submodules that are to be empty, where git does not look."""
        if not (self.folder / ".gitmodules").exists():
            return ()
        listed = parse_staged(self.git("ls-files", "-z", "-s"))
        links = (path for mode, path in listed if mode == GITLINK)
        return tuple(
            RepoPath(f"{link}/{child.name}")
            for link in links
            if not _is_below(link, besides) and (self.folder / link).is_dir()
            for child in (self.folder / link).iterdir()
        )

    def tidy(self, traces: Traces) -> None:
        """Bring the folder back to its tree; what `traces` does not name is left alone."""
        for path in traces.added:
            remove(self.folder / path)
        if traces.changed:
            self.git("checkout-index", "-f", "-q", "-a")
            self.git("update-index", "-q", "--refresh")


def parse_traces(listing: bytes, besides: Sequence[str] = ()) -> Traces:
    """Traces from the output of `git ls-files -z -t -m -d -o --directory`."""
    changed: dict[RepoPath, None] = {}
    added: dict[RepoPath, None] = {}
    for line in listing.split(b"\0"):
        path = RepoPath(os.fsdecode(line[2:]))
        if line and not _is_below(path, besides):
            (added if line[:1] == b"?" else changed)[path] = None
    return Traces(changed=tuple(changed), added=tuple(added))


def touches_attributes(names: bytes) -> bool:
    """True if a `.gitattributes` is among them: then unchanged blobs may look different on disk."""
    return any(name.rpartition(b"/")[2] == b".gitattributes" for name in names.split(b"\0"))


def parse_staged(listing: bytes) -> tuple[tuple[str, RepoPath], ...]:
    """Mode and path of every entry, from the output of `git ls-files -z -s`."""
    lines = (line.split(b"\t", 1) for line in listing.split(b"\0") if line)
    return tuple((about[:6].decode(), RepoPath(os.fsdecode(path))) for about, path in lines)


def _is_below(path: str, roots: Sequence[str]) -> bool:
    return any(path.rstrip("/") == root or path.startswith(f"{root}/") for root in roots)


def remove(path: Path) -> None:
    """Delete a file or a folder with all it holds, also where a check took away permissions."""
    if not path.is_dir() or path.is_symlink():
        path.unlink(missing_ok=True)
        return
    _unlock(path)
    for folder, names, _files in os.walk(path):
        for name in names:
            _unlock(Path(folder, name))
    _remove_tree(path)


def _remove_tree(path: Path) -> None:
    """Delete a folder from below; a link put in the way meanwhile is not followed."""
    for _folder, folders, files, place in os.fwalk(path, topdown=False):
        for name in files:
            os.unlink(name, dir_fd=place)
        for name in folders:
            _remove_folder(name, place)
    path.rmdir()


def _remove_folder(name: str, place: int) -> None:
    try:
        os.rmdir(name, dir_fd=place)
    except NotADirectoryError:  # a link to one
        os.unlink(name, dir_fd=place)


def _unlock(folder: Path) -> None:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK) and not folder.is_symlink():
        folder.chmod(0o700)
