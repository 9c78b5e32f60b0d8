"""The commits that a push adds to a mainline branch, and the rules that govern each. Pure.

A commit is governed by the configuration in its own tree, else by what governs its first parent;
a commit that a merge brings in and that has neither, by what governs the merge's first parent.
Commits from before the project had a configuration are governed by none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.config.model import Config
from devloop.git.commits import Commit
from devloop.git.ids import CommitId, TreeId
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Commits that a push adds to a main branch."""

    tip: Commit
    chain: tuple[Commit, ...]
    """Commits of the first-parent line, newest first, the tip among them."""
    sides: tuple[Commit, ...]
    """Commits that come in through merges."""
    brought_by: Mapping[CommitId, CommitId]
    """Of each side commit, the merge of the line that brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernedCommit:
    """The rules of one commit."""

    commit: Commit
    config: Config
    """What its tree says, else what its first parent is governed by."""
    parent: Config | None
    """What its first parent is governed by; None: there were no rules yet."""
    own: Config | None
    """What its tree says."""
    removes: bool = False
    """True if its tree has no configuration and that of its first parent has one."""
    side: bool = False
    """True if it comes in through a merge."""


def landing_of(tip: Commit, added: Sequence[Commit]) -> Landing:
    """The line and the sides of the commits that are new, given newest first (children first)."""
    by_id = {commit.id: commit for commit in added}
    chain = _first_parents(tip, by_id)
    line = {commit.id for commit in chain}
    return Landing(
        tip=tip,
        chain=chain,
        sides=tuple(commit for commit in added if commit.id not in line),
        brought_by=_brought_by(chain, by_id),
    )


def _first_parents(tip: Commit, by_id: Mapping[CommitId, Commit]) -> tuple[Commit, ...]:
    chain = [by_id[tip.id]] if tip.id in by_id else []
    while chain and chain[-1].parents and chain[-1].parents[0] in by_id:
        chain.append(by_id[chain[-1].parents[0]])
    return tuple(chain)


def _brought_by(
    chain: Sequence[Commit], by_id: Mapping[CommitId, Commit]
) -> dict[CommitId, CommitId]:
    """The oldest merge of the line that has each of the other commits behind it."""
    line = {commit.id for commit in chain}
    found: dict[CommitId, CommitId] = {}
    for merge in reversed(chain):
        new = list(merge.parents[1:])
        while new:
            oid = new.pop()
            if oid in by_id and oid not in line and oid not in found:
                found[oid] = merge.id
                new += by_id[oid].parents
    return found


def outside_parents(landing: Landing) -> tuple[CommitId, ...]:
    """The first parents that are no part of what is added: what it stands on."""
    inside = {commit.id for commit in (*landing.chain, *landing.sides)}
    firsts = (commit.parents[0] for commit in (*landing.chain, *landing.sides) if commit.parents)
    return tuple(dict.fromkeys(oid for oid in firsts if oid not in inside))


def govern(
    landing: Landing,
    own: Mapping[TreeId, Config | None],
    below: Mapping[CommitId, Config | None],
    landed_on: Config | None,
) -> tuple[GovernedCommit, ...]:
    """Each commit that rules govern, the line first, both newest first.

    `own` is the configuration in each tree, `below` that of each parent outside, and `landed_on`
    that of what the branch is on the remote; a history without a parent is held to it.
    """
    under: dict[CommitId, Config | None] = {}
    rules = dict(below)
    trees = dict(below)
    found: list[GovernedCommit] = []
    for commit in (*reversed(landing.chain), *reversed(landing.sides)):
        first = commit.parents[0] if commit.parents else None
        parent = landed_on if first is None else rules[first]
        merge = landing.brought_by.get(commit.id)
        if parent is None and merge is not None:
            parent = under[merge]
        under[commit.id] = parent
        trees[commit.id] = mine = own[commit.tree]
        rules[commit.id] = config = mine or parent
        if config is not None:
            removes = mine is None and first is not None and trees[first] is not None
            found.append(
                GovernedCommit(
                    commit=commit,
                    config=config,
                    parent=parent,
                    own=mine,
                    removes=removes,
                    side=merge is not None,
                )
            )
    found.reverse()
    return tuple(sorted(found, key=lambda one: one.side))
