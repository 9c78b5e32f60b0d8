"""One place of the pool: a checkout with its lock and a note of what is in it.

The note says `clean` only while nobody uses the slot and everything in it is as its tree says.
A slot found without that note was left by a process that died: it is never used again, because
what that process started may still be writing there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from devloop.files.atomic import write_whole
from devloop.git.ids import TreeId
from devloop.git.process import GitFailed
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository
from devloop.workspace.checkout import Checkout, Traces, remove, touches_attributes

VERSION = 1
LAYERS, TEMPORARY = "layers", "tmp"
"""Folders of a slot for what sealed checks write elsewhere, and for temporary files."""
TICK_SECONDS = 0.02
"""By which the times of files may lag behind the clock."""
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is in a clean slot."""

    tree: TreeId
    settings: str
    """The checkout settings its files were written with, and which caches it may hold, as text."""
    boot: str
    """Which start of the machine it was written under; another one means: look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A folder of the pool; only used while its lock is held."""

    folder: Path

    @property
    def lock_file(self) -> Path:
        """What is locked while the slot is in use."""
        return self.folder / "lock"

    @property
    def note_file(self) -> Path:
        """The note; absent while in use."""
        return self.folder / "clean.json"

    def checkout(self, repo: Repository, objects: tuple[Path, ...]) -> Checkout:
        """The checkout in this slot."""
        tree, index = self.folder / "tree", self.folder / "index"
        return Checkout(repo=repo, folder=tree, index=index, objects=objects)


def read_note(slot: Slot) -> Note | None:
    """The slot's note; None where there is none or it cannot be understood."""
    try:
        data = json.loads(slot.note_file.read_text())
        if data.pop("version") != VERSION:
            return None
        return Note(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_note(slot: Slot, note: Note) -> None:
    """Say that the slot is clean; the last thing done before its lock is given back."""
    data = {"version": VERSION, "tree": note.tree, "settings": note.settings, "boot": note.boot}
    write_whole(slot.note_file, json.dumps(data).encode())


def boot_id() -> str:
    """What tells one start of the machine from the next, or nothing where that is not known."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""


def fill(checkout: Checkout, note: Note | None, wanted: Note) -> None:
    """Make the checkout hold the wanted tree: by the difference where that is sure to be right."""
    if note is not None:
        same = note.tree == wanted.tree
        if _is_as_noted(checkout, note, wanted) and (
            same or _moved(checkout, note.tree, wanted.tree)
        ):
            return
    _empty(checkout)
    checkout.move_to(wanted.tree)


def let_the_second_pass(index: Path) -> None:
    """Wait for another second than that in which an index, and all before it, was written.

    Caches of Python, mypy and others know a file again by its size and the second of its last
    change: what is written now must not have the times of what was there.
    """
    try:
        written = index.stat().st_mtime
    except OSError:
        return
    left = int(written) + 1 + TICK_SECONDS - time.time()
    if left > 0:
        time.sleep(min(left, 1 + TICK_SECONDS))


def _is_as_noted(checkout: Checkout, note: Note, wanted: Note) -> bool:
    if note.settings != wanted.settings or not checkout.index.exists():
        return False
    return note.boot == wanted.boot or not checkout.traces()


def _moved(checkout: Checkout, old: TreeId, new: TreeId) -> bool:
    """Move by the difference, and find out meanwhile whether that is enough."""
    names = checkout.names_between(old, new)
    try:
        checkout.move_to(new)
        return not touches_attributes(names.result())
    except GitFailed:  # such as the old tree gone from the user's objects
        return False
    finally:
        names.drop()


def _empty(checkout: Checkout) -> None:
    remove(checkout.folder)
    checkout.index.unlink(missing_ok=True)
    checkout.folder.mkdir(parents=True)


def settle(checkout: Checkout, caches: Sequence[str], seen: Traces | None = None) -> Traces:
    """Bring the checkout back to its tree; gives what is still wrong after that (or nothing).

    `seen` is what is not as it should be, where that has been looked at since anything ran.
    """
    traces = checkout.traces(caches) if seen is None else seen
    if not traces:
        return traces
    checkout.tidy(traces)
    return checkout.traces(caches)


def clean_note(note: Note, *, boot: str) -> Note:
    """The note as of now."""
    return replace(note, boot=boot)
