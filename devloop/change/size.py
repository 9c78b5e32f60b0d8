"""The size of a change in a repository: staged, of a merge, or of the commits of a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

from devloop.change.account import ClassCounts, FileSize, HunkSize, Size
from devloop.change.known_changes import find_known_change
from devloop.change.merges import (
    OF_ALL,
    OF_TWO,
    NoAutomaticMerge,
    automatic_merge,
    scratch_repository,
)
from devloop.change.step import MeasuredStep, Step, measure_steps
from devloop.config.model import SizeRule
from devloop.git.commits import Commit, commits, contains
from devloop.git.ids import CommitId, TreeId
from devloop.git.objects import resolve_objects
from devloop.git.record import replace
from devloop.git.repository import Repository
from devloop.git.trees import empty_tree, entries

__all__ = [
    "ClassCounts",
    "FileSize",
    "HunkSize",
    "Size",
    "size_of_change",
    "size_of_merge",
    "sizes_of_commits",
    "sizes_of_known_commits",
]

ROOT = "a first commit may have any size"
MANY_FILES = 1000
"""First commits with more files are not worth measuring."""
BATCH = 40
"""Commits whose contents are held in memory together."""


def size_of_change(
    repo: Repository,
    base: TreeId | None,
    tree: TreeId,
    rule: SizeRule,
    *,
    after: CommitId | None = None,
    mainline: Sequence[str] = (),
) -> Size:
    """Size of the step from `base` to `tree`; without a base it is a first commit.

    A first commit is exempt where `mainline` (revisions) has none.
    Starts two git processes, and reads nothing but the two trees. With `after`, the commit that
    the change follows, a change above the target is compared with history: an exact revert of an
    earlier commit, or an exact copy of a commit on `mainline`, is exempt.
    """
    if base is None:
        return _root_size(repo, tree, rule, exempt=not mainline)
    measured = _measured(repo, Step.between(base, tree), rule)
    return _with_history(repo, measured, rule, after, mainline)


def size_of_merge(
    repo: Repository, parents: Sequence[CommitId], tree: TreeId, rule: SizeRule
) -> Size:
    """Number of lines a merge with this tree adds that neither git's own merge nor a parent has.

    Where git makes none (of more than two parents, or before 2.38), what no parent has counts.
    """
    with scratch_repository(repo) as scratch:
        trees = resolve_objects(repo, [f"{parent}^{{tree}}" for parent in parents])
        step, note = _merge_step(scratch, parents, trees, tree)
        size = _measured(scratch, step, rule).size
    return replace(size, notes=(*size.notes, note))


def sizes_of_commits(
    repo: Repository, ids: Sequence[CommitId], rule: SizeRule, *, mainline: Sequence[str] = ()
) -> Iterator[Size]:
    """The size of each commit against its first parent, in the order of `ids`.

    Merges, reverts, copies of `mainline` commits and first commits as in the functions above.
    A batch of commits costs four git processes, and one more for each merge.
    """
    for start in range(0, len(ids), BATCH):
        batch = commits(repo, "--no-walk=unsorted", *ids[start : start + BATCH])
        yield from sizes_of_known_commits(repo, batch, rule, mainline=mainline)


def sizes_of_known_commits(
    repo: Repository, known: Sequence[Commit], rule: SizeRule, *, mainline: Sequence[str] = ()
) -> Iterator[Size]:
    """The same for commits that have been read, one git process less for each batch."""
    for start in range(0, len(known), BATCH):
        batch = known[start : start + BATCH]
        with ExitStack() as stack:
            merges = any(len(commit.parents) > 1 for commit in batch)
            here = stack.enter_context(scratch_repository(repo)) if merges else repo
            yield from _batch(here, batch, rule, mainline)


def _batch(
    repo: Repository, batch: Sequence[Commit], rule: SizeRule, mainline: Sequence[str]
) -> Iterator[Size]:
    names = [f"{parent}^{{tree}}" for commit in batch for parent in commit.parents]
    trees = resolve_objects(repo, names)
    steps = [_commit_step(repo, commit, trees) for commit in batch]
    measured = measure_steps(repo, [step for step, _ in steps], rule)
    for commit, (_, note), found in zip(batch, steps, measured, strict=True):
        if not commit.parents:
            exempt = not mainline or any(contains(repo, ref, commit.id) for ref in mainline)
            size = _root_size(repo, commit.tree, rule, exempt=exempt)
        elif len(commit.parents) > 1:
            size = replace(found.size, notes=(*found.size.notes, note))
        else:
            size = _with_history(repo, found, rule, commit.parents[0], mainline, commit.id)
        yield replace(size, commit=commit.id)


def _root_size(repo: Repository, tree: TreeId, rule: SizeRule, *, exempt: bool) -> Size:
    """The size of a first commit, which is shown and does not matter where it is exempt."""
    why = ROOT if exempt else ""
    files = len(entries(repo, tree)) if exempt else 0
    if files > MANY_FILES:
        note = f"its {files} files were not measured"
        return Size(effective=0, classes=ClassCounts(), files=(), exempt=why, notes=(note,))
    step = Step.between(empty_tree(repo), tree)
    return replace(_measured(repo, step, rule).size, exempt=why)


def _commit_step(repo: Repository, commit: Commit, trees: Mapping[str, str]) -> tuple[Step, str]:
    """The step a commit makes, and how it is measured where it is a merge."""
    if not commit.parents:
        return Step.between(commit.tree, commit.tree), ""  # measured by itself
    if len(commit.parents) == 1:
        return Step.between(TreeId(trees[f"{commit.parents[0]}^{{tree}}"]), commit.tree), ""
    return _merge_step(repo, commit.parents, trees, commit.tree)


def _merge_step(
    scratch: Repository, parents: Sequence[CommitId], trees: Mapping[str, str], tree: TreeId
) -> tuple[Step, str]:
    first, *others = [TreeId(trees[f"{parent}^{{tree}}"]) for parent in parents]
    try:
        merged = automatic_merge(scratch, parents)
    except NoAutomaticMerge:
        return Step(base=first, tree=tree, policy=first, parents=tuple(others)), OF_ALL
    step = Step(
        base=merged.tree,
        tree=tree,
        policy=first,
        conflicts=merged.conflicts,
        parents=(first, *others),
    )
    return step, OF_TWO


def _measured(repo: Repository, step: Step, rule: SizeRule) -> MeasuredStep:
    return next(measure_steps(repo, (step,), rule))


def _with_history(
    repo: Repository,
    measured: MeasuredStep,
    rule: SizeRule,
    after: CommitId | None,
    mainline: Sequence[str],
    own: CommitId | None = None,
) -> Size:
    """The size of a step, or of nothing where history has made or unmade it already."""
    size = measured.size
    if after is None or size.effective <= rule.target:
        return size
    known = find_known_change(repo, measured.patches, after, mainline, own)
    return size if known is None else _known_size(size, known.why)


def _known_size(size: Size, why: str) -> Size:
    files = tuple(replace(file, effective=0, why=f"{why}; {file.why}") for file in size.files)
    return replace(size, effective=0, files=files, exempt=why)
