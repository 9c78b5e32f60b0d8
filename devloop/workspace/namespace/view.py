"""What a check shall see where: decided from values, carried out by `enter`.

Everything of the user's becomes read-only. Over that come, from the top of the file tree down:
layers whose writes vanish, the workspace at the path of each worktree, and what may be written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from devloop.git.record import dataclass
from devloop.workspace.namespace.mounts import Mount, outermost_below

DEAF = Path("/run")
"""Where processes outside have their sockets; a check may write there and reaches none."""

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a new one is mounted there

SYSTEM = (Path("/proc"), Path("/dev"), Path("/sys"))
"""What is no file of anybody's."""

UNSTEADY = ("autofs", "nsfs", "fuse.portal", "fuse.gvfsd-fuse")
"""Kinds of file systems that are no files, or that to look at changes something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """The same folder or file at another path."""

    source: Path
    at: Path
    below: bool = False
    """With the mounts below it."""
    optional: bool = False
    """Left out where the kernel refuses it."""
    writable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A folder as it is, with writes that vanish; sockets in it lead nowhere."""

    source: Path
    at: Path
    optional: bool = False
    """Shown read-only where it cannot be a layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An empty folder on disk, for one run."""

    at: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """An empty folder in memory."""

    at: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A folder of links to all that is in a workspace, for a worktree around the judged one."""

    source: Path
    """The workspace."""
    at: Path
    inner: Path
    """Where the workspace stands, below `at`."""


Step = Bind | Layer | Fresh | Memory | Mirror


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Paths, all of them real ones, from which a view is made."""

    tops: tuple[Path, ...]
    """The user's worktrees, the one that is judged first; none where it stands at its own path."""
    workspace: Path
    own: Path
    """The folder of the slot that the workspace is in: to be written."""
    layers: tuple[tuple[Path, Path], ...] = ()
    """Shared folders: what is shown, and at which path."""
    vanishing: tuple[Path, ...] = ()
    """HOME and the folders for temporary files."""
    fresh: tuple[Path, ...] = ()
    """Folders that are empty, for temporary files."""
    shown: tuple[tuple[Path, Path], ...] = ()
    """Folders that are shown at a path in the slot, as the worktree covers them."""
    writable: tuple[Path, ...] = ()
    reachable: tuple[Path, ...] = ()
    """Sockets of the user's session, such as that of the SSH agent."""
    deaf: bool = True
    """True if no other socket of processes outside is to be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The mounts to make in this order, and what stays as it is."""

    steps: tuple[Step, ...]
    writable: tuple[Path, ...]
    """Folders of the system that are not made read-only."""


def view_of(wanted: Wanted, mounts: Iterable[Mount]) -> View:
    """The mounts that make a view, those above before those below."""
    mounts = tuple(mounts)
    by_path: dict[Path, Step] = {}
    for step in (*_layers(wanted, mounts), *_worktrees(wanted), *_own(wanted)):
        by_path[step.at] = step
    return View(
        steps=tuple(by_path[at] for at in sorted(by_path, key=lambda at: len(at.parts))),
        writable=tuple(_system(mounts)),
    )


def _layers(wanted: Wanted, mounts: tuple[Mount, ...]) -> Iterator[Step]:
    yield Memory(at=SHARED_MEMORY)
    if wanted.deaf:
        yield Layer(source=DEAF, at=DEAF, optional=True)
        yield from _mounted_below(DEAF, mounts, deaf=True)
    for folder in wanted.vanishing:
        yield from _mounted_below(folder, mounts, deaf=False)
        yield Layer(source=folder, at=folder)
    for folder in wanted.fresh:
        yield Fresh(at=folder)


def _mounted_below(folder: Path, mounts: tuple[Mount, ...], *, deaf: bool) -> Iterator[Step]:
    """What is mounted below a layer, which the layer by itself does not show."""
    for mount in outermost_below(folder, mounts):
        if mount.kind in UNSTEADY:
            continue
        if deaf:
            yield Layer(source=mount.at, at=mount.at, optional=True)
        else:
            yield Bind(source=mount.at, at=mount.at, below=True, optional=True)


def standing(tops: tuple[Path, ...]) -> tuple[Path, ...]:
    """The worktrees at whose path the workspace stands: those around or inside another do not."""
    first = tops[:1]
    return first + tuple(
        top
        for top in tops[1:]
        if not any(other in top.parents or top in first[0].parents for other in tops)
    )


def _worktrees(wanted: Wanted) -> Iterator[Step]:
    for top in standing(wanted.tops):
        yield Bind(source=wanted.workspace, at=top, writable=True)
    for top in wanted.tops[1:]:
        if top in wanted.tops[0].parents:
            yield Mirror(source=wanted.workspace, at=top, inner=wanted.tops[0])


def _own(wanted: Wanted) -> Iterator[Step]:
    for source, at in wanted.layers:
        yield Layer(source=source, at=at, optional=True)
    for place in (wanted.own, *wanted.writable):
        yield Bind(source=place, at=place, below=place != wanted.own, writable=True)
    for source, at in wanted.shown:
        yield Bind(source=source, at=at, below=True)
    for place in wanted.reachable:
        yield Bind(source=place, at=place, optional=True)


def _system(mounts: tuple[Mount, ...]) -> Iterator[Path]:
    for mount in mounts:
        if not mount.read_only and any(mount.at.is_relative_to(root) for root in SYSTEM):
            yield mount.at
