"""What a workspace needs to be sealed, from facts about the user's machine.

Decides which of the user's folders a check sees as they are, as layers or not at all; the
namespace itself is made elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from devloop.environment.copies import Copy
from devloop.git.record import dataclass, field
from devloop.workspace.checkout import Checkout, remove
from devloop.workspace.namespace.enter import Entrance
from devloop.workspace.namespace.mounts import Mount, mounts_here
from devloop.workspace.namespace.possible import forget
from devloop.workspace.namespace.temporary import USUAL, Temporary, temporary_of
from devloop.workspace.namespace.user import mapped_user
from devloop.workspace.namespace.view import DEAF, Wanted, standing, view_of
from devloop.workspace.shares import stand_in, stand_in_shares
from devloop.workspace.slot import LAYERS, TEMPORARY

Shares = Sequence[tuple[str, Path]]
"""Folders of the user's: name in the tree, place on disk."""

WRITABLE = "DEVLOOP_WRITABLE"
"""The variable that names folders which checks may change for good."""
CODE = Path(__file__).resolve().parents[1]
"""The running devloop, parts of which take part in checks."""
OBJECTS, PART, ASIDE = "objects", "devloop", "aside"
"""Folders of a slot: the user's objects, the running devloop, and what stands in for code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What all sealed checks of a repository have in common; all paths are real ones."""

    tops: tuple[Path, ...]
    """The user's worktrees, the one in use first."""
    home: Path | None
    temporary: Temporary
    environments: tuple[tuple[str, Path], ...] = ()
    """Environments of Python that are in a worktree: name in it, place on disk."""
    writable: tuple[Path, ...] = ()
    """Folders of the user's that checks may change for good."""
    copies: tuple[Copy, ...] = ()
    """Projects of the worktrees that are installed as a copy."""

    @property
    def vanishing(self) -> tuple[Path, ...]:
        """The folders of which a check sees a layer."""
        home = () if self.home is None else (self.home,)
        wanted = dict.fromkeys((*home, *self.temporary.layers))
        return tuple(p for p in wanted if not any(p.is_relative_to(w) for w in self.writable))


def seal_for(
    tops: Iterable[Path],
    environ: Mapping[str, str],
    needed: Iterable[Path],
    environments: Iterable[Path] = (),
    copies: tuple[Copy, ...] = (),
) -> Seal:
    """The seal of a repository.

    `needed` are paths that checks use, beside worktrees and HOME; `environments` those folders
    in a worktree that a Python is in.
    """
    needed = tuple(map(_real, needed))
    worktrees = tuple(dict.fromkeys(_real(top) for top in tops))
    home = _home(environ)
    chosen = _real(Path(environ.get("TMPDIR") or USUAL))
    if not chosen.is_dir() or any(chosen.is_relative_to(top) for top in worktrees):
        chosen = _real(USUAL)
    used = (*worktrees, *needed, *(() if home is None else (home,)))
    return Seal(
        tops=worktrees,
        home=home,
        temporary=temporary_of(chosen, used),
        environments=tuple(_named(map(_real, environments), worktrees)),
        writable=tuple(writable_in(environ)),
        copies=copies,
    )


ROOT = Path("/")


def writable_in(environ: Mapping[str, str]) -> Iterator[Path]:
    """The folders that the user lets checks change, such as the cache of a compiler."""
    said = environ.get(WRITABLE, "")
    names = [said] if Path(said).is_dir() else said.split(os.pathsep)  # a name may have a colon
    for name in names:
        place = Path(name).expanduser()
        if name and place.is_dir():
            yield _real(place)


