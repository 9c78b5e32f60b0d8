"""A plan as a document that a person may edit: `devloop.split/1`, written and read.

Steps may be put in another order, made one, divided or given other messages; a piece may go to
another step. All pieces have to be there once, and the tree has to be the one it was made for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from devloop.change.split.building import BuiltPart, Whole
from devloop.change.split.part import Part
from devloop.change.split.piece import Piece
from devloop.errors import UsageError
from devloop.words import listed

SCHEMA = "devloop.split/1"
AGAIN = "make a new one: devloop split --json"
Json = dict[str, object]


def encode(whole: Whole, built: Sequence[BuiltPart], *, verified: bool) -> Json:
    """The document of a plan."""
    return {
        "schema": SCHEMA,
        "base": whole.base,
        "tree": whole.tree,
        "effective": whole.size.effective,
        "verified": verified,
        "parts": [
            {
                "message": one.part.message,
                "effective": one.size.effective,
                "tree": one.tree,
                "pieces": [piece.name for piece in one.part.pieces],
            }
            for one in built
        ],
    }


def decode(text: str, whole: Whole) -> tuple[Part, ...]:
    """The parts of an edited plan for this change; `UsageError` says what is wrong with it."""
    document = _object(text)
    if document.get("schema") != SCHEMA:
        raise UsageError(f"this is not a plan: its schema is not {SCHEMA}", hint=AGAIN)
    if (document.get("base"), document.get("tree")) != (whole.base, whole.tree):
        raise UsageError("the plan was made for another tree", hint=AGAIN)
    found = document.get("parts")
    if not isinstance(found, list) or not found:
        raise UsageError("the plan has no parts", hint=AGAIN)
    names = {piece.name: piece for piece in whole.pieces}
    parts = tuple(_part(number, one, names) for number, one in enumerate(found, 1))
    _check_pieces(parts, whole)
    return parts


def _object(text: str) -> Json:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UsageError(f"the plan is not JSON: {error}", hint=AGAIN) from error
    if not isinstance(document, dict):
        raise UsageError("the plan is not a JSON object", hint=AGAIN)
    return document


def _part(number: int, found: object, names: dict[str, Piece]) -> Part:
    message = found.get("message") if isinstance(found, dict) else None
    pieces = found.get("pieces") if isinstance(found, dict) else None
    if not isinstance(message, str) or not message.strip():
        raise UsageError(f"part {number} of the plan has no message")
    if not isinstance(pieces, list) or not pieces:
        raise UsageError(f"part {number} of the plan has no pieces", hint="delete the part")
    unknown = [piece for piece in pieces if piece not in names]
    if unknown:
        raise UsageError(f"part {number} of the plan: there is no piece {unknown[0]!r}")
    return Part(message=message, pieces=tuple(names[piece] for piece in pieces))


def _check_pieces(parts: Sequence[Part], whole: Whole) -> None:
    counts = Counter(piece.name for part in parts for piece in part.pieces)
    for name, count in counts.items():
        if count > 1:
            raise UsageError(f"the plan has a piece {count} times: {name}")
    missing = [piece.name for piece in whole.pieces if piece.name not in counts]
    if missing:
        raise UsageError(f"the plan leaves out {listed(missing, 1)}: put it into a part")
