"""Commits and history: what a revision names, what lies between two, who descends from whom."""

from __future__ import annotations

import os

from devloop.errors import CannotJudge, RepositoryError, UsageError
from devloop.git.ids import CommitId, TreeId, is_zero
from devloop.git.objects import resolve_objects
from devloop.git.process import GitFailed
from devloop.git.record import dataclass
from devloop.git.repository import Repository

FORMAT = "--format=%H%x00%T%x00%P%x00%ct%x00%B%x00%x01"
DEEPEN = "git fetch --unshallow"
"""The command that brings the history that a shallow clone lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit: its content, its parents, its message."""

    id: CommitId
    tree: TreeId
    parents: tuple[CommitId, ...]
    time: int
    """When it was committed, in seconds since 1970."""
    message: str

    @property
    def subject(self) -> str:
        """First line of the message."""
        return self.message.split("\n", 1)[0]

    @property
    def short(self) -> str:
        """Enough of the id for a person."""
        return self.id[:9]


def head(repo: Repository) -> CommitId | None:
    """The commit HEAD names, or None on an unborn branch."""
    found = resolve_objects(repo, ("HEAD^{commit}",)).get("HEAD^{commit}")
    return None if found is None else CommitId(found)


def resolve(repo: Repository, revision: str) -> CommitId:
    """The commit of a revision; `UsageError` where there is none."""
    name = f"{revision}^{{commit}}"
    answer = repo.git("rev-parse", "--verify", "--quiet", "--end-of-options", name, ok=(0, 1, 128))
    if not answer:
        hint = DEEPEN if repo.shallow else "git log --oneline --all"
        raise UsageError(f"there is no commit {revision!r} here", hint=hint)
    return CommitId(answer.decode().strip())


def tree_of_commit(repo: Repository, commit: CommitId) -> TreeId:
    """The content of a commit that is here."""
    name = f"{commit}^{{tree}}"
    found = resolve_objects(repo, (name,)).get(name)
    if found is None:
        raise RepositoryError(f"commit {commit} is not here", hint="git fetch")
    return TreeId(found)


def has_commit(repo: Repository, oid: str) -> bool:
    """True if the object is here and is, or points to, a commit."""
    return bool(resolve_objects(repo, (f"{oid}^{{commit}}",)))


def read_commit(repo: Repository, revision: str) -> Commit:
    """One commit by revision."""
    return commits(repo, resolve(repo, revision), "--no-walk")[0]


def since(oldest: Commit) -> str:
    """The revision argument that means a commit and all after it up to HEAD (gitrevisions(7)).

    A first commit has no parent to start behind, so it is meant alone.
    """
    return f"{oldest.short}~..HEAD" if oldest.parents else oldest.short


def commits_meant(repo: Repository, text: str) -> tuple[Commit, ...]:
    """The commits that `REV`, `A..B` or `A...B` (from their merge base on) mean, oldest first.

    An end that is left out is HEAD; where the first is all zeros (a ref that did not exist), all
    of the history of the second is meant. `UsageError` where an end does not exist, the two have
    no base in common, or there is nothing between them; `CannotJudge` where a shallow clone does
    not know.
    """
    if ".." not in text:
        return (read_commit(repo, text),)
    old, dots, new = text.partition("...") if "..." in text else text.partition("..")
    last = resolve(repo, new or "HEAD")
    without = (
        () if old and is_zero(old) else (_start(repo, text, old, last, is_base=dots == "..."),)
    )
    if repo.shallow and not without:
        raise _cut_off(text)
    found = commits(repo, "--topo-order", "--reverse", last, *(f"^{oid}" for oid in without))
    if not found:
        raise UsageError(f"{text} holds no commit", hint=f"git log --oneline {new or 'HEAD'}")
    return found


def _start(repo: Repository, text: str, old: str, last: CommitId, *, is_base: bool) -> CommitId:
    """The commit that the range begins after."""
    first = resolve(repo, old or "HEAD")
    base = merge_base(repo, first, last)
    if base is None and repo.shallow:
        raise _cut_off(text)
    if base is None:
        raise UsageError(f"{text}: the two histories have no common commit")
    return base if is_base else first


def _cut_off(text: str) -> CannotJudge:
    return CannotJudge(f"{text}: the history ends here (shallow clone)", hint=DEEPEN)


def commits(repo: Repository, *revisions: str) -> tuple[Commit, ...]:
    """The commits that `git log REVISIONS` lists, newest first; options may be among them."""
    how = ("--no-show-signature", "--no-mailmap", "--encoding=UTF-8", FORMAT)
    answer = repo.git("log", *how, *revisions, "--")
    records = (record.lstrip(b"\n") for record in answer.split(b"\0\x01"))
    return tuple(_commit(record) for record in records if record)


def _commit(record: bytes) -> Commit:
    oid, tree, parents, time, message = record.split(b"\0", 4)
    return Commit(
        id=CommitId(oid.decode()),
        tree=TreeId(tree.decode()),
        parents=tuple(CommitId(parent) for parent in parents.decode().split()),
        time=int(time),
        message=os.fsdecode(message),
    )


def is_ancestor(repo: Repository, old: CommitId, new: CommitId) -> bool:
    """True if `new` contains `old` in its history (every commit contains itself)."""
    try:
        repo.git("merge-base", "--is-ancestor", old, new)
    except GitFailed as failed:
        if failed.code == 1:
            return False
        raise
    return True


def contains(repo: Repository, revision: str, commit: CommitId) -> bool:
    """True if the history of a revision has a commit."""
    return is_ancestor(repo, commit, resolve(repo, revision))


def merge_base(repo: Repository, one: CommitId, other: CommitId) -> CommitId | None:
    """The best common ancestor, or None for unrelated histories."""
    answer = repo.git("merge-base", one, other, ok=(0, 1))
    return CommitId(answer.decode().split()[0]) if answer else None


def parents_to_be(repo: Repository) -> tuple[CommitId, ...]:
    """What the commit that is being made merges into HEAD; nothing unless a merge is under way."""
    try:
        lines = (repo.git_dir / "MERGE_HEAD").read_text().split()
    except FileNotFoundError:
        return ()
    return tuple(CommitId(line) for line in lines)
