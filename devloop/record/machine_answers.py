"""The answers of this machine to what a run looked at outside of the tree.

An unchanged case costs one `lstat` for each path; content is read only where that does not settle
it. Existence is its type and permissions; what the kernel tells of a file is its size and time too.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress

from devloop.record.fact import Access, Outside
from devloop.record.mark import FileState, mark_of
from devloop.record.names import names_digest

CHUNK_BYTES = 1 << 20
MOST_BYTES = 256 << 20
"""A larger file is known by its mark alone."""


def look_at(path: bytes) -> FileState | None:
    """The mark of what is at a path; None where nothing is, or nothing that can be reached."""
    try:
        return mark_of(os.lstat(path))
    except OSError:
        return None


def first_difference(outside: Mapping[bytes, Outside]) -> bytes | None:
    """The first path where the machine does not answer as it did; None where it always does."""
    for path, fact in outside.items():
        if not holds(path, fact):
            return path
    return None


def holds(path: bytes, fact: Outside) -> bool:
    """True where the machine gives the same answer."""
    now = look_at(path)
    if now is None or fact.mark is None:
        return now is fact.mark
    if now.values == fact.mark.values and fact.settled:
        return True
    return _same(path, fact, fact.mark, now)


def _same(path: bytes, fact: Outside, before: FileState, now: FileState) -> bool:
    if now.mode != before.mode:
        return False
    if fact.looks & Access.STAT and (now.size, now.modified) != (before.size, before.modified):
        return False
    if not fact.looks & DIGESTED:
        return True
    return bool(fact.digest) and digest_of(path, now) == fact.digest


DIGESTED = Access.CONTENT | Access.LISTING | Access.LINK
"""What is told by more than a mark."""


def digest_of(path: bytes, mark: FileState) -> str:
    """Digest of a file's content, a folder's names or a link's goal; nothing where none can be."""
    with suppress(OSError):
        if stat.S_ISLNK(mark.mode):
            goal = os.readlink(path)  # noqa: PTH115 - paths are bytes here
            return hashlib.blake2b(goal, digest_size=16).hexdigest()
        if stat.S_ISDIR(mark.mode):
            return _names(path)
        if stat.S_ISREG(mark.mode) and mark.size <= MOST_BYTES:
            return _content(path)
    return ""


def _names(path: bytes) -> str:
    place = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return names_digest(place)
    finally:
        os.close(place)


def _content(path: bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - paths are bytes here
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
