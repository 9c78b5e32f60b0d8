"""Where a path lies, as a run sees it: in the tree, in what is the run's own, outside.

Pure: paths are bytes without links and dots.
"""

from __future__ import annotations

from devloop.git.record import dataclass

MACHINE = (b"/proc", b"/sys", b"/dev")
"""File systems that show the machine and its processes; no files of anybody's."""
SHARED_MEMORY = b"/dev/shm"

GIT = b".git"
OF_THE_TREE = (b"index", b"refs", b"objects", b"logs", b"packed-refs")
"""What in the private `.git` depends on the tree; the rest is the same for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlaces:
    """The roots of one run."""

    trees: tuple[bytes, ...]
    """Where the workspace stands; what is within another of them comes first."""
    own: tuple[bytes, ...] = ()
    """Folders that are there for this run alone."""
    shares: tuple[bytes, ...] = ()
    """Names in the tree at which folders of the user's are seen."""
    caches: tuple[bytes, ...] = ()
    """Names in the tree of what may be left from earlier runs."""

    def inside(self, path: bytes) -> bytes | None:
        """The path within the tree (nothing: its root); None where it is not in it."""
        tree = next((tree for tree in self.trees if is_below(path, tree)), None)
        if tree is None:
            return None
        within = path[len(tree) + 1 :]
        return None if any(is_below(within, name) for name in self.shares) else within

    def is_ignored(self, path: bytes) -> bool:
        """True where what is outside of the tree there is nobody's file, or the run's own."""
        if any(is_below(path, root) for root in self.own):
            return True
        pseudo = any(is_below(path, root) for root in MACHINE)
        return pseudo and not is_below(path, SHARED_MEMORY)

    def cache(self, within: bytes) -> bytes | None:
        """The cache that a path in the tree belongs to."""
        return next((name for name in self.caches if is_below(within, name)), None)


def is_below(path: bytes, root: bytes) -> bool:
    """True where a path is a root or below it."""
    return path.startswith(root) and path[len(root) : len(root) + 1] in {b"", b"/"}


def git_of_the_tree(within: bytes) -> bool:
    """True where what git keeps there depends on the tree."""
    return any(is_below(within, GIT + b"/" + name) for name in OF_THE_TREE)
