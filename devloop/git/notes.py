"""Notes on commits (git-notes(1)), as far as a commit that is replaced by others has some."""

from __future__ import annotations

import os
from collections.abc import Sequence

from devloop.git.ids import CommitId
from devloop.git.refs import refs_under
from devloop.git.repository import Repository

NOTES = "refs/notes/"
OWN = "refs/notes/devloop"
"""What devloop itself says, about trees: it is true of no other."""


def copy_notes(repo: Repository, source: CommitId, targets: Sequence[CommitId]) -> None:
    """Copy the notes on a commit, in every ref of notes, to others."""
    lines = "".join(f"{source} {target}\n" for target in targets).encode()
    for ref in refs_under(repo, NOTES):
        if not ref.startswith(OWN) and _has_note(repo, ref, source):
            repo.git("notes", f"--ref={ref}", "copy", "--force", "--stdin", input=lines)


def _has_note(repo: Repository, ref: str, commit: CommitId) -> bool:
    return bool(os.fsdecode(repo.git("notes", f"--ref={ref}", "list", commit, ok=(0, 1))).strip())
