"""Contents of objects by name, many in one git process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from devloop.git.reader import Found
from devloop.git.repository import Repository


def read_objects(repo: Repository, names: Sequence[str]) -> dict[str, bytes]:
    """The contents of the blobs among `names` (ids or `TREE:PATH`), by name.

    What is missing, or no blob, is left out, and so is a path with a newline in it, which git's
    question cannot hold.
    """
    return {name: found.content for name, found in _found(repo, names) if found.kind == "blob"}


def resolve_objects(repo: Repository, names: Sequence[str]) -> dict[str, str]:
    """The full id of each name (`COMMIT^{tree}`, `HEAD:PATH`); what is missing is left out."""
    return {name: found.id for name, found in _found(repo, names)}


def _found(repo: Repository, names: Sequence[str]) -> Iterator[tuple[str, Found]]:
    """Each object once, from the reader that is open for this repository, else from a new one."""
    asked = [name for name in dict.fromkeys(names) if "\n" not in name]
    reader = repo.reader
    if reader is not None and reader.environ is repo.environ:
        yield from reader.find(asked)
    elif asked:
        reader = repo.open_reader()
        try:
            yield from reader.find(asked)
        finally:
            reader.close()


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
