"""A type for each kind of name that git uses, so that they cannot be mixed up."""

from __future__ import annotations

from typing import NewType

TreeId = NewType("TreeId", str)
"""Full hexadecimal id of a tree object: an exact snapshot of all files."""

BlobId = NewType("BlobId", str)
"""Full hexadecimal id of a blob object."""

CommitId = NewType("CommitId", str)
"""Full hexadecimal id of a commit object."""

RefName = NewType("RefName", str)
"""Full name of a ref, such as `refs/heads/main`."""

RepoPath = NewType("RepoPath", str)
"""Path of a file in a tree: relative, `/` between parts, decoded by `os.fsdecode` (any bytes)."""


def is_zero(oid: str) -> bool:
    """True if git means "no object": all zeros, of whatever length the hash has."""
    return bool(oid) and not oid.strip("0")
