"""What of the state of a repository a hook is given, beside the tree that it looks at.

Hooks of frameworks may ask git which branch this is or whether a merge is under way, and, before
a push, the framework what is pushed. Whoever is given an answer has it in the key.
"""

from __future__ import annotations

from devloop.files.json_value import Json
from devloop.git.ids import CommitId
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """The answers that are given; nothing for what was not asked."""

    asks_branch: bool = False
    branch: str = ""
    """The branch that HEAD is on, where it is asked for; empty: on none."""
    merged: tuple[CommitId, ...] = ()
    """What is being merged (`MERGE_HEAD`)."""
    head: CommitId | None = None
    """The commit that HEAD names, where commits are asked for."""
    refs: str = ""
    """Digest of the tags that are to be seen then."""
    push: tuple[tuple[str, str], ...] = ()
    """Variables that tell of a push, with their values."""

    def as_json(self) -> dict[str, Json]:
        """What a manifest says of it."""
        found: dict[str, Json] = {}
        if self.asks_branch:
            found["branch"] = self.branch
        if self.merged:
            found["merging"] = list(self.merged)
        if self.head is not None:
            found["head"] = self.head
            found["refs"] = self.refs
        if self.push:
            found["push"] = {name: _without_secret(value) for name, value in self.push}
        return found


NO_STATE = RepositoryState()


def push_variables(
    *, old: CommitId | None, new: CommitId, refs: tuple[str, str], remote: str, address: str
) -> tuple[tuple[str, str], ...]:
    """The variables that pre-commit sets for hooks of its stage `pre-push`.

    `old` is where the remote stands (None: nowhere that is known), `refs` are the local and the
    remote one.
    """
    values = {
        "PRE_COMMIT_FROM_REF": old or "",
        "PRE_COMMIT_TO_REF": new,
        "PRE_COMMIT_LOCAL_BRANCH": refs[0],
        "PRE_COMMIT_REMOTE_BRANCH": refs[1],
        "PRE_COMMIT_REMOTE_NAME": remote,
        "PRE_COMMIT_REMOTE_URL": address,
    }
    return tuple((name, value) for name, value in values.items() if value)


def _without_secret(value: str) -> str:
    """An address without the name and the password that may stand in it."""
    scheme, there, rest = value.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if there and "@" in rest else value
