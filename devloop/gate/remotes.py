"""What is known here of each remote: its branches as last seen, and where it is.

Names of remotes are those that git lists; they are never cut out of the names of refs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from devloop.gate.policy import USUAL_MAINLINE
from devloop.gate.remote_view import Destination, RemoteView
from devloop.git.ids import CommitId
from devloop.git.refs import remotes
from devloop.git.repository import Repository
from devloop.git.settings import setting

REMOTES = "refs/remotes/"


def usual_mainline(repo: Repository) -> tuple[str, ...]:
    """`main`, `master`, and what git here calls the first branch of a new repository."""
    first = setting(repo, "init.defaultBranch")
    return tuple(dict.fromkeys((*USUAL_MAINLINE, *([first.value] if first else []))))


def remote_views(repo: Repository) -> tuple[RemoteView, ...]:
    """Every remote that git lists, in its order."""
    names = remotes(repo)
    if not names:
        return ()
    branches: dict[str, dict[str, CommitId]] = {name: {} for name in names}
    defaults: dict[str, str] = {}
    answer = repo.git("for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)", REMOTES)
    for line in os.fsdecode(answer).splitlines():
        ref, oid, target = line.split("\0")
        name = _remote_of(ref, names)
        prefix = f"{REMOTES}{name}/"
        if name and ref == f"{prefix}HEAD":
            defaults[name] = target.removeprefix(prefix) if target.startswith(prefix) else ""
        elif name:
            branches[name][ref.removeprefix(prefix)] = CommitId(oid)
    usual = () if all(defaults.get(name) for name in names) else usual_mainline(repo)
    return tuple(
        RemoteView(
            name=name,
            usual=(defaults[name],) if defaults.get(name) else usual,
            branches=branches[name],
        )
        for name in names
    )


def _remote_of(ref: str, names: Iterable[str]) -> str:
    """The remote that a ref belongs to: where names are nested, the longest."""
    found = (name for name in names if ref.startswith(f"{REMOTES}{name}/"))
    return max(found, key=len, default="")


def tracking_ref(remote: str, branch: str) -> str:
    """The ref that holds what was last seen of a remote's branch."""
    return f"{REMOTES}{remote}/{branch}"


def reached(repo: Repository, to: Destination) -> frozenset[str]:
    """Names of the remotes that a push goes to: of that name, and of the same address."""
    names = remotes(repo)
    place = to.address or ("" if to.name in names else to.name)
    named = {to.name} if to.name in names else set()
    if len(names) < 2 and named:
        return frozenset(named)
    others = (name for name in names if name not in named)
    return frozenset(named | {name for name in others if place in _addresses(repo, name)})


def _addresses(repo: Repository, name: str) -> tuple[str, ...]:
    """Where git pushes for a remote, as git resolves it."""
    answer = repo.git("remote", "get-url", "--push", "--all", name, ok=(0, 2, 128))
    return tuple(os.fsdecode(answer).splitlines())


def push_remote(repo: Repository) -> str:
    """The remote that `git push` would go to from here; `origin` where nothing is set."""
    branch = os.fsdecode(repo.git("symbolic-ref", "--quiet", "--short", "HEAD", ok=(0, 1))).strip()
    own = (f"branch.{branch}.pushRemote", "remote.pushDefault", f"branch.{branch}.remote")
    found = (setting(repo, key) for key in (own if branch else own[1:2]))
    return next((one.value for one in found if one is not None), "origin")
