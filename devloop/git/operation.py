"""True if git is in the middle of something: a merge, a rebase, a bisect."""

from __future__ import annotations

from devloop.git.repository import Repository

TRACES = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)
"""What git leaves in a worktree's directory while an operation is under way, most telling first."""


def operation_under_way(repo: Repository) -> str | None:
    """The git command that has begun and not ended in this worktree, or None."""
    for trace, operation in TRACES:
        if (repo.git_dir / trace).exists():
            return operation
    return None


def is_bisecting(repo: Repository) -> bool:
    """True if `git bisect` looks for a commit in this worktree."""
    return (repo.git_dir / "BISECT_LOG").exists()
