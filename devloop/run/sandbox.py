"""How the checks of a repository are kept from the user's files: sealed, or by plain means."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from devloop.config.model import Sandbox
from devloop.environment.copies import Copy
from devloop.errors import CannotJudge
from devloop.git.checkouts import working_trees
from devloop.git.record import dataclass
from devloop.git.repository import Repository

if TYPE_CHECKING:
    from devloop.workspace.sealing import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What stands between checks and the user's files."""

    seal: Seal | None = None
    """None: plain means."""
    reason: str = ""
    """Why there is no namespace, where one would have been taken."""

    @property
    def name(self) -> str:
        """In a key."""
        return "plain" if self.seal is None else "namespace"


def walls_for(
    repo: Repository,
    wanted: Sandbox,
    environ: Mapping[str, str],
    area: Path,
    needed: Iterable[Path],
    environments: Iterable[Path] = (),
    copies: tuple[Copy, ...] = (),
) -> Walls:
    """What can be had here of what is wanted; `CannotJudge` where that may not be less.

    `needed` are paths of the user's that checks use, beside worktrees and HOME; `environments`
    those in a worktree that Python is in; `copies` what of the worktrees is installed there.
    """
    if wanted is Sandbox.PLAIN or not area.is_absolute():
        return Walls()
    if sys.platform != "linux":
        return _without(wanted, "namespaces are Linux's")
    from devloop.workspace.namespace.possible import reason_against
    from devloop.workspace.sealing import seal_for

    path = (Path(name) for name in environ.get("PATH", "").split(os.pathsep) if name)
    used = (*needed, *(place for place in path if place.is_absolute()))
    seal = seal_for(working_trees(repo), environ, used, environments, copies)
    reason = reason_against(area, seal.vanishing)
    return _without(wanted, reason) if reason else Walls(seal=seal)


def _without(wanted: Sandbox, reason: str) -> Walls:
    if wanted is Sandbox.NAMESPACE:
        raise CannotJudge(
            f"checks cannot be sealed here: {reason}",
            hint='allow it, or say sandbox = "auto" under [environment]',
        )
    return Walls(reason=reason)
