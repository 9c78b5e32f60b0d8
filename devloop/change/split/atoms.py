"""Pieces that make no sense apart, whatever they weigh together.

That is so where a file would not parse with one of them alone, where lines moved from one to the
other, and where a file and a folder would be in each other's way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from devloop.change.split.content import parses
from devloop.change.split.edit import make_edits
from devloop.change.split.groups import Groups
from devloop.change.split.piece import Piece, Role
from devloop.git.record import dataclass

TELLING = 7
"""Letters and digits in a moved line below which it may be any line: every block has a longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """Pieces that are always made together, in their order."""

    pieces: tuple[Piece, ...]

    @property
    def weight(self) -> int:
        """Effective lines."""
        return sum(piece.weight for piece in self.pieces)

    @property
    def role(self) -> Role:
        """Purpose: code, if any of it is."""
        roles = {piece.role for piece in self.pieces}
        return Role.CODE if Role.CODE in roles else max(roles)

    @property
    def deletes(self) -> bool:
        """True if it only takes away."""
        return all(piece.deletes for piece in self.pieces)


def atoms_of(pieces: Sequence[Piece]) -> tuple[Atom, ...]:
    """The atoms of a whole change, in the order of their first pieces."""
    groups = Groups(piece.weight for piece in pieces)
    for one, other in (*_syntax(pieces), *_moves(pieces), *_places(pieces)):
        groups.join(one, other)
    return tuple(Atom(pieces=tuple(pieces[n] for n in group)) for group in groups.all())


def _syntax(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Neighbours in a Python file that does not parse with the former alone."""
    found = []
    edited = (piece for piece in pieces if piece.edits and piece.file.is_python)
    for path, group in groupby(edited, key=lambda piece: piece.path):
        some = list(group)
        file = some[0].file
        if len(some) < 2 or not parses(path, b"".join(file.new)):
            continue
        edits = [edit for piece in some for edit in piece.edits]
        found += [
            (some[number - 1].place, some[number].place)
            for number in range(1, len(some))
            if not parses(path, make_edits(file.old, file.new, edits[:number]))
        ]
    return found


def _moves(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Pieces that the same moved line goes from and comes to."""
    by_line: dict[bytes, list[int]] = defaultdict(list)
    for piece in pieces:
        for line in piece.moved:
            if sum(map(str.isalnum, line.decode("latin-1"))) >= TELLING:
                by_line[line].append(piece.place)
    return [(places[0], place) for places in by_line.values() for place in places[1:]]


def _places(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Pieces of files of which one has the name of a folder of the other."""
    by_path: dict[str, int] = {}
    for piece in pieces:
        for path in (piece.path, piece.file.patch.old_path):
            by_path.setdefault(path, piece.place)
    found = []
    for piece in pieces:
        folders = piece.path.split("/")[:-1]
        for end in range(1, len(folders) + 1):
            other = by_path.get("/".join(folders[:end]))
            if other is not None:
                found.append((other, piece.place))
    return found
