"""Putting the shims where git looks, beside what is there, and taking them away again.

Without `core.hooksPath` they go into git's own hooks directory, and a hook that was there is
kept beside them and run first. With it, devloop uses a directory of its own that hands every
hook on to the configured one, so that nobody's shared or tracked directory is written to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from devloop.errors import CannotJudge, RepositoryError
from devloop.files.atomic import write_whole
from devloop.git.hooks import HooksLocation, hooks_location
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.git.settings import setting
from devloop.hooks_install.other_managers import manager_of
from devloop.hooks_install.shim import HOOKS, is_ours, shim_text
from devloop.run.trust import allow
from devloop.verdict.shortcuts import shortcuts_in

KEPT = ".before-devloop"
LEFT = re.compile(r"\d+(-[0-9a-f]+)?")
"""How the name of a hook ends that an install was killed over."""
SET_ASIDE = (".old", ".legacy", ".bak")
"""How lefthook, pre-commit and others call a hook that they have put theirs in the place of."""
REMEMBERED = "devloop.hooksPathBefore"
"""Where the user's own `core.hooksPath` is kept while devloop's stands in its place."""
ALL_HOOKS = frozenset(
    [
        "applypatch-msg",
        "commit-msg",
        "post-applypatch",
        "post-checkout",
        "post-commit",
        "post-index-change",
        "post-merge",
        "post-rewrite",
        "pre-applypatch",
        "pre-auto-gc",
        "pre-commit",
        "pre-merge-commit",
        "pre-push",
        "pre-rebase",
        "prepare-commit-msg",
        "reference-transaction",
        "sendemail-validate",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookChange:
    """One thing that installing or uninstalling did, in words."""

    text: str


def own_directory(repo: Repository) -> Path:
    """The hooks directory devloop uses where `core.hooksPath` is set."""
    return repo.common_dir / "devloop" / "hooks"


def shortcuts_of(repo: Repository) -> Path:
    """Where the shims look for decisions that were allowed before."""
    return shortcuts_in(repo.common_dir / "devloop")


def install(repo: Repository, program: Path) -> tuple[HookChange, ...]:
    """Put the shims in place; doing it again renews them."""
    allow(repo)
    location = hooks_location(repo)
    try:
        if location.configured is None:
            return tuple(_install_beside(repo, location.directory, program))
        return tuple(_install_before(repo, location, program))
    except OSError as error:
        raise CannotJudge(
            f"hooks cannot be written to {location.directory}: {error.strerror}",
            hint="make it writable, then: devloop install",
        ) from error


def _install_beside(repo: Repository, directory: Path, program: Path) -> Iterator[HookChange]:
    directory.mkdir(parents=True, exist_ok=True)
    for hook in HOOKS:
        place, kept = directory / hook, directory / f"{hook}{KEPT}"
        stranger = os.path.lexists(place) and not is_ours(place) and not _same(place, kept)
        if stranger and _is_one_managers(place, kept):
            place.replace(kept)
            yield HookChange(text=f"took back the {hook} hook; the one put over it runs first")
            stranger = False
        if stranger and os.path.lexists(kept):
            raise RepositoryError(
                f"{place} is not devloop's, and {kept.name} is there already",
                hint=f"look at both, delete or merge one, then: devloop install  ({directory})",
            )
        if stranger:
            os.link(place, kept, follow_symlinks=False)
            yield HookChange(text=f"kept your {hook} hook; it runs first, as before")
        write_whole(place, shim_text(hook, program, shortcuts_of(repo)), mode=0o755)
    yield HookChange(text=f"hooks written to {directory}: {', '.join(HOOKS)}")


def _install_before(
    repo: Repository, location: HooksLocation, program: Path
) -> Iterator[HookChange]:
    own = own_directory(repo)
    if location.directory == own:
        before = setting(repo, REMEMBERED)
        chosen = before.value if before else _outer_path(repo)
    else:
        chosen = location.configured or ""
    own.mkdir(parents=True, exist_ok=True)
    source = _absolute(repo, chosen)
    for hook in sorted({*HOOKS, *_present(source)}):
        kept = os.path.join(Path(chosen).expanduser(), hook) if chosen else "/dev/null"  # noqa: PTH118
        shim = hook if hook in HOOKS else "pass-on"
        write_whole(own / hook, shim_text(shim, program, shortcuts_of(repo), kept), mode=0o755)
    if location.directory != own:
        yield from _take_over(repo, location, own)
    yield HookChange(text=f"hooks written to {own}: {', '.join(HOOKS)}; all others go on as before")


def _take_over(repo: Repository, location: HooksLocation, own: Path) -> Iterator[HookChange]:
    scope = "--worktree" if location.scope == "worktree" else "--local"
    if location.scope in {"local", "worktree"}:
        repo.git("config", scope, REMEMBERED, location.configured or "")
    repo.git("config", scope, "core.hooksPath", str(own))
    yield HookChange(
        text=f"core.hooksPath was {location.configured!r} ({location.scope}): its hooks still run"
    )


def _outer_path(repo: Repository) -> str:
    """`core.hooksPath` as it stands outside this repository's own configuration."""
    for scope in ("--global", "--system"):
        value = os.fsdecode(repo.git("config", scope, "--get", "core.hooksPath", ok=(0, 1)))
        if value.strip():
            return value.rstrip("\n")
    return ""