def _named(places: Iterable[Path], tops: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Places with their names in the innermost worktree that they are in."""
    for place in places:
        around = [top for top in tops if top in place.parents]
        if around:
            top = max(around, key=lambda top: len(top.parts))
            yield str(place.relative_to(top)), place


def sealed_in(
    seal: Seal, area: Path, checkouts: Sequence[Checkout], shares: Shares, *, apart: bool = False
) -> Sealed:
    """Make places in a workspace for all that its namespace shows there.

    `checkouts` are that of the workspace and those of its submodules. Nothing can stand at the root
    of the file system, which is the worktree where git is told of a repository and is called there.
    """
    apart = apart or ROOT in seal.tops
    folder = checkouts[0].folder
    slot = _real(folder.parent)
    linked, layers = stand_in_shares(folder, shares, seal.tops)
    inner = () if apart else _inner(seal, slot)
    made = [stand_in(folder, name) for name in (*inner, *dict(seal.environments))]
    more = ((place, name) for name, place in seal.environments if name not in linked)
    borrowed = tuple(dict.fromkeys(place for one in checkouts for place in borrowed_by(one)))
    for number in range(len(borrowed)):
        (slot / OBJECTS / f"{number}").mkdir(parents=True, exist_ok=True)
    (slot / PART).mkdir(exist_ok=True)
    for name in (LAYERS, *((TEMPORARY,) if apart else ())):
        remove(slot / name)
        (slot / name).mkdir()
    return Sealed(
        seal=seal,
        area=area,
        slot=slot,
        workspace=_real(folder),
        linked=tuple(dict.fromkeys((*linked, *filter(None, made)))),
        layers=(*layers, *more),
        objects=borrowed,
        mounts=mounts_here(),
        installed=tuple(_installed(seal, slot, _real(folder))),
        apart=apart,
    )


def _installed(seal: Seal, slot: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    if not seal.copies:
        return
    from devloop.workspace.copies import shown_for

    remove(slot / ASIDE)
    for source, at in shown_for(seal.copies, seal.tops, folder, slot / ASIDE):
        yield source, _real(at.parent) / at.name


def _inner(seal: Seal, slot: Path) -> Iterator[str]:
    """What is shown below the worktree and is no part of the tree, by its name there."""
    top = seal.tops[0]
    for place in (seal.home, slot, *seal.temporary.fresh):
        if place is not None and top in place.parents:
            yield str(place.relative_to(top))


def _home(environ: Mapping[str, str]) -> Path | None:
    """HOME, unless it is no folder of a person's."""
    home = _real(Path(environ.get("HOME") or os.sep))
    return home if home.is_dir() and home != Path(os.sep) else None


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A workspace in its slot, ready to be entered."""

    seal: Seal
    area: Path
    """The cache of the repository."""
    slot: Path
    workspace: Path
    linked: tuple[str, ...]
    """What was made in the workspace and is no part of its tree."""
    layers: tuple[tuple[Path, str], ...]
    """Shared folders: the user's, and the name in the tree or the path elsewhere."""
    objects: tuple[Path, ...]
    """Object directories that the private `.git` borrows from."""
    mounts: tuple[Mount, ...] = field(repr=False)
    installed: tuple[tuple[Path, Path], ...] = ()
    """What is shown in place of projects that are installed as a copy."""
    apart: bool = False
    """True if checks stand in it at its own path, where daemons outside find the same files."""

    @property
    def borrowed(self) -> tuple[Path, ...]:
        """The object directories as they are called inside."""
        if self.apart:
            return self.objects
        return tuple(at for _, at in borrowed_in(self.slot, self.objects))

    def borrowed_by(self, checkout: Checkout) -> tuple[Path, ...]:
        """The object directories of one of its checkouts, as they are called inside."""
        inside = dict(zip(self.objects, self.borrowed, strict=True))
        return tuple(inside[place] for place in borrowed_by(checkout))

    @property
    def stand(self) -> Path:
        """Where a check finds the workspace."""
        return self.workspace if self.apart else self.seal.tops[0]

    @property
    def out_of_reach(self) -> tuple[Path, ...]:
        """Folders in which no socket leads to a program outside."""
        return (DEAF, *self.seal.vanishing, *self.seal.tops)

    @property
    def temporary(self) -> Path:
        """Where temporary files go."""
        return self.slot / TEMPORARY if self.apart else self.seal.temporary.place

    def inside(self, path: Path) -> Path:
        """How a path of the running devloop is called inside."""
        real = _real(path)
        if any(real.is_relative_to(top) for top in self.seal.tops) and real.is_relative_to(CODE):
            return self.slot / PART / real.relative_to(CODE)
        return path

    def entrance(
        self, *, reachable: Iterable[Path] = (), writable: Iterable[Path] = ()
    ) -> Entrance:
        """How a process enters, which may write to and reach what is named."""
        wanted = self._apart(reachable) if self.apart else self._usual(writable, reachable)
        return Entrance(
            view=view_of(wanted, self.mounts),
            own=self.slot,
            layers=self.slot / LAYERS,
            cwd=self.stand,
            user=mapped_user(),
        )

    def doubt(self) -> None:
        """Find out anew whether namespaces are possible."""
        forget(self.area)

    def _usual(self, writable: Iterable[Path], reachable: Iterable[Path]) -> Wanted:
        """What a check is to see at the user's own path."""
        own_code = ((CODE, self.slot / PART),) if self.inside(CODE) != CODE else ()
        return Wanted(
            tops=self.seal.tops,
            workspace=self.workspace,
            own=self.slot,
            layers=tuple(self._layers()),
            vanishing=self.seal.vanishing,
            fresh=self.seal.temporary.fresh,
            shown=(*borrowed_in(self.slot, self.objects), *own_code, *self.installed),
            writable=(*self.seal.writable, *writable),
            reachable=tuple(reachable),
        )

    def _apart(self, reachable: Iterable[Path]) -> Wanted:
        """What a check is to see that stands at the workspace's own path, for daemons to find."""
        temporary = self.seal.temporary
        return Wanted(
            tops=(),
            workspace=self.workspace,
            own=self.slot,
            layers=tuple((place, self.workspace / name) for place, name in self.layers),
            vanishing=tuple(p for p in self.seal.vanishing if p == self.seal.home),
            writable=tuple(dict.fromkeys((temporary.root, USUAL, *self.seal.writable))),
            reachable=tuple(reachable),
            deaf=False,
        )

    def _layers(self) -> Iterator[tuple[Path, Path]]:
        for source, name in self.layers:
            if Path(name).is_absolute():
                yield source, Path(name)
            else:
                yield from ((source, top / name) for top in standing(self.seal.tops))


def borrowed_in(slot: Path, objects: Iterable[Path]) -> tuple[tuple[Path, Path], ...]:
    """Where object directories stand inside, since a worktree may cover their own paths."""
    return tuple((place, slot / OBJECTS / f"{n}") for n, place in enumerate(objects))


def borrowed_by(checkout: Checkout) -> tuple[Path, ...]:
    """The object directories of a checkout, with those that they borrow from themselves."""
    found: dict[Path, None] = {}
    waiting = [checkout.repo.objects, *checkout.objects]
    while waiting:
        place = _real(waiting.pop(0))
        if place not in found and place.is_dir():
            found[place] = None
            waiting += _alternates(place)
    return tuple(found)


def _alternates(objects: Path) -> list[Path]:
    """What an object directory names beside itself (gitrepository-layout(5))."""
    try:
        lines = (objects / "info/alternates").read_bytes().split(b"\n")
    except OSError:
        return []
    return [objects / os.fsdecode(line) for line in lines if line and not line.startswith(b"#")]
