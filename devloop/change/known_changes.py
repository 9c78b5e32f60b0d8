"""Changes that history has already: taken back exactly, or made again exactly.

They are recognised by content: the same lines in the same order, wherever they stand by now, as
in git's patch ids. What a message says is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from devloop.git.commits import Commit, commits, is_ancestor
from devloop.git.ids import CommitId, TreeId
from devloop.git.objects import resolve_objects
from devloop.git.patch import FilePatch, tree_diffs
from devloop.git.record import dataclass
from devloop.git.repository import Repository

LOOK_BACK = 300
"""Commits among which the counterpart of a change is looked for, newest first."""

Content = frozenset[tuple[object, ...]]
"""Content of a change, file by file, without the numbers of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownChange:
    """The commit that a change equals, or takes back."""

    commit: Commit
    taken_back: bool

    @property
    def why(self) -> str:
        """One sentence, with the commit it speaks of."""
        verb = "takes back" if self.taken_back else "makes again"
        return f"{verb} {self.commit.short} exactly ({self.commit.subject})"


def find_known_change(
    repo: Repository,
    patches: Sequence[FilePatch],
    after: CommitId,
    mainline: Sequence[str],
    own: CommitId | None = None,
) -> KnownChange | None:
    """The commit that a change takes back, or one of `mainline` that it makes again.

    Taken back is what the first-parent line of `after` did: what a merge left out never was there.
    `mainline` are revisions; of them, only what `after` does not contain can be made again.
    `own` is the commit that makes the change, if there is one: it is no copy of itself, nor of
    what was made after it.
    """
    wanted = content(patches, inverse=True)
    past = commits(repo, f"-n{LOOK_BACK}", "--first-parent", after)
    if found := _find(repo, patches, wanted, past):
        return KnownChange(commit=found, taken_back=True)
    if not mainline:
        return None
    wanted = content(patches, inverse=False)
    others = commits(repo, f"-n{LOOK_BACK}", *mainline, f"^{after}")
    found = _find(repo, patches, wanted, others)
    if found is None or (own is not None and is_ancestor(repo, own, found.id)):
        return None
    return KnownChange(commit=found, taken_back=False)


def content(patches: Sequence[FilePatch], *, inverse: bool) -> Content:
    """Content of a change, or of its inverse."""
    return frozenset(_file(patch, inverse=inverse) for patch in patches)


def _file(patch: FilePatch, *, inverse: bool) -> tuple[object, ...]:
    old = (patch.old_path, patch.old_mode, patch.old_blob if patch.binary else "")
    new = (patch.path, patch.mode, patch.blob if patch.binary else "")
    hunks = tuple((hunk.removed, hunk.added) for hunk in patch.hunks)
    if inverse:
        return (new, old, tuple((added, removed) for removed, added in hunks))
    return (old, new, hunks)


def _find(
    repo: Repository, patches: Sequence[FilePatch], wanted: Content, among: Sequence[Commit]
) -> Commit | None:
    """The newest commit whose whole change is `wanted`: by one of its files first, then by all."""
    if not patches or not wanted:
        return None
    probe = min(patches, key=lambda patch: len(patch.hunks) or len(wanted))
    paths = dict.fromkeys((probe.old_path, probe.path))
    steps = _steps(repo, among)
    changes = tree_diffs(repo, [step for _, step in steps], "--", *paths)
    likely = [
        step
        for step, part in zip(steps, changes, strict=True)
        if part and content(part, inverse=False) <= wanted
    ]
    wholes = tree_diffs(repo, [step for _, step in likely])
    for (commit, _), whole in zip(likely, wholes, strict=True):
        if content(whole, inverse=False) == wanted:
            return commit
    return None


def _steps(repo: Repository, among: Sequence[Commit]) -> list[tuple[Commit, tuple[TreeId, TreeId]]]:
    """Each commit with the trees before and after it; first commits are left out."""
    trees: dict[str, str] = {commit.id: commit.tree for commit in among}
    others = [c.parents[0] for c in among if c.parents and c.parents[0] not in trees]
    resolved = resolve_objects(repo, [f"{parent}^{{tree}}" for parent in others])
    trees |= {name.removesuffix("^{tree}"): tree for name, tree in resolved.items()}
    return [
        (commit, (TreeId(trees[commit.parents[0]]), commit.tree))
        for commit in among
        if commit.parents and commit.parents[0] in trees
    ]
