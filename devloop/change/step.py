"""Steps from one tree to another, and their sizes, many in two git processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from devloop.change.account import Size
from devloop.change.hidden_text import with_hidden_text
from devloop.change.marks import MarkedFile
from devloop.change.measure import marked_files, size_of_marked
from devloop.change.merges import in_no_parent, resolutions
from devloop.change.policy import Policy, policy_files, read_policy
from devloop.config.model import SizeRule
from devloop.git.ids import TreeId, is_zero
from devloop.git.objects import read_objects
from devloop.git.patch import GITLINK, FilePatch, tree_diffs
from devloop.git.record import dataclass
from devloop.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change from `base` to `tree`."""

    base: TreeId
    tree: TreeId
    policy: TreeId
    """The tree whose attributes and ignore patterns hold: the base, or a merge's first parent."""
    conflicts: bool = False
    """True if the base is a merge with both sides of conflicts between marks."""
    parents: tuple[TreeId, ...] = ()
    """Of a merge: trees whose lines are not new."""

    @classmethod
    def between(cls, base: TreeId, tree: TreeId) -> Step:
        """The common case: the base makes the rules."""
        return cls(base=base, tree=tree, policy=base)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredStep:
    """The size of a step, and the difference it was measured from."""

    size: Size
    patches: tuple[FilePatch, ...]
    files: tuple[MarkedFile, ...]
    """The files with a mark for each line."""


def measure_steps(
    repo: Repository, steps: Sequence[Step], rule: SizeRule
) -> Iterator[MeasuredStep]:
    """Sizes of the steps, in order; two git processes for all of them.

    The contents of all files that changed are held in memory meanwhile.
    """
    pairs = tuple((step.base, step.tree) for step in steps)
    changes = [
        (step, _complete(repo, step, patches))
        for step, patches in zip(steps, tree_diffs(repo, pairs), strict=True)
    ]
    wanted = [name for step, patches in changes for name in _wanted(step, patches, rule)]
    contents = read_objects(repo, wanted)
    for step, patches in changes:
        files = marked_files(patches, contents, _policy(repo, step, patches, contents, rule))
        yield MeasuredStep(size=size_of_marked(files, patches), patches=patches, files=files)


def _complete(
    repo: Repository, step: Step, patches: tuple[FilePatch, ...]
) -> tuple[FilePatch, ...]:
    shown = with_hidden_text(repo, (step.base, step.tree), patches)
    if not step.parents or not shown:
        return shown
    pairs = [(parent, step.tree) for parent in step.parents]
    diffs = zip(pairs, tree_diffs(repo, pairs), strict=True)
    others = [with_hidden_text(repo, pair, other) for pair, other in diffs]
    return in_no_parent(resolutions(shown) if step.conflicts else shown, others)


def _wanted(step: Step, patches: Sequence[FilePatch], rule: SizeRule) -> list[str]:
    """Names of the objects to read: the policy's files, and both sides of what has lines."""
    blobs = [
        blob
        for patch in patches
        if (patch.hunks or patch.old_path != patch.path) and not patch.binary
        for mode, blob in ((patch.old_mode, patch.old_blob), (patch.mode, patch.blob))
        if mode != GITLINK and not is_zero(blob)
    ]
    return blobs + [f"{step.policy}:{path}" for path in policy_files(patches, rule)]


def _policy(
    repo: Repository,
    step: Step,
    patches: Sequence[FilePatch],
    contents: Mapping[str, bytes],
    rule: SizeRule,
) -> Policy:
    names = policy_files(patches, rule)
    found = ((path, contents.get(f"{step.policy}:{path}")) for path in names)
    files = {path: text for path, text in found if text is not None}
    return read_policy(repo, files, patches, rule)
