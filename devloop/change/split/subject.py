"""The subject of a split: the staged tree, or one commit with one parent."""

from __future__ import annotations

from devloop.errors import UsageError
from devloop.git.commits import Commit, head, read_commit, tree_of_commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.operation import operation_under_way
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.trees import staged_tree

HINDRANCES = frozenset({"merge", "cherry-pick", "revert", "am"})
"""Operations that wait for one commit of what is staged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSubject:
    """A change that somebody wants in smaller steps."""

    parent: CommitId
    """The commit that the steps follow."""
    base: TreeId
    tree: TreeId
    head: CommitId
    """The commit that HEAD names now."""
    commit: Commit | None
    """None: what is staged."""

    @property
    def name(self) -> str:
        """Name for people."""
        if self.commit is None:
            return "staged tree"
        return f"commit {self.commit.short} ({self.commit.subject})"

    @property
    def can_be_applied(self) -> bool:
        """True if steps may take its place: what is staged, or the commit at HEAD."""
        return self.commit is None or self.commit.id == self.head


def split_subject(repo: Repository, revision: str | None, *, staged: bool) -> SplitSubject:
    """The subject a person means; by default the staged tree, else the commit at HEAD.

    `UsageError` where that cannot be split, `UnmergedIndex` on conflicts.
    """
    first = head(repo)
    if first is None:
        raise UsageError("there is no commit yet, and a first commit may have any size")
    if revision is not None:
        return _commit(repo, first, read_commit(repo, revision))
    tree, base = staged_tree(repo), tree_of_commit(repo, first)
    if tree != base:
        return SplitSubject(parent=first, base=base, tree=tree, head=first, commit=None)
    if staged:
        raise UsageError("nothing is staged", hint="git add FILE, or: devloop split HEAD")
    return _commit(repo, first, read_commit(repo, first))


def _commit(repo: Repository, first: CommitId, commit: Commit) -> SplitSubject:
    if len(commit.parents) != 1:
        what = "the first commit" if not commit.parents else "a merge"
        raise UsageError(f"{commit.short} ({commit.subject}) is {what}: it cannot be split")
    parent = commit.parents[0]
    base = tree_of_commit(repo, parent)
    return SplitSubject(parent=parent, base=base, tree=commit.tree, head=first, commit=commit)


def check_applicable(repo: Repository, subject: SplitSubject) -> None:
    """`UsageError` where the steps of a split cannot take the place of what there is."""
    if not subject.can_be_applied:
        name = subject.commit.short if subject.commit else ""
        raise UsageError(
            f"{name} is not the commit at HEAD, so the split can only be shown",
            hint=f"git rebase -i {name}~, stop at it with `edit`, then: devloop split HEAD --apply",
        )
    operation = operation_under_way(repo)
    if operation in HINDRANCES:
        raise UsageError(
            f"a {operation} is in progress, and makes one commit",
            hint=f"git {operation} --continue",
        )
