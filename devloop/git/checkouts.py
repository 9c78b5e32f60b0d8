"""Every working tree of a repository: the main one and all that are linked to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from devloop.git.repository import Repository


def working_trees(repo: Repository) -> tuple[Path, ...]:
    """The folders on disk, the one in use first (gitrepository-layout(5), `worktrees`)."""
    found = (repo.top, *_main(repo), *_linked(repo))
    return tuple(dict.fromkeys(place for place in found if place.is_dir()))


def _main(repo: Repository) -> Iterator[Path]:
    if repo.common_dir.name == ".git":
        yield repo.common_dir.parent


def _linked(repo: Repository) -> Iterator[Path]:
    folder = repo.common_dir / "worktrees"
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return
    for name in names:
        try:
            text = (folder / name / "gitdir").read_bytes().rstrip(b"\n")
        except OSError:
            continue
        yield Path(os.path.normpath(folder / name / os.fsdecode(text))).parent
