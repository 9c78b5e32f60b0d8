"""Contents of a wheel, compared with the tree it was built from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from devloop.git.ids import RepoPath
from devloop.git.record import dataclass

BINARY = (".so", ".pyd")
MARKER = "/__init__.py"


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


def modules_in(names: Sequence[str]) -> tuple[str, ...]:
    """What can be imported once the wheel is installed: its topmost packages and modules.

    Folders without an `__init__.py` only lead to packages; modules in them count where there is
    nothing else.
    """
    packages = {name[: -len(MARKER)] for name in names if name.endswith(MARKER)}
    modules = [name for name in names if _is_module(name) and not _is_inside(name, packages)]
    plain = [name for name in modules if name.endswith(MARKER) or "/" not in name]
    found = dict.fromkeys(_dotted(name) for name in plain or modules)
    return tuple(module for module in found if all(map(str.isidentifier, module.split("."))))


def _is_module(name: str) -> bool:
    return name.endswith((".py", *BINARY)) and ".data/" not in name


def _is_inside(name: str, packages: set[str]) -> bool:
    """True if it is a part of a package, and not the package itself."""
    above = name.removesuffix(MARKER).split("/")[:-1]
    return any("/".join(above[:depth]) in packages for depth in range(1, len(above) + 1))


def _dotted(name: str) -> str:
    """The name by which Python knows a file."""
    folder, _, last = name.removesuffix(MARKER).rpartition("/")
    return f"{folder}/{last.partition('.')[0]}".lstrip("/").replace("/", ".")


def has_no_code(names: Iterable[str]) -> bool:
    """True if it is plainly meant to hold none: stubs, scripts or data alone."""
    return any("-stubs/" in name or ".data/" in name for name in names)


def compare(names: Iterable[str], content: Iterable[RepoPath]) -> Comparison:
    """Set what a wheel holds against the content, wherever in it that lies."""
    own = tuple(name for name in names if ".dist-info/" not in name and ".data/" not in name)
    tree = frozenset(content)
    roots = _roots(own, tree)
    known = {f"{root}{name}" for root in roots for name in own}
    invented = tuple(name for name in own if not any(f"{root}{name}" in tree for root in roots))
    folders = {name.partition("/")[0] for name in own if "/" in name}
    inside = tuple(f"{root}{folder}/" for root in roots for folder in folders)
    missing = (path for path in sorted(tree) if path.startswith(inside) and path not in known)
    return Comparison(invented=invented, missing=tuple(missing))


def _roots(own: Sequence[str], tree: frozenset[RepoPath]) -> tuple[str, ...]:
    """The fewest folders of the content in which most of the wheel is found as it is."""
    found: dict[str, set[str]] = {}
    names = frozenset(own)
    for path in tree:
        for root in _above(path):
            if path[len(root) :] in names:
                found.setdefault(root, set()).add(path[len(root) :])
    chosen = []
    while found:
        best = max(sorted(found, key=len), key=lambda root: len(found[root]))
        chosen.append(best)
        explained = found.pop(best)
        found = {root: left for root, names in found.items() if (left := names - explained)}
    return tuple(chosen)


def _above(path: str) -> Iterator[str]:
    """Every folder that a file is in, the root as an empty text."""
    at = 0
    yield ""
    while at := path.find("/", at) + 1:
        yield path[:at]
