"""The note between the two hooks of a commit that says the message has to decide."""

from __future__ import annotations

PENDING = "devloop-pending"
"""Name of the file, in the git directory of the worktree."""
