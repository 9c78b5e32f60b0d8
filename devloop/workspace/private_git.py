"""The `.git` that checks see in a workspace: real, private, the same at the start of every lease.

It borrows the user's objects and has its own index, HEAD, refs and settings, so a check that
runs git cannot reach the user's refs. Without history it knows one commit without parents, the
same for the same tree, so that no verdict can come to depend on history unnoticed. For a check
that looks at a change that commit holds its base, and what is new is staged.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

from devloop.git.ids import CommitId, RefName, TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.verdict.repository_state import NO_STATE, RepositoryState
from devloop.workspace.checkout import Checkout
from devloop.workspace.exact import hold_exactly

USUAL_BRANCH = "main"
"""The branch for all that do not ask for it, so that their verdicts hold on every branch."""

SIGNATURE = "devloop <devloop@localhost> 0 +0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHistory:
    """The part of the user's history that a check with `reads-history` may see."""

    commit: CommitId | None
    """What HEAD names; None on an unborn branch."""
    refs: tuple[tuple[RefName, str], ...] = ()
    """Tags and other refs to be seen, each with the id it names."""


def write_private_git(
    checkout: Checkout,
    head: TreeId,
    *,
    history: GitHistory | None,
    settings: Sequence[tuple[str, str]],
    hidden: Sequence[str],
    borrowed: Sequence[Path] = (),
    state: RepositoryState = NO_STATE,
) -> None:
    """Make `.git` in the checkout what it should be, whatever was left of the last one.

    `head` is the content of the commit that is there without `history`; `settings` are the
    checkout settings the files were written with; `hidden` are paths that `git status` shall not
    mention (links to the user's folders, caches); `borrowed` is where the object directories
    are for those inside, if not at their own paths; `state` is what a hook is told.
    """
    borrowed = borrowed or (checkout.repo.objects, *checkout.objects)
    files = {
        "HEAD": b"",  # the first; what it says comes with the commits
        "objects/info/alternates": b"".join(os.fsencode(path) + b"\n" for path in borrowed),
        "config": os.fsencode(config_text(checkout.repo, settings)),
        "info/exclude": os.fsencode("".join(f"/{path}\n" for path in hidden)),
        **_commits(checkout.repo, head, history, state),
        **_merge(state),
        **_attributes(checkout.repo),
        "index": checkout.index.read_bytes(),
    }
    hold_exactly(checkout.folder / ".git", files, ("refs/heads", "refs/tags"))


def config_text(repo: Repository, settings: Sequence[tuple[str, str]]) -> str:
    """The configuration file of the private repository."""
    sha256 = repo.object_format != "sha1"
    pairs = [
        ("core.repositoryformatversion", "1" if sha256 else "0"),
        *([("extensions.objectformat", repo.object_format)] if sha256 else []),
        ("core.bare", "false"),
        ("core.logallrefupdates", "false"),
        ("core.hookspath", os.devnull),
        ("gc.auto", "0"),
        *(pair for pair in settings if " " not in pair[0].partition(".")[0]),
    ]
    return "".join(_setting(key, value) for key, value in pairs)


def _setting(key: str, value: str) -> str:
    section, _, rest = key.partition(".")
    subsection, _, name = rest.rpartition(".")
    quoted = f' "{_escaped(subsection)}"' if subsection else ""
    return f'[{section}{quoted}]\n\t{name} = "{_escaped(value)}"\n'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _commits(
    repo: Repository, tree: TreeId, history: GitHistory | None, state: RepositoryState
) -> dict[str, bytes]:
    """HEAD, what it names, and the refs that are there beside it."""
    if history is None:
        oid, data = _root_commit(repo, tree)
        return {**_head(oid, state), f"objects/{oid[:2]}/{oid[2:]}": data}
    files = _head(history.commit, state)
    if history.refs:
        lines = "".join(f"{oid} {name}\n" for name, oid in history.refs)
        files["packed-refs"] = os.fsencode(lines)
    shallow = repo.common_dir / "shallow"
    if shallow.exists():
        files["shallow"] = shallow.read_bytes()
    return files


def _head(oid: str | None, state: RepositoryState) -> dict[str, bytes]:
    """HEAD on its branch; on none for a hook that asks, where there is none to tell."""
    if state.asks_branch and not state.branch and oid:
        return {"HEAD": f"{oid}\n".encode()}
    branch = f"refs/heads/{state.branch or USUAL_BRANCH}"
    commit = {branch: f"{oid}\n".encode()} if oid else {}
    return {"HEAD": os.fsencode(f"ref: {branch}\n"), **commit}


def _merge(state: RepositoryState) -> dict[str, bytes]:
    """What git leaves while a merge is under way."""
    if not state.merged:
        return {}
    heads = "".join(f"{oid}\n" for oid in state.merged)
    return {"MERGE_HEAD": heads.encode(), "MERGE_MSG": b"Merge\n", "MERGE_MODE": b""}


def _root_commit(repo: Repository, tree: TreeId) -> tuple[str, bytes]:
    """The id of the one commit, and its object as a file."""
    body = f"tree {tree}\nauthor {SIGNATURE}\ncommitter {SIGNATURE}\n\njudged content\n".encode()
    data = b"commit %d\0%s" % (len(body), body)
    oid = hashlib.new(repo.object_format, data, usedforsecurity=False).hexdigest()
    return oid, zlib.compress(data)


def _attributes(repo: Repository) -> dict[str, bytes]:
    attributes = repo.common_dir / "info/attributes"
    return {"info/attributes": attributes.read_bytes()} if attributes.exists() else {}
