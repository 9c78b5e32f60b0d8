"""Contents of objects by name, many in one git process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from devloop.git.repository import Repository

ABSENT = frozenset({b"missing", b"ambiguous"})


def read_objects(repo: Repository, names: Sequence[str]) -> dict[str, bytes]:
    """The contents of the blobs among `names` (ids or `TREE:PATH`), by name.

    What is missing, or no blob, is left out, and so is a path with a newline in it, which git's
    question cannot hold.
    """
    asked = [name for name in dict.fromkeys(names) if "\n" not in name]
    if not asked:
        return {}
    question = b"".join(os.fsencode(name) + b"\n" for name in asked)
    answer = repo.git("cat-file", "--batch", input=question, extra={"GIT_NO_REPLACE_OBJECTS": "1"})
    return dict(_blobs(answer, asked))


def _blobs(answer: bytes, asked: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    at = 0
    for name in asked:
        end = answer.index(b"\n", at)
        words = answer[at:end].split(b" ")
        at = end + 1
        if words[-1] in ABSENT:
            continue
        size = int(words[-1])
        if words[-2] == b"blob":
            yield name, answer[at : at + size]
        at += size + 1


def resolve_objects(repo: Repository, names: Sequence[str]) -> dict[str, str]:
    """The full id of each name (`COMMIT^{tree}`, `HEAD:PATH`); what is missing is left out."""
    return {name: words[0] for name, words in _check(repo, names, "%(objectname)")}


def object_sizes(repo: Repository, names: Sequence[str]) -> dict[str, int]:
    """The size of each object in bytes, without reading it; what is missing is left out."""
    return {name: int(words[0]) for name, words in _check(repo, names, "%(objectsize)")}


def _check(
    repo: Repository, names: Sequence[str], answer: str
) -> Iterator[tuple[str, Sequence[str]]]:
    asked = [name for name in dict.fromkeys(names) if "\n" not in name]
    if not asked:
        return
    question = b"".join(os.fsencode(name) + b"\n" for name in asked)
    lines = repo.git("cat-file", f"--batch-check={answer}", input=question).split(b"\n")
    for name, line in zip(asked, lines, strict=False):
        words = os.fsdecode(line).split(" ")
        if len(words) == 1:  # "NAME missing" otherwise
            yield name, words
