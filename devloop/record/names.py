"""The names in a folder, with their types, as reading it tells them."""

from __future__ import annotations

import hashlib
import os


def names_digest(place: int) -> str:
    """Digest of the names and types in an open folder, in whatever order they stand there."""
    with os.scandir(place) as entries:
        lines = sorted(os.fsencode(entry.name) + _letter(entry) for entry in entries)
    return hashlib.blake2b(b"\0".join(lines), digest_size=16).hexdigest()


def _letter(entry: os.DirEntry[str]) -> bytes:
    if entry.is_symlink():
        return b"@"
    return b"/" if entry.is_dir(follow_symlinks=False) else b"-"
