"""Giving back the disk that workspaces take: what nobody uses, what nobody will use again.

A slot goes only while its lock is held here, so one in use never does; whatever goes is made
again when it is needed. Two sweeps at once do each other no harm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from devloop.workspace.checkout import remove
from devloop.workspace.location import Area
from devloop.workspace.pool import hold, retire, slots_in
from devloop.workspace.slot import Slot

IN_USE_SECONDS = 24 * 3600.0
"""Age below which a scratch file may belong to somebody who is still at work."""


class RemovalKind(Enum):
    """What can be swept."""

    WORKSPACE = "workspaces"
    SCRATCH = "scratch files"
    STAMP = "shortcuts of repeated commits"
    AREA = "caches of repositories that are gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How much of a kind went (or would go)."""

    kind: RemovalKind
    count: int
    size: int
    """Bytes on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepOptions:
    """How to sweep."""

    before: float
    """What was last used before this time goes, in seconds since 1970."""
    dry_run: bool = False
    until: float = float("inf")
    """When to stop, on the monotonic clock; what is left goes next time."""

    def in_time(self) -> bool:
        """True if there is time for one more."""
        return time.monotonic() < self.until


def sweep_workspaces(area: Area, options: SweepOptions, most_bytes: int | None = None) -> Removed:
    """Remove slots that were not used for long, and what the dead have left.

    With `most_bytes`, of the others too, least recently used first, until the rest fits.
    """
    slots = tuple(slot for lane in _entries(area.slots) for slot in slots_in(lane))
    gone = {slot: size for slot in slots for size in _sweep_slot(slot, options)}
    left = [slot for slot in slots if slot not in gone]
    if most_bytes is not None:
        gone.update(_shrink(left, most_bytes, options))
    trash = [path for path in area.slots.glob("*/*.retired-*") if options.in_time()]
    sizes = (*gone.values(), *(_remove(path, options) for path in trash))
    if not options.dry_run:
        _forget_old_numbers(area)
    return Removed(kind=RemovalKind.WORKSPACE, count=len(sizes), size=sum(sizes))


def _shrink(slots: Sequence[Slot], most_bytes: int, options: SweepOptions) -> dict[Slot, int]:
    """Remove free slots until all take so many bytes; gives the size of each that went."""
    excess = sum(disk_usage(slot.folder) for slot in slots) - most_bytes
    gone: dict[Slot, int] = {}
    for slot in sorted(slots, key=last_used):
        if excess > sum(gone.values()):
            gone.update((slot, size) for size in _sweep_slot(slot, options, whatever=True))
    return gone


def sweep_scratch(area: Area, options: SweepOptions) -> Removed:
    """Remove objects that nobody has written anew for long, and what killed runs have left."""
    before = min(options.before, time.time() - IN_USE_SECONDS)
    removed = sweep_files(area.scratch, RemovalKind.SCRATCH, replace(options, before=before))
    for path in area.scratch.glob("fix-*"):
        with suppress(OSError):
            path.rmdir()
    return removed


def sweep_files(folder: Path, kind: RemovalKind, options: SweepOptions) -> Removed:
    """Remove the files in a folder that were written before the broom's time."""
    old = (path for path in _files(folder) if _changed(path) < options.before)
    sizes = [_remove(path, options) for path in old if options.in_time()]
    return Removed(kind=kind, count=len(sizes), size=sum(sizes))


def sweep_areas(areas: Path, options: SweepOptions) -> Removed:
    """Remove areas below `areas` whose repository is not there any more, unless one is in use."""
    gone = [area for area in _areas(areas) if _is_orphan(area)]
    sizes = [size for area in gone if options.in_time() for size in _sweep_area(area, options)]
    return Removed(kind=RemovalKind.AREA, count=len(sizes), size=sum(sizes))


def last_used(slot: Slot) -> float:
    """When the slot was last given back (or made, where it never was)."""
    return max(_changed(slot.note_file), _changed(slot.folder))


def disk_usage(folder: Path) -> int:
    """Bytes of all files in a folder, links not followed."""
    return sum(_size(path) for path in _files(folder))


def _sweep_slot(slot: Slot, options: SweepOptions, *, whatever: bool = False) -> Iterator[int]:
    """Remove a slot if it is free, and unused for long or unclean; gives its size if it went."""
    lock = hold(slot) if options.in_time() else None
    if lock is None:
        return
    try:
        if whatever or last_used(slot) < options.before or not slot.note_file.exists():
            size = disk_usage(slot.folder)
            if not options.dry_run:
                retire(slot)
            yield size
    finally:
        lock.release()


def _forget_old_numbers(area: Area) -> None:
    """Drop the marks of retired numbers, but for the highest, from which numbering goes on."""
    for lane in _entries(area.slots):
        marks = [mark for mark in lane.glob("*.gone") if mark.stem.isdigit()]
        for mark in sorted(marks, key=lambda mark: int(mark.stem))[:-1]:
            mark.unlink(missing_ok=True)


def _areas(folder: Path) -> tuple[Area, ...]:
    return tuple(Area(root=root) for root in _entries(folder) if root.is_dir())


def _is_orphan(area: Area) -> bool:
    """True if the area says whose it is, and that repository is not there."""
    try:
        place = os.fsdecode((area.root / "repository").read_bytes().rstrip(b"\n"))
        Path(place).stat()
    except (FileNotFoundError, NotADirectoryError):
        return (area.root / "repository").exists()
    except OSError:
        return False
    return False


def _sweep_area(area: Area, options: SweepOptions) -> Iterator[int]:
    """Remove an area with all its slots held; gives its size if it went."""
    locks = [hold(slot) for lane in _entries(area.slots) for slot in slots_in(lane)]
    try:
        if None not in locks:
            yield _remove(area.root, options)
    finally:
        for lock in locks:
            if lock is not None:
                lock.release()


def _remove(path: Path, options: SweepOptions) -> int:
    """Remove a file or folder (not in a dry run); gives its size."""
    size = disk_usage(path) if path.is_dir() else _size(path)
    if not options.dry_run:
        with suppress(OSError):
            remove(path)
    return size


def _entries(folder: Path) -> Sequence[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _files(folder: Path) -> Iterator[Path]:
    for here, _folders, names in os.walk(folder):
        yield from (Path(here, name) for name in names)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
