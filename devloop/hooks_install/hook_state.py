"""Where git looks for hooks now, and what stands there."""

from __future__ import annotations

import os
from pathlib import Path

from devloop.git.hooks import hooks_location
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.settings import hook_events
from devloop.hooks_install.installation import own_directory
from devloop.hooks_install.other_managers import HookCall, calls_in, files_of, manager_of
from devloop.hooks_install.shim import HOOKS, is_ours, program_in


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFile:
    """One hook that devloop needs, in the directory git looks into."""

    name: str
    place: Path
    present: bool
    executable: bool
    ours: bool
    manager: str = ""
    """Which other manager wrote it, where that is known."""
    program: str | None
    """What our shim starts."""
    program_runs: bool
    """True if that is there and can be executed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookState:
    """Everything about hooks in one worktree."""

    directory: Path
    directory_there: bool
    configured: str | None
    """`core.hooksPath`, where it is set."""
    scope: str | None
    files: tuple[HookFile, ...]
    elsewhere: bool
    """True if devloop's hooks stand in a place that git does not look into."""
    calls: tuple[HookCall, ...] = ()
    """Hooks that another manager's committed file hands on to devloop."""
    events: tuple[tuple[str, str], ...]
    """Names and events of hooks in git's own configuration (`hook.NAME.event`)."""


def hook_state(repo: Repository) -> HookState:
    """Look at the hooks of a worktree."""
    location = hooks_location(repo)
    places = {repo.common_dir / "hooks", own_directory(repo)} - {location.directory}
    return HookState(
        directory=location.directory,
        directory_there=location.directory.is_dir(),
        configured=location.configured,
        scope=location.scope,
        files=tuple(_file(location.directory / name) for name in HOOKS),
        elsewhere=any(is_ours(place / name) for place in places for name in HOOKS),
        calls=calls_in(files_of(repo.top)),
        events=hook_events(repo),
    )


def _file(place: Path) -> HookFile:
    ours = is_ours(place)
    program = program_in(place) if ours else None
    return HookFile(
        name=place.name,
        place=place,
        present=os.path.lexists(place),
        executable=os.access(place, os.X_OK),
        ours=ours,
        manager="" if ours else _manager(place),
        program=program,
        program_runs=program is not None and os.access(program, os.X_OK),
    )


def _manager(place: Path) -> str:
    try:
        return manager_of(place.read_bytes())
    except OSError:
        return ""
