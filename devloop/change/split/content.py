"""Files of a change after some of its pieces, and a test that they parse."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence

from devloop.change.split.edit import make_edits
from devloop.change.split.piece import RENAMED, FileChange, Piece
from devloop.git.ids import BlobId, RepoPath
from devloop.git.patch import Status
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as a tree holds it: by the id of its content, or by content that has no id yet."""

    mode: str
    blob: BlobId | None = None
    content: bytes = b""


Entries = dict[RepoPath, Entry | None]
"""Paths with what stands there; None: nothing."""


def entries_after(pieces: Sequence[Piece], chosen: Iterable[Piece]) -> Entries:
    """Entries that differ from the base after the chosen ones of all `pieces` of a change."""
    all_of, chosen_of = _by_file(pieces), _by_file(chosen)
    removed: Entries = {}
    placed: Entries = {}
    for key, some in chosen_of.items():
        for path, entry in _after(some[0].file, some, len(all_of[key])).items():
            (removed if entry is None else placed)[path] = entry
    return {**removed, **placed}


def _by_file(pieces: Iterable[Piece]) -> dict[tuple[RepoPath, RepoPath], list[Piece]]:
    found: dict[tuple[RepoPath, RepoPath], list[Piece]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: piece.place):
        found[(piece.file.patch.old_path, piece.path)].append(piece)
    return found


def _after(file: FileChange, chosen: Sequence[Piece], total: int) -> Entries:
    patch = file.patch
    if len(chosen) == total:
        gone: Entries = {patch.old_path: None} if patch.old_path != patch.path else {}
        if patch.status is Status.DELETED:
            return {patch.path: None}
        return {**gone, patch.path: Entry(mode=patch.mode, blob=patch.blob)}
    renamed = any(f": {RENAMED}" in piece.name and not piece.edits for piece in chosen)
    set_anew = renamed or patch.status is Status.ADDED or any(not p.edits for p in chosen)
    path = patch.path if renamed or patch.status is not Status.RENAMED else patch.old_path
    entry = _entry(file, chosen, patch.mode if set_anew else patch.old_mode)
    return {patch.old_path: None, path: entry} if renamed else {path: entry}


def _entry(file: FileChange, chosen: Sequence[Piece], mode: str) -> Entry:
    edits = [edit for piece in chosen for edit in piece.edits]
    if not edits and file.patch.status is not Status.ADDED:
        return Entry(mode=mode, blob=file.patch.old_blob)
    edits.sort(key=lambda edit: (edit.old_start, edit.new_start))
    return Entry(mode=mode, content=make_edits(file.old, file.new, edits))


def parses(path: str, content: bytes) -> bool:
    """True if a Python text compiles here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about somebody's escapes and comparisons
            compile(content, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
