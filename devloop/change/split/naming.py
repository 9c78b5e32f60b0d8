"""Names of the steps of a plan, until a person finds better words."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.split.piece import MODE, Piece, Role
from devloop.change.split.relations import names_of_all
from devloop.words import listed

MOST = 2
"""Names in a message before the rest is only counted."""
LONG = 60
"""Letters of a message beyond which folders are left out."""
VERBS = {
    Role.RENAME: "Rename",
    Role.MOVE: "Move lines in",
    Role.FORMAT: "Format",
    Role.LOCK: "Update",
    Role.GENERATED: "Update",
    Role.TEST: "Test",
    Role.DOC: "Document in",
}


def name_part(pieces: Sequence[Piece]) -> str:
    """The subject of a commit of these pieces."""
    code = [piece for piece in pieces if piece.role is Role.CODE]
    if code:
        return _code(code)
    roles = {piece.role for piece in pieces}
    verb = VERBS[min(roles)]
    if all(f": {MODE}" in piece.name and not piece.edits for piece in pieces):
        verb = "Change the mode of"
    return _fit(verb, _some(dict.fromkeys(piece.path for piece in pieces)))


def _code(pieces: Sequence[Piece]) -> str:
    names = names_of_all(pieces)
    where = _some(dict.fromkeys(piece.path for piece in pieces))
    brought = dict.fromkeys(n for piece in pieces for n in sorted(names[piece.name].brings))
    public = {name: None for name in brought if not name.startswith("_")} or brought
    if public:
        return _fit(f"Add {_some(public)} in", where)
    if all(piece.deletes for piece in pieces):
        taken = dict.fromkeys(n for piece in pieces for n in sorted(names[piece.name].takes))
        return _fit(f"Remove {_some(taken)} from" if taken else "Remove lines from", where)
    places = [names[piece.name].function or names[piece.name].owner for piece in pieces]
    inside = dict.fromkeys(place for place in places if place)
    return _fit(f"Change {_some(inside)} in" if inside else "Change", where)


def _some(things: dict[str, None]) -> str:
    shown = list(things)
    if len(shown) <= MOST + 1:
        return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else shown[0]
    return listed(shown, MOST)


def _fit(start: str, paths: str) -> str:
    """The message, with folders left out where it would be long."""
    whole = f"{start} {paths}"
    if len(whole) <= LONG:
        return whole
    return f"{start} {' '.join(word.rpartition('/')[2] for word in paths.split(' '))}"
