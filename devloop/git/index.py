"""The index entry by entry: what it holds, how it looks on disk, and putting other entries in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from devloop.git.changes import ABSENT, Change
from devloop.git.ids import BlobId, RepoPath
from devloop.git.repository import Repository
from devloop.git.trees import TreeEntry


def index_entries(repo: Repository) -> dict[RepoPath, TreeEntry]:
    """Every entry of the index that is not in conflict, by path."""
    return {entry.path: entry for entry in parse_index(repo.git("ls-files", "-z", "--stage"))}


def parse_index(listing: bytes) -> tuple[TreeEntry, ...]:
    """Entries from the output of `git ls-files -z --stage`."""
    entries = (_entry(line) for line in listing.split(b"\0") if line)
    return tuple(entry for entry in entries if entry is not None)


def _entry(line: bytes) -> TreeEntry | None:
    about, path = line.split(b"\t", 1)
    mode, oid, stage = about.decode().split(" ")
    if stage != "0":
        return None
    return TreeEntry(mode=mode, blob=BlobId(oid), path=RepoPath(os.fsdecode(path)))


def put_into_index(repo: Repository, changes: Iterable[Change]) -> None:
    """Make the index hold the new side of each change; all of them or none.

    `GitFailed` where the index is locked or its file cannot be written.
    """
    lines = b"".join(_line(change) for change in changes)
    repo.git("update-index", "-z", "--index-info", input=lines)
    repo.git("update-index", "-q", "--refresh", ok=(0, 1))


def _line(change: Change) -> bytes:
    name = os.fsencode(change.path) + b"\0"
    if change.new is None:
        some = change.old.blob if change.old else ""
        return f"{ABSENT} {'0' * len(some)}\t".encode() + name
    return f"{change.new.mode} {change.new.blob}\t".encode() + name


def write_out(repo: Repository, entries: Sequence[TreeEntry], folder: Path) -> None:
    """Write entries below `folder` as git would check them out: filtered, with line endings."""
    folder.mkdir(parents=True)
    if not entries:
        return
    index = folder.with_name(f"{folder.name}.index")
    extra = {"GIT_INDEX_FILE": str(index)}
    lines = b"".join(_line(Change(path=e.path, old=None, new=e)) for e in entries)
    names = b"".join(os.fsencode(entry.path) + b"\0" for entry in entries)
    try:
        repo.git("update-index", "-z", "--index-info", input=lines, extra=extra)
        prefix = f"--prefix={folder}/"
        repo.git("checkout-index", "-q", "-f", "-z", "--stdin", prefix, input=names, extra=extra)
    finally:
        index.unlink(missing_ok=True)


def blobs_of_files(
    repo: Repository, paths: Sequence[RepoPath], *, keep: bool
) -> tuple[BlobId, ...]:
    """The blob of each file of the working tree.

    With `keep` its bytes are kept as they are; else it is the blob that `git add` would make,
    and nothing is written.
    """
    if not paths:
        return ()
    how = ("-w", "--no-filters") if keep else ()
    question = b"".join(_quoted(path) + b"\n" for path in paths)
    answer = repo.git("hash-object", *how, "--stdin-paths", input=question)
    return tuple(BlobId(oid) for oid in answer.decode().split())


def _quoted(path: RepoPath) -> bytes:
    """The path in git's quotes, which hold any byte."""
    return b'"' + b"".join(map(_quoted_byte, os.fsencode(path))) + b'"'


def _quoted_byte(byte: int) -> bytes:
    return b"\\%03o" % byte if byte < 32 or byte in b'"\\' else bytes((byte,))
