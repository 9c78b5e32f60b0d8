"""A digest of a folder that checks share with the user: changes when anything in it does.

A Python environment is left to the environment fingerprint, which knows it better; of anything
else every file's size and times are taken, compiled Python files and caches aside. Times of the
content alone do not do: packages are unpacked with those that they were packed with.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

PASSED_OVER = {"__pycache__", ".cache", ".vite", ".pytest_cache"}
"""Folders that programs rewrite as they run, without changing what they do."""


def folder_digest(place: Path) -> str:
    """The digest of a file or folder: `venv` for a Python environment, else a digest."""
    if (place / "pyvenv.cfg").exists():
        return "venv"
    digest = hashlib.sha256()
    for line in _lines(os.fsencode(place), b""):
        digest.update(line)
    return digest.hexdigest()


def _lines(folder: bytes, name: bytes) -> Iterator[bytes]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except NotADirectoryError:
        yield _line(name, os.stat(folder))  # noqa: PTH116 - paths are bytes here
        return
    except FileNotFoundError:
        yield name + b"\0missing\n"
        return
    for entry in entries:
        path = name + b"/" + entry.name
        if entry.is_dir(follow_symlinks=False):
            if os.fsdecode(entry.name) not in PASSED_OVER:
                yield from _lines(entry.path, path)
        else:
            yield _line(path, entry.stat(follow_symlinks=False))


def _line(name: bytes, stat: os.stat_result) -> bytes:
    changed = stat.st_ctime_ns if stat.st_nlink == 1 else 0  # else a link made elsewhere counts
    about = (stat.st_mode, stat.st_size, stat.st_mtime_ns, stat.st_ino, changed)
    return b"%s\0%d\0%d\0%d\0%d\0%d\n" % (name, *about)
