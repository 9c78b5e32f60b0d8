"""Notes that the hooks of one commit leave each other."""

from __future__ import annotations

PENDING = "devloop-pending"
"""Says that the message has to decide. A file in the git directory of the worktree, as the next."""

ALLOWED_TREE = "devloop-allowed"
"""Holds the tree that the gate let go, for `post-commit` to compare with what git made of it."""
