"""Questions to git that every commit hook asks, begun before the rest is imported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from devloop.git.repository import Repository, find_repository
from devloop.git.settings import CHECKOUT_QUESTION

BEFORE_COMMIT = ("pre-commit", "pre-merge-commit")


def begin(hook: str, environ: Mapping[str, str]) -> Repository | None:
    """The repository, with git at work on what is staged; None for hooks that ask otherwise.

    `close` has to follow.
    """
    if hook not in BEFORE_COMMIT:
        return None
    repo = find_repository(Path.cwd(), environ)
    repo.begin("write-tree")
    repo.begin(*CHECKOUT_QUESTION)
    return repo
