"""What is judged: an exact content, and the history it stands in."""

from __future__ import annotations

from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A tree, with the commit that checks which read history see as HEAD."""

    tree: TreeId
    head: CommitId | None
    """The commit itself when one is judged; its parent-to-be when staged content is."""
    name: str
    """What a person calls it: `staged content`, `commit 1a2b3c4d5`."""
