"""Programs of devloop's own environment that serve checks of a project that has none.

Only programs that judge files and import nothing of the project: for them it does not matter in
which environment they are installed. They come with the extra `tools`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from devloop.environment.program import SHELL_SIGNS, which

LENT = ("ruff",)
FOLDER = "own-tools"
"""Directory of links to them, which comes last on the PATH of a check."""


def mentioned(run: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The programs that may be lent and that a command names."""
    words = run.translate(SHELL_SIGNS).split() if isinstance(run, str) else run or ()
    return tuple(name for name in LENT if name in words)


def lent(run: str | tuple[str, ...] | None, path: str, prefix: Path) -> tuple[str, ...]:
    """The programs that a command names, that `path` does not have, and that `prefix` can lend."""
    meant = mentioned(run)
    return tuple(name for name in meant if which(name, path) is None and _own(name, prefix))


def folder_of(names: tuple[str, ...], parent: Path) -> Path:
    """The directory of links to devloop's own programs, made if it is not there."""
    folder = parent / FOLDER
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(folder / name, _own(name, Path(sys.prefix)))
    return folder


def _own(name: str, prefix: Path) -> str:
    return which(name, str(prefix / "bin")) or ""


def _link(place: Path, target: str) -> None:
    """Let a link lead to the target; whoever reads it meanwhile finds the old one or the new."""
    if os.path.islink(place) and os.readlink(place) == target:  # noqa: PTH114, PTH115 - hot path
        return
    part = place.with_name(f"{place.name}.{os.getpid()}")
    part.symlink_to(target)
    part.replace(place)
