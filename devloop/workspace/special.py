"""Pipes, sockets and devices that a check has left in its workspace: git looks past them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from devloop.git.ids import RepoPath


def special_files(folder: Path, besides: Collection[str]) -> tuple[RepoPath, ...]:
    """What below a folder is no file, folder or link, apart from the paths `besides`."""
    return tuple(map(RepoPath, _below(os.fspath(folder), "", {".git", *besides})))


def _below(folder: str, prefix: str, besides: Collection[str]) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            if name not in besides:
                yield from _below(entry.path, f"{name}/", besides)
        elif not entry.is_file(follow_symlinks=False) and not entry.is_symlink():
            yield name
