"""Relations of atoms: those that belong together, the closest first, and those that come first.

After "Helping Developers Help Themselves: Automatic Decomposition of Code Review Changesets"
(Barnett et al., ICSE 2015): the same function or class, a definition that changed and its uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import pairwise

from devloop.change.split.atoms import Atom
from devloop.change.split.names import Names, Outline, names_of, outline_of
from devloop.change.split.piece import Piece
from devloop.change.split.syntax_needs import syntax_needs
from devloop.git.record import dataclass

Pair = tuple[int, int]
"""Numbers of two atoms."""


class Closeness(IntEnum):
    """Reasons for two atoms to belong together, closest first."""

    FUNCTION = 0
    ALTERED = 1
    """One alters a definition that the other mentions."""
    IMPORT = 2
    """One imports what the other mentions in the same file."""
    USE = 3
    """One brings a definition that the other mentions."""
    OWNER = 4
    FOLDER = 5
    """An empty file in the folder of the other, such as one that makes it a package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """Relations between the atoms of a change."""

    close: tuple[tuple[Closeness, Pair], ...]
    """Closest first."""
    before: Mapping[int, frozenset[int]]
    """For each atom, those that come before it where that is possible."""

    def needs_of(self, number: int) -> frozenset[int]:
        """Subject of an atom: what comes before it, and definitions that it mentions."""
        altered = {
            one
            for closeness, (one, other) in self.close
            if closeness is Closeness.ALTERED and other == number
        }
        return self.before.get(number, frozenset()) | altered


def relations_of(atoms: Sequence[Atom]) -> Relations:
    """The relations between atoms, by the names they bring, take and mention."""
    uses = _Uses(atoms)
    close = sorted(uses.close())
    before: dict[int, set[int]] = defaultdict(set)
    for first, then in uses.order():
        before[then].add(first)
    return Relations(close=tuple(close), before={k: frozenset(v) for k, v in before.items()})


def names_of_all(pieces: Sequence[Piece]) -> dict[str, Names]:
    """Names that each piece deals with, by the name of the piece."""
    outlines: dict[int, tuple[Outline, Outline]] = {}
    found = {}
    for piece in pieces:
        file = piece.file
        if id(file) not in outlines:
            outlines[id(file)] = outline_of(file, file.old), outline_of(file, file.new)
        found[piece.name] = names_of(piece, *outlines[id(file)])
    return found


class _Uses:
    """Atoms by the names they have to do with."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms = atoms
        names = names_of_all([piece for atom in atoms for piece in atom.pieces])
        self.parts = [[(piece, names[piece.name]) for piece in atom.pieces] for atom in atoms]
        self.mentions, self.mentioned = self._by_word(new=True), self._by_word(new=False)

    def _by_word(self, *, new: bool) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, part in enumerate(self.parts):
            words = {w for _, names in part for w in (names.mentions if new else names.mentioned)}
            for word in words:
                found[word].append(number)
        return found

    def close(self) -> Iterator[tuple[Closeness, Pair]]:
        yield from self._same_place()
        yield from self._folders()
        for number, part in enumerate(self.parts):
            for piece, names in part:
                for name in names.alters:
                    both = {*self.mentions.get(name, ()), *self.mentioned.get(name, ())}
                    yield from _pairs(Closeness.ALTERED, number, both)
                for name in names.brings:
                    yield from _pairs(Closeness.USE, number, self.mentions.get(name, ()))
                for name in names.imports:
                    users = self._in_file(piece.path, self.mentions.get(name, ()))
                    yield from _pairs(Closeness.IMPORT, number, users)

    def order(self) -> Iterator[Pair]:
        """Pairs of which the first comes before the second."""
        yield from syntax_needs(self.atoms)
        for number, part in enumerate(self.parts):
            for piece, names in part:
                for name in names.brings:
                    yield from ((number, u) for u in self.mentions.get(name, ()) if u != number)
                for name in names.imports:
                    users = self._in_file(piece.path, self.mentions.get(name, ()))
                    yield from ((number, user) for user in users if user != number)
                for name in names.takes:
                    yield from ((u, number) for u in self.mentioned.get(name, ()) if u != number)

    def _in_file(self, path: str, numbers: Sequence[int]) -> list[int]:
        return [n for n in numbers if any(piece.path == path for piece, _ in self.parts[n])]

    def _same_place(self) -> Iterator[tuple[Closeness, Pair]]:
        functions: dict[tuple[str, str], list[int]] = defaultdict(list)
        owners: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, part in enumerate(self.parts):
            for piece, names in part:
                if names.function:
                    functions[piece.path, names.function].append(number)
                if names.owner:
                    owners[piece.path, names.owner].append(number)
        for closeness, places in ((Closeness.FUNCTION, functions), (Closeness.OWNER, owners)):
            for numbers in places.values():
                yield from ((closeness, pair) for pair in pairwise(numbers) if pair[0] != pair[1])

    def _folders(self) -> Iterator[tuple[Closeness, Pair]]:
        first: dict[str, int] = {}
        for number, atom in enumerate(self.atoms):
            for piece in atom.pieces:
                if piece.edits:
                    first.setdefault(piece.path.rpartition("/")[0], number)
        for number, atom in enumerate(self.atoms):
            piece = atom.pieces[0]
            neighbour = first.get(piece.path.rpartition("/")[0], number)
            if not piece.edits and not piece.file.new and neighbour != number:
                yield Closeness.FOLDER, (number, neighbour)


def _pairs(
    closeness: Closeness, number: int, others: Sequence[int] | set[int]
) -> Iterator[tuple[Closeness, Pair]]:
    return ((closeness, (number, other)) for other in sorted(others) if other != number)
