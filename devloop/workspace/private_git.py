"""The `.git` that checks see in a workspace: real, private, and made anew for every lease.

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
from devloop.workspace.checkout import Checkout

SIGNATURE = "devloop <devloop@localhost> 0 +0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The part of the user's history that a check with `reads-history` may see."""

    commit: CommitId | None
    """What HEAD names; None on an unborn branch."""
    refs: tuple[tuple[RefName, str], ...] = ()
    """Tags and other refs to be seen, each with the id it names."""


def write_private_git(
    checkout: Checkout,
    head: TreeId,
    *,
    history: History | None,
    settings: Sequence[tuple[str, str]],
    hidden: Sequence[str],
) -> None:
    """Write `.git` into the checkout, which must not have one.

    `head` is the content of the commit that is there without `history`; `settings` are the
    checkout settings the files were written with; `hidden` are paths that `git status` shall not
    mention (links to the user's folders, caches).
    """
    git = checkout.folder / ".git"
    for name in ("objects/info", "refs/heads", "refs/tags", "info"):
        (git / name).mkdir(parents=True)
    borrowed = (checkout.repo.objects, *checkout.objects)
    alternates = b"".join(os.fsencode(path) + b"\n" for path in borrowed)
    (git / "objects/info/alternates").write_bytes(alternates)
    (git / "config").write_bytes(os.fsencode(config_text(checkout.repo, settings)))
    (git / "info/exclude").write_bytes(os.fsencode("".join(f"/{path}\n" for path in hidden)))
    _write_head(git, checkout.repo, head, history)
    _copy_attributes(checkout.repo, git)
    (git / "index").write_bytes(checkout.index.read_bytes())


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


def _write_head(git: Path, repo: Repository, tree: TreeId, history: History | None) -> None:
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    commit = _write_root_commit(git, repo, tree) if history is None else history.commit
    if commit:
        (git / "refs/heads/main").write_text(f"{commit}\n")
    if history is not None and history.refs:
        lines = "".join(f"{oid} {name}\n" for name, oid in history.refs)
        (git / "packed-refs").write_bytes(os.fsencode(lines))
    shallow = repo.common_dir / "shallow"
    if history is not None and shallow.exists():
        (git / "shallow").write_bytes(shallow.read_bytes())


def _write_root_commit(git: Path, repo: Repository, tree: TreeId) -> str:
    body = f"tree {tree}\nauthor {SIGNATURE}\ncommitter {SIGNATURE}\n\njudged content\n".encode()
    data = b"commit %d\0%s" % (len(body), body)
    oid = hashlib.new(repo.object_format, data, usedforsecurity=False).hexdigest()
    folder = git / "objects" / oid[:2]
    folder.mkdir()
    (folder / oid[2:]).write_bytes(zlib.compress(data))
    return oid


def _copy_attributes(repo: Repository, git: Path) -> None:
    attributes = repo.common_dir / "info/attributes"
    if attributes.exists():
        (git / "info/attributes").write_bytes(attributes.read_bytes())
