"""The commits of the current branch that its upstream, or mainline, does not have yet."""

from __future__ import annotations

from devloop.config.match import branch_matches
from devloop.gate.policy import PushPolicy
from devloop.gate.remotes import remote_views, tracking_ref
from devloop.git.commits import Commit, commits, head
from devloop.git.record import dataclass
from devloop.git.refs import current_branch, refs_under, upstream
from devloop.git.repository import Repository

MOST = 50
"""Commits that are looked at; whoever is further ahead has other worries."""
RECENT = 20
"""Commits that are looked at where there is nothing to be ahead of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadOfMainline:
    """Commits of one's own, newest first."""

    base: str
    """What they are ahead of, as a person calls it; empty where there is nothing."""
    commits: tuple[Commit, ...]


def ahead(repo: Repository, policy: PushPolicy) -> AheadOfMainline:
    """What the current branch adds, on its first-parent line."""
    if head(repo) is None:
        return AheadOfMainline(base="", commits=())
    bases = _bases(repo, policy)
    limit = MOST if bases else RECENT
    without = (f"^{base}" for base in bases)
    found = commits(repo, "--first-parent", f"--max-count={limit}", "HEAD", *without)
    return AheadOfMainline(base=", ".join(map(_short, bases)), commits=found)


def _bases(repo: Repository, policy: PushPolicy) -> tuple[str, ...]:
    """The upstream; else what remotes have of mainline; else the local mainline branches."""
    followed = upstream(repo)
    if followed:
        return (followed,)
    there = tuple(
        tracking_ref(view.name, name)
        for view in remote_views(repo)
        for name in view.branches
        if branch_matches(name, policy.mainline)
    )
    here = current_branch(repo)
    local = refs_under(repo, "refs/heads/")
    names = (ref.removeprefix("refs/heads/") for ref in local)
    others = (n for n in names if n != here and branch_matches(n, policy.mainline))
    return there or tuple(f"refs/heads/{name}" for name in others)


def _short(ref: str) -> str:
    return ref.removeprefix("refs/remotes/").removeprefix("refs/heads/")
