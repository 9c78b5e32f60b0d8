"""The difference of two trees, line by line, from objects alone.

git is asked with every setting fixed, so that neither configuration nor environment nor the
working tree can change the answer; its text becomes records in one pure parse. It knows nothing
of what a line means.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from enum import Enum

from devloop.git.ids import BlobId, RepoPath, TreeId
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository

GITLINK = "160000"
SYMLINK = "120000"
RENAME_LIMIT = 1000
"""Above this many added times as many deleted files git looks for exact renames only."""
BIG_FILE_BYTES = 5 * 1024 * 1024
"""Above this size, git takes a file for binary and does not compare its lines."""

SETTINGS = (
    *("-c", f"core.bigFileThreshold={BIG_FILE_BYTES}"),
    *("-c", "core.attributesFile=" + os.devnull),
    *("-c", "diff.suppressBlankEmpty=false"),
)
OPTIONS = (
    *("--stdin", "-r", "--raw", "-p", "--unified=0", "--inter-hunk-context=0"),
    *("--no-abbrev", "--full-index", "--src-prefix=a/", "--dst-prefix=b/", "--no-relative"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--diff-algorithm=histogram"),
    *("--indent-heuristic", "-M50%", f"-l{RENAME_LIMIT}", f"-O{os.devnull}"),
    *("--ignore-submodules=none", "--submodule=short", "--ws-error-highlight=none"),
)
"""All that could be set otherwise in somebody's configuration, said here."""
VARIABLES = {"GIT_DIFF_OPTS": "", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_ATTR_NOSYSTEM": "1"}

_RAW = re.compile(rb":(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])(\d*)\t(.*)", re.DOTALL)
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_HEADER = (
    *(b"old mode ", b"new mode ", b"deleted file ", b"new file ", b"index "),
    *(b"similarity ", b"dissimilarity ", b"rename ", b"copy ", b"--- ", b"+++ ", b"Binary files "),
)
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abfnrtv"\\])')
_ESCAPED = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))


class Status(Enum):
    """Status of a file in a patch."""

    ADDED = "A"
    DELETED = "D"
    MODIFIED = "M"
    RENAMED = "R"
    RETYPED = "T"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Adjoining lines that went and came; bytes without the newline, numbers from 1.

    Where a side has no lines, its number is that of the first line after the place.
    """

    old_start: int
    new_start: int
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePatch:
    """What happened to one file; modes and ids are all zeros on the side where it is not."""

    status: Status
    old_path: RepoPath
    path: RepoPath
    old_mode: str
    mode: str
    old_blob: BlobId
    blob: BlobId
    binary: bool = False
    """True if git gave no lines because it takes the content for binary."""
    hunks: tuple[Hunk, ...] = ()


def as_added(patch: FilePatch, content: bytes) -> FilePatch:
    """A renamed file as if all of its lines had come."""
    lines = tuple(content.split(b"\n"))
    lines = lines[:-1] if lines[-1] == b"" else lines
    hunk = Hunk(old_start=1, new_start=1, removed=(), added=lines)
    return replace(patch, hunks=(hunk,) if lines else ())


def tree_diff(repo: Repository, base: TreeId, tree: TreeId) -> tuple[FilePatch, ...]:
    """Patch from `base` to `tree`, file by file in git's order (one git process)."""
    return next(tree_diffs(repo, ((base, tree),)))


def tree_diffs(
    repo: Repository, pairs: Sequence[tuple[TreeId, TreeId]], *options: str
) -> Iterator[tuple[FilePatch, ...]]:
    """The difference of each pair of trees, in order; one git process for all of them.

    `options` go to `git diff-tree` at the end, such as `--text` or `--` with paths.
    """
    lines = "".join(f"{base} {tree}\n" for base, tree in pairs).encode()
    command = (*SETTINGS, "diff-tree", *OPTIONS, *options)
    yield from parse_diffs(repo.git(*command, input=lines, extra=VARIABLES))


def parse_diffs(output: bytes) -> Iterator[tuple[FilePatch, ...]]:
    """Records from the output of `git diff-tree --stdin --raw -p` for pairs of trees."""
    lines = output.split(b"\n")
    at = 0
    while at < len(lines) - 1:
        at += 1  # the line that names the pair
        raw, at = _raw_lines(lines, at)
        files = []
        for fields in raw:
            file, at = _file(fields, lines, at)
            files.append(file)
        yield tuple(files)


def _raw_lines(lines: Sequence[bytes], at: int) -> tuple[list[tuple[bytes, ...]], int]:
    found = []
    while lines[at].startswith(b":"):
        match = _RAW.fullmatch(lines[at])
        if match is None:
            raise ValueError(f"not a line of git diff-tree --raw: {lines[at]!r}")
        found.append(match.groups())
        at += 1
    return found, at + bool(found)  # an empty line divides names from contents


def _file(fields: tuple[bytes, ...], lines: Sequence[bytes], at: int) -> tuple[FilePatch, int]:
    old_mode, mode, old_blob, blob, letter, _score, names = fields
    paths = [RepoPath(os.fsdecode(_unquoted(name))) for name in names.split(b"\t")]
    status = Status(letter.decode())
    hunks: list[Hunk] = []
    binary = False
    for _ in range(2 if status is Status.RETYPED else 1):
        at, is_binary = _skip_header(lines, at)
        binary = binary or is_binary
        at = _hunks(lines, at, hunks)
    file = FilePatch(
        status=status,
        old_path=paths[0],
        path=paths[-1],
        old_mode=old_mode.decode(),
        mode=mode.decode(),
        old_blob=BlobId(old_blob.decode()),
        blob=BlobId(blob.decode()),
        binary=binary,
        hunks=tuple(hunks),
    )
    return file, at


def _skip_header(lines: Sequence[bytes], at: int) -> tuple[int, bool]:
    """Past the `diff --git` lines; whether they said that the file is binary."""
    if not lines[at].startswith(b"diff --git "):
        raise ValueError(f"not the head of a patch: {lines[at]!r}")
    at += 1
    binary = False
    while lines[at].startswith(_HEADER):
        binary = binary or lines[at].startswith(b"Binary files ")
        at += 1
    return at, binary


def _hunks(lines: Sequence[bytes], at: int, hunks: list[Hunk]) -> int:
    while match := _HUNK.match(lines[at]):
        old, old_count, new, new_count = (int(digits) for digits in match.groups(b"1"))
        removed, at = _side(lines, at + 1, old_count)
        added, at = _side(lines, at, new_count)
        hunks.append(
            Hunk(
                old_start=old + (old_count == 0),
                new_start=new + (new_count == 0),
                removed=removed,
                added=added,
            )
        )
    return at


def _side(lines: Sequence[bytes], at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    side = tuple(line[1:] for line in lines[at : at + count])
    at += count
    return side, at + lines[at].startswith(b"\\")  # "\ No newline at end of file"


def _unquoted(name: bytes) -> bytes:
    if not name.startswith(b'"'):
        return name
    return _ESCAPE.sub(_character, name[1:-1])


def _character(match: re.Match[bytes]) -> bytes:
    escape = match.group(1)
    code = int(escape, 8) if len(escape) == 3 else _ESCAPED[escape[0]]
    return bytes((code,))
