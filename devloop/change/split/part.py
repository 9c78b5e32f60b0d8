"""The parts of a plan, and what may be said of a plan as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devloop.change.split.content import entries_after, parses
from devloop.change.split.piece import Piece
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One step of a plan: what it does, and the pieces it is made of."""

    message: str
    pieces: tuple[Piece, ...]

    @property
    def weight(self) -> int:
        """Effective lines as far as its pieces tell."""
        return sum(piece.weight for piece in self.pieces)


def joined(one: Part, other: Part) -> Part:
    """Two neighbours as one step."""
    first = one if one.weight >= other.weight else other
    return Part(message=first.message, pieces=(*one.pieces, *other.pieces))


def joined_where(
    parts: Sequence[Part], passes: Callable[[Sequence[Piece], Part], bool]
) -> tuple[Part, ...]:
    """The parts, each joined to the next after which the tree does not pass.

    `passes` is asked about everything that is done so far and the part that was done last; of
    the last part it is not asked.
    """
    kept: list[Part] = []
    done: list[Piece] = []
    pending: Part | None = None
    for part in parts:
        pending = part if pending is None else joined(pending, part)
        done += part.pieces
        if part is parts[-1] or passes(done, pending):
            kept.append(pending)
            pending = None
    return tuple(kept)


def parsing(pieces: Sequence[Piece], parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, those joined to the next after which a Python file would not compile.

    A file that does not compile when all is done is not asked about.
    """
    excused = _unparsed(pieces)

    def passes(done: Sequence[Piece], last: Part) -> bool:
        return _all_parse(pieces, done, {piece.path for piece in last.pieces} - excused)

    return joined_where(parts, passes)


def _unparsed(pieces: Sequence[Piece]) -> set[RepoPath]:
    files = {piece.path: piece.file for piece in pieces if piece.file.is_python}
    return {path for path, file in files.items() if not parses(path, b"".join(file.new))}


def _all_parse(pieces: Sequence[Piece], done: Sequence[Piece], touched: set[RepoPath]) -> bool:
    some = [piece for piece in pieces if piece.path in touched and piece.file.is_python]
    paths = {piece.path for piece in some}
    entries = entries_after(some, [piece for piece in done if piece.path in paths])
    return all(
        parses(path, entry.content)
        for path, entry in entries.items()
        if entry is not None and entry.blob is None
    )
