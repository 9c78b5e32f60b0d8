"""A shadow of a virtual environment: a check may do to it what it likes.

It has its own `pyvenv.cfg`, programs and site-packages; what is installed are links, one for each
thing at the top of site-packages. What names the user's folders (paths of editable installs,
first lines of scripts) names those of the workspace, so no variable is needed to lead imports
there. What a check writes *inside* an installed package still reaches the user's.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from devloop.workspace.checkout import remove

CONFIG = "pyvenv.cfg"
REWRITTEN = (".pth", ".egg-link")
MOST_BYTES = 1 << 18
"""Of a script: what is larger is a program."""


def shadow_of(environment: Path, place: Path, places: Mapping[Path, Path]) -> None:
    """Have a shadow of an environment at `place`: the one that is there, where nothing changed."""
    note = place.with_name(f"{place.name}.made")
    wanted = f"{environment}\n{_seen(environment)}\n{sorted(places.items())}\n"
    if place.is_dir() and note.is_file() and note.read_text() == wanted + _marks(place):
        return
    note.unlink(missing_ok=True)
    make_shadow(environment, place, places)
    note.write_text(wanted + _marks(place))


def _seen(environment: Path) -> str:
    """What of an environment of the user's a shadow was made from."""
    sites = sorted(environment.glob("[lL]ib/**/*-packages"))
    return _digest(
        entry
        for folder in (environment, environment / "bin", *sites)
        if folder.is_dir()
        for entry in os.scandir(folder)
    )


def _marks(place: Path) -> str:
    """Marks of all that is in a shadow, links not followed."""
    found = (entry for folder, _, _ in os.walk(place) for entry in os.scandir(folder))
    return _digest(found)


def _digest(entries: Iterable[os.DirEntry[str]]) -> str:
    seen = ((entry.path, entry.stat(follow_symlinks=False)) for entry in entries)
    lines = sorted(f"{path} {mark.st_ino} {mark.st_mtime_ns} {mark.st_size}" for path, mark in seen)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def make_shadow(environment: Path, place: Path, places: Mapping[Path, Path]) -> None:
    """Make a shadow of an environment at `place`, anew.

    `places` says which folder of the user's stands for which of the workspace's.
    """
    remove(place)
    place.mkdir(parents=True)
    users = (str(environment), os.path.realpath(environment))
    names = {str(mine): str(own) for mine, own in places.items()} | dict.fromkeys(users, str(place))
    for entry in os.scandir(environment):
        own = place / entry.name
        if entry.name in {"bin", "Scripts"}:
            _programs(Path(entry.path), own, names)
        elif entry.name in {"lib", "Lib", "lib64"} and not entry.is_symlink():
            _library(Path(entry.path), own, names)
        elif entry.is_symlink() or entry.is_dir():
            _link(Path(entry.path), own)
        else:
            shutil.copy2(entry.path, own)


def _programs(source: Path, own: Path, names: Mapping[str, str]) -> None:
    own.mkdir()
    for entry in os.scandir(source):
        if entry.is_symlink() or not _rewrite(Path(entry.path), own / entry.name, names):
            _link(Path(os.path.realpath(entry.path)), own / entry.name)


def _library(source: Path, own: Path, names: Mapping[str, str]) -> None:
    """Down to site-packages; anything beside the way there is a link."""
    own.mkdir()
    for entry in os.scandir(source):
        if entry.name.endswith("-packages") and entry.is_dir():
            _site(Path(entry.path), own / entry.name, names)
        elif entry.is_dir() and not entry.is_symlink() and entry.name.startswith("python"):
            _library(Path(entry.path), own / entry.name, names)
        else:
            _link(Path(entry.path), own / entry.name)


def _site(source: Path, own: Path, names: Mapping[str, str]) -> None:
    own.mkdir()
    for entry in os.scandir(source):
        place = own / entry.name
        if entry.name.endswith((".dist-info", ".egg-info")) and entry.is_dir():
            shutil.copytree(entry.path, place, symlinks=True)
        elif entry.name.endswith(REWRITTEN) or entry.name.startswith("__editable__"):
            if not _rewrite(Path(entry.path), place, names, script=False):
                _link(Path(entry.path), place)
        else:
            _link(_counterpart(Path(entry.path), names), place)


def _counterpart(entry: Path, names: Mapping[str, str]) -> Path:
    """What a link stands for: of one into a worktree, the workspace's own."""
    real = os.path.realpath(entry) if entry.is_symlink() else str(entry)
    for users, own in names.items():
        if real.startswith(f"{users}{os.sep}") and not str(entry).startswith(real):
            return Path(own + real.removeprefix(users))
    return entry


def _rewrite(source: Path, place: Path, names: Mapping[str, str], *, script: bool = True) -> bool:
    """Copy a text with other names of folders in it; gives whether it is a text to rewrite."""
    try:
        data = source.read_bytes() if source.stat().st_size <= MOST_BYTES else b""
    except OSError:
        return False
    if script and not data.startswith(b"#!"):
        return False
    for users, own in sorted(names.items(), key=lambda pair: -len(pair[0])):
        data = data.replace(os.fsencode(users), os.fsencode(own))
    place.write_bytes(data)
    shutil.copymode(source, place)
    return True


def _link(source: Path, place: Path) -> None:
    place.symlink_to(source, target_is_directory=source.is_dir())
