"""The plan of a split: which pieces make up each step, and in which order the steps are made.

What a machine did comes first, each kind by itself. Code follows in groups that belong together,
each within the target where that is possible, definitions before uses; then tests with the code
they are about, and documents last. What only takes away comes after what no longer needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from devloop.change.split.atoms import Atom, atoms_of
from devloop.change.split.groups import Groups
from devloop.change.split.naming import name_part
from devloop.change.split.ordering import filled, in_order
from devloop.change.split.part import Part, parsing
from devloop.change.split.piece import Piece, Role
from devloop.change.split.relations import Relations, relations_of
from devloop.config.model import SizeRule


def plan_of(pieces: Sequence[Piece], rule: SizeRule) -> tuple[Part, ...]:
    """The steps that the pieces of a whole change are made in; every piece is in one of them."""
    atoms = atoms_of(pieces)
    by_role: dict[Role, list[Atom]] = defaultdict(list)
    for atom in atoms:
        by_role[atom.role].append(atom)
    first = [_flat(by_role[role]) for role in Role if role.mechanical and by_role[role]]
    code = _code_steps(by_role[Role.CODE], by_role[Role.TEST], rule.target)
    docs = [_flat(by_role[Role.DOC])] if by_role[Role.DOC] else []
    parts = [_part(step) for step in (*first, *code, *docs)]
    return parsing(pieces, parts)


def _flat(atoms: Sequence[Atom]) -> tuple[Piece, ...]:
    return tuple(piece for atom in atoms for piece in atom.pieces)


def _part(pieces: tuple[Piece, ...]) -> Part:
    return Part(message=name_part(pieces), pieces=pieces)


def _code_steps(
    code: Sequence[Atom], tests: Sequence[Atom], target: int
) -> list[tuple[Piece, ...]]:
    """Steps of code in order, each with its tests."""
    atoms = (*code, *tests)
    relations = relations_of(atoms)
    groups = _grouped(code, relations, target)
    steps = _filled(code, groups, relations, target)
    return [_flat([atoms[n] for n in step]) for step in _with_tests(atoms, steps, relations)]


def _grouped(
    code: Sequence[Atom], relations: Relations, target: int
) -> tuple[tuple[int, ...], ...]:
    """The atoms in groups: closest relations first, as long as a group is within the target."""
    groups = Groups(atom.weight for atom in code)
    for _, (one, other) in relations.close:
        if max(one, other) < len(code) and code[one].deletes == code[other].deletes:
            groups.join(one, other, target)
    return groups.all()


def _filled(
    code: Sequence[Atom], groups: Sequence[Sequence[int]], relations: Relations, target: int
) -> list[list[int]]:
    """Steps of groups: in order, filled up to the target, with what only deletes at the end."""
    of = {number: index for index, group in enumerate(groups) for number in group}
    before: dict[int, set[int]] = defaultdict(set)
    for number, firsts in relations.before.items():
        if number in of:
            before[of[number]] |= {of[first] for first in firsts if first in of}
    rank = [(int(all(code[n].deletes for n in group)), group[0]) for group in groups]
    order = in_order({k: frozenset(v) for k, v in before.items()}, rank)

    def weigh(group: Sequence[int]) -> int:
        return sum(code[number].weight for number in group)

    found: list[list[int]] = []
    for deleting in (0, 1):
        some = [groups[index] for index in order if rank[index][0] == deleting]
        found += [
            [n for group in step for n in sorted(group)] for step in filled(some, weigh, target)
        ]
    return found


def _with_tests(
    atoms: Sequence[Atom], steps: list[list[int]], relations: Relations
) -> list[list[int]]:
    """Each test with the last step that has what it needs; one that needs nothing, in the last."""
    if not steps:
        rest = [number for number, atom in enumerate(atoms) if atom.role is Role.TEST]
        return [rest] if rest else []
    place = {number: index for index, step in enumerate(steps) for number in step}
    tests = [number for number in range(len(atoms)) if number not in place]
    last = len(steps) - 1
    for _ in range(2):  # a second time for tests that need other tests
        for number in tests:
            needed = [place[n] for n in relations.needs_of(number) if n in place]
            place[number] = max(needed, default=last)
    found = [list(step) for step in steps]
    for number in tests:
        found[place[number]].append(number)
    return found
