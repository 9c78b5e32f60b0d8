"""What a hook of a framework is told of the repository beside the tree: what it asks for."""

from __future__ import annotations

from collections.abc import Callable

from devloop.config.model import Check, Stage
from devloop.detect.hooks import (
    asks_for_branch,
    asks_for_commits,
    asks_for_merge,
    asks_for_push,
    entry_words,
    stages_of,
)
from devloop.git.refs import current_branch
from devloop.git.repository import Repository
from devloop.git.trees import read_file
from devloop.run.subject import Subject
from devloop.verdict.repository_state import NO_STATE, RepositoryState


def state_of_hook(
    check: Check, subject: Subject, repo: Repository, refs: Callable[[], str]
) -> RepositoryState:
    """What it is told; `refs` digests the tags that it may see."""
    hook = check.hook
    if hook is None:
        return NO_STATE
    asks_branch = asks_for_branch(hook)
    branch = current_branch(repo) if asks_branch and not subject.is_commit else None
    of_change = check.on is Stage.COMMIT and subject.base is not None
    head = subject.base if of_change else subject.head
    asks_commits = asks_for_commits(hook) and head is not None
    return RepositoryState(
        asks_branch=asks_branch,
        branch=branch or "",
        merged=subject.merged if asks_for_merge(hook) else (),
        head=head if asks_commits else None,
        refs=refs() if asks_commits else "",
        push=subject.push if subject.push and _asks_for_push(hook, subject, repo) else (),
    )


def _asks_for_push(hook: str, subject: Subject, repo: Repository) -> bool:
    """Whether a hook or the script that it starts is about a push."""
    if asks_for_push(hook):
        return True
    if stages_of(hook)[0] != "pre-push":
        return False
    texts = (read_file(repo, subject.tree, word) for word in entry_words(hook))
    return any(text is not None and b"PRE_COMMIT_" in text for text in texts)
