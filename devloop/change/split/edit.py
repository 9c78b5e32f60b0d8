"""Edits of one text, each of which can be made without the others.

A text is its lines with their newlines. Any choice of edits, made in order, gives a text; all of
them together give the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from devloop.git.patch import Hunk
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Lines `old_start` to `old_end` give way to new lines `new_start` to `new_end`.

    Counted from 0, ends not included.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def lines_of(text: bytes) -> tuple[bytes, ...]:
    """The lines with their newlines; only the last may have none."""
    *whole, rest = text.split(b"\n")
    lines = [line + b"\n" for line in whole]
    return (*lines, rest) if rest else tuple(lines)


def edit_of(hunk: Hunk) -> Edit:
    """A hunk as one edit."""
    old, new = hunk.old_start - 1, hunk.new_start - 1
    return Edit(
        old_start=old,
        old_end=old + len(hunk.removed),
        new_start=new,
        new_end=new + len(hunk.added),
    )


def make_edits(old: Sequence[bytes], new: Sequence[bytes], edits: Iterable[Edit]) -> bytes:
    """The text after these edits, which have to be in order."""
    parts: list[bytes] = []
    at = 0
    for edit in edits:
        parts += old[at : edit.old_start]
        parts += new[edit.new_start : edit.new_end]
        at = edit.old_end
    parts += old[at:]
    return b"".join(parts)


def cut_new(edit: Edit, places: Iterable[int]) -> tuple[Edit, ...]:
    """The edit cut before these new lines; the old lines go with the first of them."""
    inside = sorted(place for place in set(places) if edit.new_start < place < edit.new_end)
    starts, ends = [edit.new_start, *inside], [*inside, edit.new_end]
    return tuple(
        Edit(
            old_start=edit.old_start if not number else edit.old_end,
            old_end=edit.old_end,
            new_start=start,
            new_end=end,
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def cut_old(edit: Edit, places: Iterable[int]) -> tuple[Edit, ...]:
    """An edit that only deletes, cut before these old lines."""
    inside = sorted(place for place in set(places) if edit.old_start < place < edit.old_end)
    starts, ends = [edit.old_start, *inside], [*inside, edit.old_end]
    return tuple(
        Edit(old_start=start, old_end=end, new_start=edit.new_start, new_end=edit.new_start)
        for start, end in zip(starts, ends, strict=True)
    )