def _absolute(repo: Repository, chosen: str) -> Path:
    return repo.top / Path(chosen).expanduser() if chosen else repo.common_dir / "none"


def _present(directory: Path) -> tuple[str, ...]:
    try:
        names = {path.name for path in directory.iterdir() if os.access(path, os.X_OK)}
    except OSError:
        return ()
    return tuple(names & ALL_HOOKS)


def _is_one_managers(place: Path, kept: Path) -> bool:
    """True if a hook that was put over devloop's is the kept one again, or its manager's."""
    try:
        new, old = place.read_bytes(), kept.read_bytes()
    except OSError:
        return False
    return new == old or (manager_of(new) != "" and manager_of(new) == manager_of(old))


def _same(place: Path, kept: Path) -> bool:
    """True if both are one file, as an install leaves them that was killed before the shim."""
    try:
        return os.path.samestat(place.lstat(), kept.lstat())
    except FileNotFoundError:
        return False


def uninstall(repo: Repository) -> tuple[HookChange, ...]:
    """Take the shims away and put back what was there before."""
    return (*_uninstall_before(repo), *_uninstall_beside(repo.common_dir / "hooks"))


def _uninstall_beside(directory: Path) -> Iterator[HookChange]:
    for hook in HOOKS:
        place, kept = directory / hook, directory / f"{hook}{KEPT}"
        for part in directory.glob(f".{hook}.*"):
            if LEFT.fullmatch(part.name.removeprefix(f".{hook}.")):
                part.unlink(missing_ok=True)
        if _same(place, kept):
            kept.unlink()
        yield from _left_by_others(directory, hook)
        if not is_ours(place):
            if _is_one_managers(place, kept):
                kept.unlink()
            elif os.path.lexists(kept):
                yield HookChange(text=f"your earlier {hook} hook is still in {kept}: look at both")
            continue
        if os.path.lexists(kept):
            kept.replace(place)
            yield HookChange(text=f"your {hook} hook is back")
        else:
            place.unlink()
            yield HookChange(text=f"{hook} hook removed")


def _left_by_others(directory: Path, hook: str) -> Iterator[HookChange]:
    """Shims of devloop's that another manager has set aside, as `commit-msg.old`."""
    for ending in SET_ASIDE:
        place = directory / f"{hook}{ending}"
        if is_ours(place):
            place.unlink()
            yield HookChange(text=f"{place.name}, which another manager had set aside, removed")


def _uninstall_before(repo: Repository) -> Iterator[HookChange]:
    own = own_directory(repo)
    location = hooks_location(repo)
    if location.directory == own:
        scope = "--worktree" if location.scope == "worktree" else "--local"
        before = setting(repo, REMEMBERED)
        if before is None:
            repo.git("config", scope, "--unset", "core.hooksPath")
            yield HookChange(text="core.hooksPath of this repository removed")
        else:
            repo.git("config", scope, "core.hooksPath", before.value)
            repo.git("config", scope, "--unset", REMEMBERED)
            yield HookChange(text=f"core.hooksPath is {before.value!r} again")
    if own.is_dir():
        for path in own.iterdir():
            path.unlink()
        own.rmdir()
