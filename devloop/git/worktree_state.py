"""Counts of differences between HEAD, index and working tree; and the branch."""

from __future__ import annotations

import os

from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class WorktreeState:
    """Counts of files; one that is staged and edited again counts in both."""

    branch: str | None = None
    """None when HEAD is detached."""
    upstream: str | None = None
    ahead: int | None = None
    """Commits the upstream does not have; None where there is no upstream to compare with."""
    behind: int | None = None
    staged: int = 0
    unstaged: int = 0
    untracked: int = 0
    """Files and folders as a whole."""
    unmerged: int = 0


def worktree_state(repo: Repository) -> WorktreeState:
    """Ask git, without writing anything (not even the index)."""
    question = ("status", "--porcelain=v2", "-z", "--branch", "--untracked-files=normal")
    return parse_state(repo.git("--no-optional-locks", *question))


def parse_state(answer: bytes) -> WorktreeState:
    """The state in the output of `git status --porcelain=v2 -z --branch`."""
    state = WorktreeState()
    records = iter(os.fsdecode(answer).split("\0"))
    for record in records:
        if record.startswith("# "):
            state = _with_header(state, record[2:])
        elif record:
            state = _with_file(state, record)
        if record.startswith("2 "):
            next(records, "")  # the path it was renamed from
    return state


def _with_header(state: WorktreeState, header: str) -> WorktreeState:
    name, _, value = header.partition(" ")
    if name == "branch.head":
        return replace(state, branch=None if value == "(detached)" else value)
    if name == "branch.upstream":
        return replace(state, upstream=value)
    if name == "branch.ab":
        ahead, behind = value.split(" ")
        return replace(state, ahead=int(ahead[1:]), behind=int(behind[1:]))
    return state


def _with_file(state: WorktreeState, record: str) -> WorktreeState:
    kind, flags = record[:1], record[2:4]
    if kind == "?":
        return replace(state, untracked=state.untracked + 1)
    if kind == "u":
        return replace(state, unmerged=state.unmerged + 1)
    return replace(
        state,
        staged=state.staged + (flags[:1] != "."),
        unstaged=state.unstaged + (flags[1:] != "."),
    )
