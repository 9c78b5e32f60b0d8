"""Where devloop keeps what it can always make again: one area of the user's cache per repository.

`DEVLOOP_CACHE_DIR` moves it; otherwise it is the platform's cache directory.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from devloop.errors import WorkspaceError
from devloop.files.atomic import write_whole
from devloop.git.record import dataclass
from devloop.git.repository import Repository

GLOBAL_CONFIG = """\
# What git reads as global configuration inside checks: nothing of yours, so nothing of it runs.
[user]
\tname = devloop
\temail = devloop@localhost
[init]
\tdefaultBranch = main
[safe]
\tdirectory = *
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The cache of one repository."""

    root: Path

    @property
    def slots(self) -> Path:
        """Workspaces, one folder each."""
        return self.root / "slots"

    @property
    def scratch(self) -> Path:
        """Objects that only devloop needs: trees of unstaged tree, parts of trees."""
        return self.root / "scratch"

    @property
    def objects(self) -> Path:
        """Object directory of `scratch`."""
        return self.scratch / "objects"

    @property
    def global_config(self) -> Path:
        """The file that stands in for the global git configuration inside checks."""
        return self.root / "gitconfig"


def cache_root(environ: Mapping[str, str]) -> Path:
    """The directory of all areas."""
    chosen = environ.get("DEVLOOP_CACHE_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    usual = _usual_on_linux(environ) if sys.platform == "linux" else None
    if usual is not None:
        return usual / "devloop"
    from platformdirs import user_cache_path

    return user_cache_path("devloop", appauthor=False)


def _usual_on_linux(environ: Mapping[str, str]) -> Path | None:
    """What `platformdirs` says where it is plain, since to load it takes longer than a check."""
    own, home = environ.get("XDG_CACHE_HOME", ""), environ.get("HOME", "")
    if "ANDROID_DATA" in environ or not Path(home).is_absolute():
        return None
    if not own:
        return Path(home, ".cache")
    return Path(own) if Path(own).is_absolute() and own == own.strip() else None


def area_of(repo: Repository, environ: Mapping[str, str]) -> Area:
    """The area of a repository, made if it is not there; all its worktrees share it."""
    digest = hashlib.sha256(os.fsencode(repo.common_dir)).hexdigest()[:12]
    name = (repo.common_dir.parent if repo.common_dir.name == ".git" else repo.common_dir).name
    area = Area(root=cache_root(environ) / "workspaces" / f"{name}-{digest}")
    if not area.global_config.exists():
        _create(area, repo)
    return area


def _create(area: Area, repo: Repository) -> None:
    try:
        area.slots.mkdir(parents=True, exist_ok=True)
        area.objects.mkdir(parents=True, exist_ok=True)
        write_whole(area.root / "repository", os.fsencode(repo.common_dir) + b"\n")
        write_whole(area.global_config, GLOBAL_CONFIG.encode())
    except OSError as error:
        raise WorkspaceError(
            f"workspaces cannot be created in {area.root}: {error.strerror}",
            hint="make it writable, or set DEVLOOP_CACHE_DIR to another place",
        ) from error
