"""Projects of the user's worktrees that were installed as a copy, as `pip install .` does.

A check that imports one would load what was installed, not what is judged.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from devloop.environment.editable import installed_copies
from devloop.git.record import dataclass

COMPILED = (".so", ".pyd", ".dylib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One installed copy."""

    name: str
    """Of its metadata, such as `shop-1.0.dist-info`."""
    site: Path
    """The folder it is installed in."""
    project: Path
    """The folder it was installed from."""
    modules: tuple[str, ...]
    """Its files and folders at the top of the site."""
    compiled: bool
    """True if code is in it that only a build can make."""


def copies_in(paths: Sequence[str], tops: Sequence[Path]) -> tuple[Copy, ...]:
    """The copies on a search path whose project is in one of the worktrees."""
    return tuple(
        _copy(Path(metadata).name, Path(metadata).parent, project)
        for metadata, project in installed_copies(paths, tops)
    )


def _copy(name: str, site: Path, project: Path) -> Copy:
    try:
        with (site / name / "RECORD").open(encoding="utf-8", newline="") as record:
            files = [row[0] for row in csv.reader(record) if row]
    except (OSError, ValueError, csv.Error):
        files = []
    tops = dict.fromkeys(file.partition("/")[0] for file in files if not _is_elsewhere(file, name))
    return Copy(
        name=name,
        site=site,
        project=project,
        modules=tuple(top for top in tops if (site / top).exists()),
        compiled=any(os.path.splitext(file)[1] in COMPILED for file in files),  # noqa: PTH122
    )


def _is_elsewhere(file: str, metadata: str) -> bool:
    return file.startswith(("..", "/", f"{metadata}/", "__pycache__/"))
