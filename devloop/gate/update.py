"""The lines git gives a pre-push hook, and what the gate has to do with each.

Pure: facts about the repository come in as values, so that every row of the table can be read
and tested without one.
"""

from __future__ import annotations

import os
from enum import Enum

from devloop.config.match import branch_matches
from devloop.errors import CannotJudge
from devloop.gate.policy import PushPolicy
from devloop.gate.ruling import Ruling, refuse
from devloop.git.ids import CommitId, RefName, is_zero
from devloop.git.record import dataclass

HEADS = "refs/heads/"
TAGS = "refs/tags/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One ref that a push would change."""

    local_ref: str
    """What was pushed, as typed or resolved (`(delete)` for a deletion)."""
    local: CommitId
    """The object that the remote ref would get; zeros for a deletion."""
    remote_ref: RefName
    remote: CommitId
    """The object that the remote ref has now; zeros where there is none."""

    @property
    def branch(self) -> str | None:
        """Short name of the remote branch, or None where the ref is no branch."""
        ref = self.remote_ref
        return ref.removeprefix(HEADS) if ref.startswith(HEADS) else None

    @property
    def tag(self) -> str | None:
        """Short name of the remote tag, or None where the ref is no tag."""
        ref = self.remote_ref
        return ref.removeprefix(TAGS) if ref.startswith(TAGS) else None

    @property
    def deletes(self) -> bool:
        """True if the remote ref would go."""
        return is_zero(self.local)

    @property
    def creates(self) -> bool:
        """True if the remote ref does not exist yet."""
        return is_zero(self.remote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Facts about an update's two ends in this repository."""

    remote_here: bool
    """True if the remote's object is here (true where the remote has none)."""
    fast_forward: bool
    """True if the remote's object is an ancestor of the local one (true where there is none)."""
    history_whole: bool = True
    """False in a shallow clone, whose answers about ancestors prove nothing."""
    is_commit: bool = True
    """True if the local object is a commit, or a tag of one."""
    on_mainline: bool = False
    """True if the commit is on a mainline branch of the remote, or will be by this push."""


class GateScope(Enum):
    """The part of an update that has to be judged."""

    NOTHING = "nothing"
    RELEASE = "the tagged commit, at the push stage"
    TIP = "the tip, at the commit stage"
    MAINLINE = "every commit, and the tip at the push stage"


def parse_updates(stdin: bytes) -> tuple[Update, ...]:
    """The updates of a push; a local ref may hold spaces, the three other words cannot."""
    lines = (line for line in os.fsdecode(stdin).split("\n") if line.strip(" "))
    return tuple(_update(line) for line in lines)


def _update(line: str) -> Update:
    words = line.rsplit(" ", 3)
    if len(words) != 4 or not (_is_id(words[1]) and _is_id(words[3])):
        raise CannotJudge(f"git gave the pre-push hook a line it should not have: {line!r}")
    local_ref, local, remote_ref, remote = words
    return Update(
        local_ref=local_ref,
        local=CommitId(local),
        remote_ref=RefName(remote_ref),
        remote=CommitId(remote),
    )


def _is_id(word: str) -> bool:
    return len(word) in {40, 64} and all(c in "0123456789abcdef" for c in word)


def classify(
    update: Update, policy: PushPolicy, known: Known, remote: str = "origin"
) -> GateScope | Ruling:
    """The rows of the push table: what is to be judged, or a refusal before anything runs.

    `remote` is what the next command calls the other side.
    """
    if update.tag is not None and branch_matches(update.tag, policy.gate_tags):
        return _release(update.tag, update, known, remote)
    branch = update.branch
    if branch is None:
        return GateScope.NOTHING
    patterns = policy.mainline if known.remote_here else (*policy.mainline, *policy.usual)
    if not branch_matches(branch, patterns):
        gated = not update.deletes and branch_matches(branch, policy.gate_branches)
        return GateScope.TIP if gated else GateScope.NOTHING
    if update.deletes:
        return refuse(f"{branch} is a main branch and cannot be deleted by a push")
    return _refusal(branch, known, remote) or GateScope.MAINLINE


def _refusal(branch: str, known: Known, remote: str) -> Ruling | None:
    if not known.remote_here:
        return refuse(
            f"{branch}: the remote has commits you have not fetched",
            f"git fetch {remote} {branch}",
        )
    if not known.fast_forward and not known.history_whole:
        return refuse(
            f"{branch}: the history ends here (shallow clone), so nothing proves that this push"
            " only adds to it",
            "git fetch --unshallow",
        )
    if not known.fast_forward:
        return refuse(
            f"{branch}: this push would remove commits from a main branch",
            f"git pull --rebase {remote} {branch}",
        )
    return None


def _release(tag: str, update: Update, known: Known, remote: str) -> GateScope | Ruling:
    if update.deletes:
        return refuse(f"{tag} is a release tag and cannot be deleted by a push")
    if not update.creates:
        return refuse(
            f"{tag} is a release tag and cannot be moved: others have what it named",
            "git tag a new name instead",
        )
    if not known.is_commit:
        return refuse(f"{tag} is a release tag and does not name a commit")
    if not known.on_mainline:
        return refuse(
            f"{tag} is a release tag and its commit is not on a main branch of the remote",
            f"git push --atomic {remote} <branch> {tag}",
        )
    return GateScope.RELEASE


def does_not_land(subject: str) -> str | None:
    """Why a commit with this subject stays off mainline, or None."""
    word = subject.split(" ", 1)[0].lower()
    if word in {"fixup!", "squash!", "amend!"}:
        return f"{word} commits must be squashed before they reach a main branch"
    if word.rstrip(":!") == "wip" or subject.lower().startswith("[wip]"):
        return "wip commits cannot reach a main branch"
    return None
