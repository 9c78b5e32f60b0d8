"""Where git looks for hooks in this repository, and why there."""

from __future__ import annotations

import os
from pathlib import Path

from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.settings import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class HooksLocation:
    """The directory git takes hooks from."""

    directory: Path
    configured: str | None
    """The value of `core.hooksPath`, or None when git uses its own directory."""
    scope: str | None
    """Scope of that setting (`global`, `local`, …)."""


def hooks_location(repo: Repository) -> HooksLocation:
    """The hooks directory in force; a relative `core.hooksPath` counts from the worktree's root."""
    chosen = setting(repo, "core.hooksPath")
    if chosen is None:
        return HooksLocation(directory=repo.common_dir / "hooks", configured=None, scope=None)
    path = os.path.join(repo.top, Path(chosen.value).expanduser())  # noqa: PTH118 - "" stays top
    return HooksLocation(
        directory=Path(os.path.normpath(path)), configured=chosen.value, scope=chosen.scope
    )
