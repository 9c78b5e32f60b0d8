"""Order in which the changes of a Python file compile: the head of a class before its methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from devloop.change.split.atoms import Atom
from devloop.change.split.content import parses
from devloop.change.split.edit import Edit, make_edits
from devloop.change.split.piece import FileChange
from devloop.git.record import dataclass

NEAREST = 8
"""Number of atoms before one that are tried alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """Edits of one file by an atom."""

    number: int
    edits: tuple[Edit, ...]


def syntax_needs(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of atoms, of which the second does not compile without the first."""
    for file, members in _by_file(atoms):
        if len(members) > 1 and parses(file.patch.path, b"".join(file.new)):
            for place, member in enumerate(members):
                for other in _needed(file, member, members[:place][::-1]):
                    yield other.number, member.number


def _by_file(atoms: Sequence[Atom]) -> list[tuple[FileChange, list[_Member]]]:
    """Python files with the atoms that edit them, each list in the order of the edits."""
    files: dict[str, FileChange] = {}
    edits: dict[str, dict[int, list[Edit]]] = defaultdict(lambda: defaultdict(list))
    for number, atom in enumerate(atoms):
        for piece in atom.pieces:
            if piece.edits and piece.file.is_python:
                files[piece.path] = piece.file
                edits[piece.path][number] += piece.edits
    return [
        (file, [_Member(number=n, edits=tuple(some)) for n, some in edits[path].items()])
        for path, file in files.items()
    ]


def _needed(file: FileChange, member: _Member, before: Sequence[_Member]) -> Sequence[_Member]:
    """Members that one needs of those before it, nearest first: none, one of them, or all."""
    if _compiles(file, (member,)):
        return ()
    for other in before[:NEAREST]:
        if _compiles(file, (other, member)):
            return (other,)
    return before


def _compiles(file: FileChange, members: Sequence[_Member]) -> bool:
    edits = [edit for member in members for edit in member.edits]
    edits.sort(key=lambda edit: (edit.old_start, edit.new_start))
    return parses(file.patch.path, make_edits(file.old, file.new, edits))
