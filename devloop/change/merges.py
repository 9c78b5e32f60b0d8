"""The lines a merge adds of its own: those that neither git's own merge nor a parent has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
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
OF_TWO = "of a merge, only what differs from git's own merge, and from every parent, counts"
OF_ALL = "of a merge, only lines that no parent has count"
TWO = 2
CONFLICT = 1
"""Git's exit code where some file is in conflict."""
MARKS = (b"<<<<<<< ", b">>>>>>> ")
DIVIDER = b"======="


class NoAutomaticMerge(Exception):
    """Git does not merge these parents by itself: there are more than two, or it is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticMerge:
    """Git's own merge of two parents; files in conflict hold both sides between marks."""

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
    if len(parents) != TWO:
        raise NoAutomaticMerge
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


def in_no_parent(
    patches: Sequence[FilePatch], others: Iterable[Sequence[FilePatch]]
) -> tuple[FilePatch, ...]:
    """The same difference without the lines that one of the parents has.

    `others` are the differences of the same tree from parents, so that numbers of new lines mean
    the same in all of them.
    """
    found = list(patches)
    for other in others:
        came = {patch.path: _added_numbers(patch) for patch in other}
        shared = [_only(patch, came[patch.path]) for patch in found if patch.path in came]
        found = [patch for patch in shared if patch is not None]
    return tuple(found)


def _added_numbers(patch: FilePatch) -> frozenset[int]:
    return frozenset(
        hunk.new_start + index for hunk in patch.hunks for index in range(len(hunk.added))
    )


def _only(patch: FilePatch, numbers: frozenset[int]) -> FilePatch | None:
    """The patch with those of its added lines that have one of the numbers; None without any."""
    hunks = tuple(kept for hunk in patch.hunks for kept in _kept(hunk, numbers))
    return replace(patch, hunks=hunks) if hunks or not patch.hunks else None


def _kept(hunk: Hunk, numbers: frozenset[int]) -> Iterator[Hunk]:
    """The hunk where all of its lines are kept, else each run of those that are."""
    own = range(hunk.new_start, hunk.new_start + len(hunk.added))
    if numbers.issuperset(own):
        yield hunk
        return
    start = hunk.new_start
    for kept, run in groupby(own, numbers.__contains__):
        count = len(tuple(run))
        if kept:
            added = hunk.added[start - hunk.new_start :][:count]
            yield replace(hunk, new_start=start, removed=(), added=added)
        start += count


def _merge(scratch: Repository, command: Sequence[str]) -> tuple[bytes, bool]:
    """The id of the merged tree, and whether there were conflicts."""
    try:
        answer = scratch.git(*command, ok=(0, CONFLICT))
    except GitFailed as failed:
        raise NoAutomaticMerge from failed
    tree, _, rest = answer.partition(b"\0")
    if not tree:
        raise NoAutomaticMerge
    return tree, bool(rest)
