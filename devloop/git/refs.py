"""Refs and remotes: which branches there are, and which of them the remote calls its default."""

from __future__ import annotations

import os

from devloop.git.ids import CommitId, RefName
from devloop.git.record import dataclass
from devloop.git.repository import Repository

HEADS = "refs/heads/"


def remotes(repo: Repository) -> tuple[str, ...]:
    """Names of the configured remotes."""
    return tuple(os.fsdecode(repo.git("remote")).split("\n")[:-1])


def refs_under(repo: Repository, *prefixes: str) -> dict[RefName, CommitId]:
    """Refs below the prefixes, each with the object it names."""
    answer = repo.git("for-each-ref", "--format=%(refname)%00%(objectname)", *prefixes)
    pairs = (line.split("\0") for line in os.fsdecode(answer).splitlines())
    return {RefName(name): CommitId(oid) for name, oid in pairs}


def current_branch(repo: Repository) -> str | None:
    """Short name of the branch that HEAD is on, or None when it is detached."""
    answer = os.fsdecode(repo.git("symbolic-ref", "--quiet", "HEAD", ok=(0, 1))).strip()
    return answer.removeprefix(HEADS) if answer.startswith(HEADS) else None


def default_branches(repo: Repository) -> tuple[str, ...]:
    """Short names of the branches that remotes call their default, as last seen here."""
    names = []
    for remote in remotes(repo):
        prefix = f"refs/remotes/{remote}/"
        answer = repo.git("symbolic-ref", "--quiet", prefix + "HEAD", ok=(0, 1, 128))
        target = os.fsdecode(answer).strip()
        if target.startswith(prefix):
            names.append(target.removeprefix(prefix))
    return tuple(dict.fromkeys(names))


def upstream(repo: Repository) -> RefName | None:
    """The ref that the current branch is set to follow, if it is there."""
    question = ("rev-parse", "--symbolic-full-name", "--verify", "--quiet", "@{upstream}")
    answer = os.fsdecode(repo.git(*question, ok=(0, 1, 128))).strip()
    return RefName(answer) if answer.startswith("refs/") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTarget:
    """Where a branch goes, both ends as they are known here."""

    local: CommitId
    remote_ref: RefName
    remote: CommitId


def push_target(repo: Repository, branch: str) -> PushTarget | None:
    """Where `git push` takes a branch, or one of that name, if what is there is known here."""
    fields = "%(objectname)%00%(push)%00%(push:remoteref)"
    answer = os.fsdecode(repo.git("for-each-ref", f"--format={fields}", HEADS + branch))
    if not answer:
        return None
    local, tracking, remote_ref = answer.split("\n")[0].split("\0")
    if not tracking or not remote_ref:
        tracking, remote_ref = f"refs/remotes/{_likely_remote(repo)}/{branch}", HEADS + branch
    remote = refs_under(repo, tracking).get(RefName(tracking))
    if remote is None:
        return None
    return PushTarget(local=CommitId(local), remote_ref=RefName(remote_ref), remote=remote)


def _likely_remote(repo: Repository) -> str:
    """The remote that people mean where nothing is configured."""
    names = remotes(repo)
    return names[0] if len(names) == 1 else "origin"
