"""The subject of a run: one tree, its name for people, and the commit it belongs to."""

from __future__ import annotations

from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass

STAGED = "staged tree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A tree, with the commit that checks which read history see as HEAD."""

    tree: TreeId
    head: CommitId | None
    """The commit itself; of a staged tree, its parent-to-be."""
    base: CommitId | None = None
    """The commit from which the change starts, for checks that look at a change alone; None: they
    look at everything."""
    is_commit: bool = False
    merged: tuple[CommitId, ...] = ()
    """Of a tree that is to be committed, what is being merged into it."""
    push: tuple[tuple[str, str], ...] = ()
    """Of a commit that is being pushed, the variables that tell hooks of the push."""
    name: str
    """What a person calls it: `staged tree`, `commit 1a2b3c4d5 (Subject)`."""

    @property
    def revision(self) -> str | None:
        """Argument by which a command finds it: of the index it is empty; None if there is none."""
        if self.is_commit and self.head is not None:
            return self.head[:9]
        return "" if self.name == STAGED else None


def staged(
    tree: TreeId,
    head: CommitId | None,
    name: str = STAGED,
    *,
    merged: tuple[CommitId, ...] = (),
) -> Subject:
    """The subject that may become the next commit, after `head` and what is merged."""
    return Subject(tree=tree, head=head, base=head, name=name, merged=merged)


def committed(commit: Commit, name: str | None = None) -> Subject:
    """The subject of a commit, with its first parent as base."""
    called = f"commit {commit.short} ({commit.subject})" if name is None else name
    base = commit.parents[0] if commit.parents else None
    return Subject(tree=commit.tree, head=commit.id, base=base, is_commit=True, name=called)
