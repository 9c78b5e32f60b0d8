"""Attributes of a tree's paths (gitattributes(5)), as git itself reads them.

Only the files that are handed over count: neither the working tree nor `info/attributes` nor a
person's or a machine's own file, so that the answer belongs to the tree. git looks for them in a
folder of their own (gitattributes(5), git-check-attr(1)); `--source` would need git 2.40.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from devloop.git.ids import RepoPath
from devloop.git.repository import Repository

Value = bool | str
"""Set, unset, or a text."""

Attributes = Mapping[str, Value]
"""Of one path, by name; what nothing is said about is left out."""

NAME = ".gitattributes"
_WORDS: Mapping[str, bool] = {"set": True, "unset": False}


def attributes_files(path: str) -> tuple[str, ...]:
    """Paths of the `.gitattributes` files that can say something about `path`."""
    parts = path.split("/")[:-1]
    folders = ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1)]
    return tuple(f"{folder}{NAME}" for folder in ["", *folders])


def read_attributes(
    repo: Repository, files: Mapping[str, bytes], paths: Iterable[RepoPath], names: Sequence[str]
) -> dict[RepoPath, Attributes]:
    """The attributes of these names, by path (one git process).

    `files` are contents of `.gitattributes` files by their paths in the tree.
    """
    from tempfile import TemporaryDirectory  # slow to import, and few trees have such files

    asked = b"\0".join(os.fsencode(path) for path in dict.fromkeys(paths))
    with TemporaryDirectory(prefix="devloop-") as folder:
        own, tree = Path(folder) / "git", Path(folder) / "tree"
        _lay_out(own, tree, files)
        answer = repo.git(
            *("-C", str(tree), "-c", f"core.attributesFile={os.devnull}"),
            *("check-attr", "-z", "--stdin", *names),
            input=asked + b"\0",
            extra={
                "GIT_DIR": str(own),
                "GIT_WORK_TREE": str(tree),
                "GIT_INDEX_FILE": str(own / "index"),
                "GIT_ATTR_NOSYSTEM": "1",
            },
        )
    return parse_answer(answer)


def _lay_out(own: Path, tree: Path, files: Mapping[str, bytes]) -> None:
    """A repository without anything in it, and a working tree with only these files."""
    for folder in (own / "objects", own / "refs", tree):
        folder.mkdir(parents=True)
    (own / "HEAD").write_bytes(b"ref: refs/heads/none\n")
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def parse_answer(answer: bytes) -> dict[RepoPath, Attributes]:
    """Answer of `git check-attr -z` (git-check-attr(1))."""
    found: dict[RepoPath, dict[str, Value]] = {}
    fields = answer.split(b"\0")
    for path, name, value in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
        word = os.fsdecode(value)
        if word != "unspecified":
            said = found.setdefault(RepoPath(os.fsdecode(path)), {})
            said[os.fsdecode(name)] = _WORDS.get(word, word)
    return dict(found)
