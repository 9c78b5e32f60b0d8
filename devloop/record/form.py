"""The form in which a record is kept: canonical text, and back where it is exactly that.

Two texts: what was looked at in the tree, and outside of it with the answers, which is the same for
many runs. Paths are bytes, written as `os.fsdecode` gives them. What cannot be understood is None.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from devloop.git.record import dataclass
from devloop.record.fact import Access, Outside, Record
from devloop.record.mark import FileState

FORM = 1
T = TypeVar("T")
NOT_UNDERSTOOD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a run looked at in its tree."""

    tree: Mapping[bytes, Access]
    opaque: tuple[str, ...]


def written_looks(record: Record) -> bytes:
    """The text of what was looked at in the tree."""
    tree = {os.fsdecode(path): int(look) for path, look in record.tree.items()}
    return _text({"form": FORM, "opaque": list(record.opaque), "tree": tree})


def written_outside(record: Record) -> bytes:
    """The text of what was looked at outside, with the answers."""
    facts = [
        [os.fsdecode(path), int(fact.looks), *_fact(fact)]
        for path, fact in sorted(record.outside.items())
    ]
    return _text({"form": FORM, "outside": facts})


def read_looks(text: bytes) -> Looks | None:
    """What `written_looks` has written."""
    return _understood(text, _looks)


def read_outside(text: bytes) -> Mapping[bytes, Outside] | None:
    """What `written_outside` has written."""
    return _understood(text, _facts)


def _text(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _understood(text: bytes, parse: Callable[[object], T]) -> T | None:
    try:
        return parse(json.loads(text))
    except NOT_UNDERSTOOD:
        return None


def _looks(value: object) -> Looks:
    fields = _fields(value, "tree", "opaque")
    tree, opaque = fields["tree"], fields["opaque"]
    if not isinstance(tree, dict) or not isinstance(opaque, list):
        raise TypeError(value)
    looks = {os.fsencode(path): Access(_number(look)) for path, look in tree.items()}
    return Looks(tree=looks, opaque=tuple(map(str, opaque)))


def _facts(value: object) -> Mapping[bytes, Outside]:
    listed = _fields(value, "outside")["outside"]
    if not isinstance(listed, list):
        raise TypeError(value)
    return {os.fsencode(path): _outside(about) for path, *about in listed}


def _fields(value: object, *names: str) -> Mapping[str, object]:
    if not isinstance(value, dict) or value.keys() != {"form", *names} or value["form"] != FORM:
        raise ValueError(value)
    return value


def _fact(fact: Outside) -> list[object]:
    if fact.mark is None:
        return []
    return [*fact.mark.values, int(fact.settled), fact.digest]


def _outside(about: Sequence[object]) -> Outside:
    looks, *more = about
    look = Access(_number(looks))
    if not more:
        return Outside(looks=look)
    mode, size, modified, changed, settled, digest = more
    mark = FileState(
        mode=_number(mode), size=_number(size), modified=_number(modified), changed=_number(changed)
    )
    if not isinstance(digest, str):
        raise TypeError(digest)
    return Outside(looks=look, mark=mark, settled=settled == 1, digest=digest)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
