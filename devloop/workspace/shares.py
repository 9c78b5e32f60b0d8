"""Folders of the user's that are made reachable in a workspace by links.

A folder such as `node_modules` may itself lead back into the working tree, to the packages of the
same repository. What is judged are the workspace's own, so there the links lead to these.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from devloop.workspace.checkout import remove

PACKAGES = "node_modules"
MOST_FILES, MOST_BYTES = 2000, 1 << 26
"""Of a folder that is copied: what is larger is linked, file by file at its top."""
SCOPE = "@"
"""Begins the name of a folder in `node_modules` that holds packages and is none itself."""


def link_shares(
    folder: Path,
    shares: Sequence[tuple[str, Path]],
    top: Path,
    shadows: Sequence[tuple[Path, Path]] = (),
) -> tuple[str, ...]:
    """Make the user's folders reachable in the workspace; gives the names that were made.

    What is small is copied: a check that writes there would write through a link. Of packages
    there is a folder of links, which may be removed. A name that the tree itself has, or whose
    parent folder is not in the tree, is left out. `top` is the worktree that the workspace stands
    for; of an environment there is its shadow, where there is one.
    """
    linked = []
    for name, target in shares:
        place = folder / name
        if place.parent.is_dir() and not os.path.lexists(place) and _inside(place.parent, folder):
            tops = (top, target.parents[name.rstrip("/").count("/")])
            shadow = dict(shadows).get(Path(os.path.realpath(target)))
            if shadow is not None:
                place.symlink_to(shadow, target_is_directory=True)
            elif target.is_dir() and place.name != PACKAGES and _is_small(target):
                _copy(target, place)
            else:
                _make(place, target, tops, folder)
            linked.append(name)
    return tuple(linked)


def _is_small(folder: Path) -> bool:
    """True for what is soon copied."""
    size = files = 0
    for above, _, names in os.walk(folder):
        files += len(names)
        size += sum(os.lstat(os.path.join(above, name)).st_size for name in names)  # noqa: PTH118
        if files > MOST_FILES or size > MOST_BYTES:
            return False
    return True


def _copy(source: Path, place: Path) -> None:
    import shutil  # slow to import

    shutil.copytree(source, place, symlinks=True)


def stand_in_shares(
    folder: Path, shares: Sequence[tuple[str, Path]], tops: Sequence[Path]
) -> tuple[tuple[str, ...], tuple[tuple[Path, str], ...]]:
    """Make places in the workspace for the user's folders, which the namespace fills.

    Gives the names that were made, and each folder that is to be a layer with its name in the
    tree. Where the user has a link that leads out of all worktrees (`tops`), a link does as it
    does, and the layer is at the path that it leads to. Left out are the same as by `link_shares`.
    """
    made: list[str] = []
    layers: list[tuple[Path, str]] = []
    for name, target in shares:
        place, real = folder / name, Path(os.path.realpath(target))
        if not place.parent.is_dir() or os.path.lexists(place) or not real.exists():
            continue
        if not _inside(place.parent, folder):
            continue
        made.append(name)
        if real.is_file():
            _make(place, real, (), folder)
        elif target.is_symlink() and not any(real.is_relative_to(top) for top in tops):
            place.symlink_to(real, target_is_directory=True)
            layers.append((real, str(real)))
        else:
            place.mkdir()
            layers.append((real, name))
    return tuple(made), tuple(layers)


def stand_in(folder: Path, name: str) -> str | None:
    """Make a folder in the workspace; gives the topmost that was not there, if there was one."""
    parts = Path(name).parts
    missing = (Path(*parts[:n]) for n in range(1, len(parts) + 1))
    top = next((part for part in missing if not os.path.lexists(folder / part)), None)
    (folder / name).mkdir(parents=True, exist_ok=True)
    return None if top is None else str(top)


def _make(place: Path, target: Path, tops: Sequence[Path], folder: Path) -> None:
    if target.is_file():
        import shutil  # slow to import, and files are seldom shared

        shutil.copy2(target, place)
    else:
        _link(place, target, dict(_leading_back(target, tops)), folder)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _leading_back(target: Path, tops: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Links in a folder that lead into a worktree: where they are, and what of it they mean."""
    share, roots = target.resolve(), [top.resolve() for top in tops]
    for link in _links(target):
        place = Path(os.path.realpath(link))
        root = next((root for root in roots if place.is_relative_to(root)), None)
        if root is not None and not place.is_relative_to(share):
            yield link, place.relative_to(root)


def _links(folder: Path) -> Iterator[Path]:
    try:
        entries = tuple(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_symlink():
            yield Path(entry.path)
        elif entry.name.startswith(SCOPE) and entry.is_dir():
            yield from _links(Path(entry.path))


def _link(place: Path, target: Path, back: dict[Path, Path], folder: Path) -> None:
    """A folder of links to what is in one, so that to empty it empties nothing of the user's."""
    place.mkdir()
    for entry in os.scandir(target):
        _link_one(place / entry.name, Path(entry.path), back, folder)


def _link_one(place: Path, target: Path, back: dict[Path, Path], folder: Path) -> None:
    """One link, or where some lead back a folder of links that do as they do."""
    if target in back:
        place.symlink_to(folder / back[target], target_is_directory=True)
    elif target.is_dir() and (
        target.name.startswith((SCOPE, ".")) or any(link.is_relative_to(target) for link in back)
    ):
        _link(place, target, back, folder)
    else:
        place.symlink_to(target, target_is_directory=target.is_dir())


def unlink_shares(folder: Path, names: Sequence[str]) -> None:
    """Take the links and copies away again, and never what they stand for."""
    for name in names:
        if os.path.lexists(folder / name):
            remove(folder / name)
