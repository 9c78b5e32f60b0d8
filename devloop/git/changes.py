"""Which files of two trees differ, by mode and id: no lines, no renames."""

from __future__ import annotations

import os
from collections.abc import Sequence

from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.process import GitFailed
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.trees import TreeEntry

ABSENT = "000000"
"""The mode of what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One path whose entry differs between two trees; None on the side where it is not."""

    path: RepoPath
    old: TreeEntry | None
    new: TreeEntry | None


def changed_entries(repo: Repository, old: TreeId, new: TreeId) -> tuple[Change, ...]:
    """Differences between two trees, in git's order (one git process)."""
    how = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
    return parse_changes(repo.git("diff-tree", *how, old, new))


Pair = tuple[TreeId, TreeId]


def raw_changes(repo: Repository, pairs: Sequence[Pair]) -> dict[Pair, bytes | None]:
    """Differences of each pair of trees, directories included (git-diff-tree(1), `-t -z`).

    One git process for all of them; None for a pair of which a tree is not here any more.
    """
    if not pairs:
        return {}
    lines = "".join(f"{old} {new}\n" for old, new in pairs).encode()
    try:
        return _by_pair(repo.git(*_RAW, "--stdin", input=lines), pairs)
    except GitFailed:
        if len(pairs) == 1:
            return {pairs[0]: None}
    return {pair: found for one in pairs for pair, found in raw_changes(repo, [one]).items()}


_RAW = (
    *("diff-tree", "-r", "-t", "-z", "--raw", "--no-renames"),
    *("--no-abbrev", "--ignore-submodules=none"),
)


def _by_pair(output: bytes, pairs: Sequence[Pair]) -> dict[Pair, bytes | None]:
    """The output cut at what names a pair, which ends with a line break whatever else `-z` does."""
    found: dict[Pair, list[bytes]] = {pair: [] for pair in pairs}
    listed: list[bytes] = []
    words = iter(output.split(b"\0"))
    for word in words:
        *heads, about = word.split(b"\n")
        if not about.startswith(b":"):
            heads, about = [*heads, about], b""
        for head in filter(None, heads):
            old, new = head.decode().split(" ")
            listed = found[TreeId(old), TreeId(new)]
        if about:
            listed += (about, next(words))
    return {pair: b"\0".join((*entries, b"")) for pair, entries in found.items()}


def parse_changes(listing: bytes) -> tuple[Change, ...]:
    """Changes from the output of `git diff-tree -r -z --raw --no-renames` for two trees."""
    words = listing.split(b"\0")
    return tuple(
        _change(about.decode().removeprefix(":").split(" "), RepoPath(os.fsdecode(path)))
        for about, path in zip(words[0::2], words[1::2], strict=False)
    )


def _change(about: list[str], path: RepoPath) -> Change:
    old_mode, new_mode, old, new, _letter = about
    return Change(path=path, old=_entry(old_mode, old, path), new=_entry(new_mode, new, path))


def _entry(mode: str, oid: str, path: RepoPath) -> TreeEntry | None:
    return None if mode == ABSENT else TreeEntry(mode=mode, blob=BlobId(oid), path=path)


def patch_text(repo: Repository, old: TreeId, new: TreeId, *, color: bool) -> bytes:
    """The difference of two trees as a person reads it, in git's own words and colours."""
    shades = "--color=always" if color else "--color=never"
    how = ("-r", "-p", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative", shades)
    return repo.git("diff-tree", *how, old, new)
