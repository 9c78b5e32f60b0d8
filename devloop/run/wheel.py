"""What is in a wheel, and how that compares with the content it was built from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from devloop.git.ids import RepoPath
from devloop.git.record import dataclass

BINARY = (".so", ".pyd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Files that are on one side only; names as in the wheel and as in the content."""

    invented: tuple[str, ...]
    """In the wheel, and nowhere in the content: generated, or taken from somewhere else."""
    missing: tuple[RepoPath, ...]
    """In the folder of a package that is in the wheel, and not in the wheel."""


def names_in(wheel: Path) -> tuple[str, ...]:
    """The files of a wheel; `zipfile.BadZipFile` where it is none."""
    from zipfile import ZipFile

    with ZipFile(wheel) as archive:
        return tuple(name for name in archive.namelist() if not name.endswith("/"))


def packages_in(names: Iterable[str]) -> tuple[str, ...]:
    """The top-level names that can be imported once the wheel is installed."""
    found: dict[str, None] = {}
    for name in names:
        top, slash, rest = name.partition("/")
        if slash and rest == "__init__.py" and top.isidentifier():
            found[top] = None
        stem = top.partition(".")[0]
        if not slash and top.endswith((".py", *BINARY)) and stem.isidentifier():
            found[stem] = None
    return tuple(found)


def compare(names: Iterable[str], content: Iterable[RepoPath]) -> Comparison:
    """Set the packages of a wheel against the content, wherever in it they lie."""
    own = tuple(name for name in names if ".dist-info/" not in name and ".data/" not in name)
    tree = frozenset(content)
    roots = sorted({root for name in own for root in _roots(name, tree)}, key=len)
    known = {f"{root}{name}" for root in roots for name in own}
    invented = tuple(name for name in own if not any(f"{root}{name}" in tree for root in roots))
    folders = {name.partition("/")[0] for name in own if "/" in name}
    inside = tuple(f"{root}{folder}/" for root in roots for folder in folders)
    missing = (path for path in sorted(tree) if path.startswith(inside) and path not in known)
    return Comparison(invented=invented, missing=tuple(missing))


def _roots(name: str, tree: frozenset[RepoPath]) -> Iterable[str]:
    """Folders of the content from which a package marker of the wheel was taken."""
    if name.count("/") != 1 or not name.endswith("/__init__.py"):
        return ()
    return (path[: -len(name)] for path in tree if path == name or path.endswith(f"/{name}"))
