"""Bringing a repository under the gate: its configuration, one person's, the hooks.

Each step changes one thing, says what, and never writes over what is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from devloop.config.document import PYPROJECT, devloop_table, read_bytes, read_toml
from devloop.config.load import COMFORT_FILE, OWN_FILE
from devloop.errors import CannotJudge, ConfigError
from devloop.files.atomic import beside, write_whole
from devloop.git.repository import Repository
from devloop.hooks_install.installation import HookChange, install
from devloop.run.project import USUAL_SHARES


def adopt(repo: Repository, text: str | None, program: Path) -> Iterator[HookChange]:
    """Write the configuration (None: there is one), ignore the personal one, install the hooks."""
    if text is not None:
        write_new(repo.top / OWN_FILE, text)
        yield HookChange(text=f"{OWN_FILE} written")
    yield from exclude_environments(repo)
    if exclude(repo, COMFORT_FILE):
        yield HookChange(text=f"{COMFORT_FILE} (your personal settings) added to .git/info/exclude")
    yield from install(repo, program)


def existing_configuration(repo: Repository) -> str | None:
    """The file of the working tree that configures devloop already, whatever it says."""
    if os.path.lexists(repo.top / OWN_FILE):
        return OWN_FILE
    try:
        text = read_bytes(repo.top / PYPROJECT).decode()
        table = devloop_table(read_toml(text, PYPROJECT))
    except (OSError, UnicodeDecodeError, ConfigError):
        return None
    return PYPROJECT if table is not None else None


def write_new(place: Path, text: str) -> None:
    """Write a file whole or not at all; `CannotJudge` where it is there or cannot be written."""
    part = beside(place)
    try:
        part.write_text(text, encoding="utf-8")
        os.link(part, place)
    except FileExistsError as error:
        raise CannotJudge(f"{place.name} exists already and is left as it is") from error
    except OSError as error:
        raise CannotJudge(
            f"{place} cannot be written: {error.strerror}", hint="devloop init --dry-run"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def rewrite(place: Path, before: str, after: str) -> None:
    """Put another text in the place of a file, unless it has changed meanwhile."""
    if place.read_text(encoding="utf-8") != before:
        raise CannotJudge(f"{place.name} was changed meanwhile; it stays as it is")
    write_whole(place, after.encode())


def exclude(repo: Repository, name: str) -> bool:
    """Make git ignore a file or folder at the top in this clone; whether it had to be done."""
    question = ("check-ignore", "--no-index", name)
    if repo.git(*question, ok=(0, 1), extra={"GIT_LITERAL_PATHSPECS": "0"}):
        return False
    place = repo.common_dir / "info/exclude"
    place.parent.mkdir(exist_ok=True)
    before = place.read_bytes() if place.exists() else b""
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    write_whole(place, before + gap + f"/{name}\n".encode())
    return True


def exclude_environments(repo: Repository) -> Iterator[HookChange]:
    """Ignore the environments that stand in the worktree, which are nobody's content."""
    for name in USUAL_SHARES:
        there = repo.top / name
        if there.is_dir() and not repo.git("ls-files", "--", name) and exclude(repo, f"{name}/"):
            yield HookChange(text=f"{name} added to .git/info/exclude")
