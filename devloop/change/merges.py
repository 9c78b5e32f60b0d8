"""What a merge adds of its own: its difference from the merge that git makes by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devloop.git.ids import CommitId, TreeId
from devloop.git.patch import FilePatch, Hunk
from devloop.git.process import GitFailed
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.git.trees import scratch_objects

SETTINGS = (
    *("-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict"),
    *("-c", "merge.renameLimit=7000", "-c", "merge.renormalize=false"),
    *("-c", "merge.conflictStyle=merge", "-c", "merge.default=text"),
)
TWO = "a merge of more than two parents is taken as git made it"
OLD_GIT = "git before 2.38 cannot merge trees by itself, so the merge is taken as it is"
UNKNOWN = "git cannot merge these parents, so the merge is taken as it is"
CONFLICT = 1
USAGE = 129
"""Exit codes of git: some file is in conflict; an option is not known."""
MARKS = (b"<<<<<<< ", b">>>>>>> ")
DIVIDER = b"======="


class NoAutomaticMerge(Exception):
    """There is nothing to compare a merge with; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticMerge:
    """What git makes of two parents; files in conflict hold both sides between marks."""

    tree: TreeId
    conflicts: bool


@contextmanager
def scratch_repository(repo: Repository) -> Iterator[Repository]:
    """The repository with new objects written to a folder that goes away afterwards."""
    from tempfile import TemporaryDirectory  # slow to import, and merges are few

    with TemporaryDirectory(prefix="devloop-") as folder:
        environ = {**repo.environ, **scratch_objects(repo, Path(folder))}
        yield replace(repo, environ=environ)


def automatic_merge(scratch: Repository, parents: Sequence[CommitId]) -> AutomaticMerge:
    """The merge of two commits, made in `scratch`; raises `NoAutomaticMerge`."""
    if len(parents) != 2:
        raise NoAutomaticMerge(TWO)
    options = ("merge-tree", "--write-tree", "--no-messages", "-z")
    answer, conflicts = _merge(
        scratch, (*SETTINGS, *options, "--allow-unrelated-histories", *parents)
    )
    return AutomaticMerge(tree=TreeId(answer.decode()), conflicts=conflicts)


def resolutions(patches: Sequence[FilePatch]) -> tuple[FilePatch, ...]:
    """The same difference without what stood between marks of conflict.

    Both sides of a conflict were there already; only lines that are in neither are new.
    """
    return tuple(replace(patch, hunks=tuple(map(_resolution, patch.hunks))) for patch in patches)


def _resolution(hunk: Hunk) -> Hunk:
    marked = any(line == DIVIDER or line.startswith(MARKS) for line in hunk.removed)
    return replace(hunk, removed=()) if marked else hunk


def _merge(scratch: Repository, command: Sequence[str]) -> tuple[bytes, bool]:
    """The id of the merged tree, and whether there were conflicts."""
    try:
        answer = scratch.git(*command, ok=(0, CONFLICT))
    except GitFailed as failed:
        raise NoAutomaticMerge(OLD_GIT if failed.code == USAGE else failed.message) from failed
    tree, _, rest = answer.partition(b"\0")
    if not tree:
        raise NoAutomaticMerge(UNKNOWN)
    return tree, bool(rest)
