"""Making commits of trees, and moving HEAD to them in one step with a way back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from time import strftime

from devloop.git.ids import CommitId, RefName, TreeId
from devloop.git.process import GitFailed
from devloop.git.repository import Repository
from devloop.git.settings import setting

BACKUPS = "refs/devloop/backup/"


def write_commit(
    repo: Repository,
    tree: TreeId,
    parent: CommitId,
    message: str,
    author: Mapping[str, str],
) -> CommitId:
    """A commit of the tree, signed where the user's configuration says so; no ref changes.

    `author` are git's variables for its author; without any it is the user.
    """
    signs = setting(repo, "commit.gpgSign")
    sign = (
        ("-S",) if signs is not None and signs.value.lower() in {"true", "yes", "on", "1"} else ()
    )
    answer = repo.git(
        *("commit-tree", *sign, "-p", parent, "-F", "-", tree),
        input=os.fsencode(message),
        extra=author,
    )
    return CommitId(answer.decode().strip())


def author_of(repo: Repository, commit: CommitId) -> dict[str, str]:
    """The author of a commit as git's variables."""
    form = "--format=%an%x00%ae%x00%ad"
    answer = repo.git(
        "log", "-1", "--no-show-signature", "--no-mailmap", "--date=raw", form, commit
    )
    name, email, date = os.fsdecode(answer).rstrip("\n").split("\0")
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date}


def is_complete(repo: Repository, tip: CommitId, base: CommitId) -> bool:
    """True if all objects of the commits after `base` are in the repository itself."""
    own = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": ""}
    question = ("rev-list", "--objects", "--quiet", tip, f"^{base}")
    try:
        repo.git(*question, extra=own)
    except GitFailed:
        return False
    return True


def backup_name() -> RefName:
    """A name for a backup made now."""
    return RefName(f"{BACKUPS}{strftime('%Y%m%d-%H%M%S')}-{os.urandom(2).hex()}")


def move_head(
    repo: Repository, old: CommitId, new: CommitId, *, backup: RefName, kept: CommitId, why: str
) -> None:
    """Let HEAD (or the branch it is on) name `new` and `backup` name `kept`: both or neither.

    Neither index nor working tree changes. `GitFailed` where HEAD does not name `old` any more.
    """
    lines = f"start\ncreate {backup} {kept}\nupdate HEAD {new} {old}\nprepare\ncommit\n"
    repo.git("update-ref", "-m", why, "--stdin", input=lines.encode())
