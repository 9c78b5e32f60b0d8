"""The form in which a record is kept: canonical text, and back where it is exactly that.

Paths are bytes; they are written as `os.fsdecode` gives them. What cannot be understood is None.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from devloop.record.fact import Look, Outside, Record
from devloop.record.mark import Mark

FORM = 1


def written(record: Record) -> bytes:
    """The text of a record."""
    value = {
        "form": FORM,
        "opaque": list(record.opaque),
        "outside": [
            [os.fsdecode(path), int(fact.looks), *_fact(fact)]
            for path, fact in record.outside.items()
        ],
        "tree": {os.fsdecode(path): int(look) for path, look in record.tree.items()},
    }
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def read(text: bytes) -> Record | None:
    """The record in a text; None where it is none, or one of another form."""
    try:
        value = json.loads(text)
        if value["form"] != FORM:
            return None
        return Record(
            tree={os.fsencode(path): Look(look) for path, look in value["tree"].items()},
            outside={os.fsencode(path): _outside(about) for path, *about in value["outside"]},
            opaque=tuple(map(str, value["opaque"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _fact(fact: Outside) -> list[object]:
    if fact.mark is None:
        return []
    return [*fact.mark.values, int(fact.settled), fact.digest]


def _outside(about: Sequence[object]) -> Outside:
    looks, *more = about
    look = Look(_number(looks))
    if not more:
        return Outside(looks=look)
    mode, size, modified, changed, settled, digest = more
    mark = Mark(
        mode=_number(mode), size=_number(size), modified=_number(modified), changed=_number(changed)
    )
    if not isinstance(digest, str):
        raise TypeError(digest)
    return Outside(looks=look, mark=mark, settled=settled == 1, digest=digest)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
