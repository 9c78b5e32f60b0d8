"""From the trail of a run that has ended to its record: every answer is looked at once more.

What is not any more as the run saw it is no input that anybody could ask about again: the run
rewrote it, or somebody else did meanwhile. It is left out, and the record says that it is opaque.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from devloop.record.fact import Access, Outside, Record
from devloop.record.machine_answers import DIGESTED, digest_of, look_at
from devloop.record.mark import FileState
from devloop.record.trail import Trail

Known = Mapping[tuple[bytes, tuple[int, int, int, int]], str]
"""Digests of files that were worked out before, by path and mark."""


def close(trail: Trail, now: int, known: Known) -> Record:
    """The record of a run; `now` in nanoseconds since 1970."""
    outside, opaque = {}, dict(trail.opaque)
    for path, (looks, mark) in trail.outside.items():
        listed = trail.listings.get(path)
        if looks & Access.LISTING and mark is not None and listed is not None:
            fact = _as_listed(path, looks, mark, listed, now)
        else:
            fact = _confirmed(path, looks, mark, now, known)
        if fact is not None:
            outside[path] = fact
        else:
            opaque[_why(path, trail)] = None
    return Record(tree=dict(trail.tree), outside=outside, opaque=tuple(opaque))


def _as_listed(
    path: bytes, looks: Access, seen: FileState, listed: str, now: int
) -> Outside | None:
    """A folder, if it has the same names; of a layer over it, the times would be others."""
    mark = look_at(path)
    if mark is None or mark.mode != seen.mode or not listed or digest_of(path, mark) != listed:
        return None
    return Outside(looks=looks, mark=mark, settled=mark.is_settled(now), digest=listed)


def _confirmed(
    path: bytes, looks: Access, seen: FileState | None, now: int, known: Known
) -> Outside | None:
    """The fact, if it is still so."""
    mark = look_at(path)
    if mark is None or seen is None:
        return Outside(looks=looks) if mark is seen and looks == Access.ABSENCE else None
    if mark.mode != seen.mode:
        return None
    if not looks & (DIGESTED | Access.STAT):
        return Outside(looks=looks, mark=mark)
    if (mark.size, mark.modified) != (seen.size, seen.modified) or not _same_change(mark, seen):
        return None
    digest = ""
    if looks & DIGESTED:
        digest = known.get((path, mark.values)) or digest_of(path, mark)
        after = look_at(path)
        if after is None or after.values != mark.values:
            return None
    return Outside(looks=looks, mark=mark, settled=mark.is_settled(now), digest=digest)


def _same_change(mark: FileState, seen: FileState) -> bool:
    """True where nobody changed it; the inode of a file with several names may be an overlay's."""
    return mark.changed == seen.changed or (mark.changed < 0 and seen.changed < 0)


def _why(path: bytes, trail: Trail) -> str:
    name = os.fsdecode(path)
    if path in trail.touched:
        return f"it changed what it had looked at: {name}"
    return f"somebody changed what it looked at: {name}"
