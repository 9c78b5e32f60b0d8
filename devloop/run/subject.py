"""What is judged: an exact content, and the history it stands in."""

from __future__ import annotations

from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A tree, with the commit that checks which read history see as HEAD."""

    tree: TreeId
    head: CommitId | None
    """The commit itself when one is judged; its parent-to-be when staged content is."""
    base: CommitId | None = None
    """The commit from which the change starts, for checks that look at a change alone; None: they
    look at everything."""
    name: str
    """What a person calls it: `staged content`, `commit 1a2b3c4d5`."""


def staged(tree: TreeId, head: CommitId | None, name: str = "staged content") -> Subject:
    """What may become the next commit after HEAD."""
    return Subject(tree=tree, head=head, base=head, name=name)


def committed(commit: Commit, name: str | None = None) -> Subject:
    """What a commit made of its first parent."""
    called = f"commit {commit.short} ({commit.subject})" if name is None else name
    base = commit.parents[0] if commit.parents else None
    return Subject(tree=commit.tree, head=commit.id, base=base, name=called)
