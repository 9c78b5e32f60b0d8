"""One look at an environment: what several checks have in common is found out once for all of them.

A look is of one moment, so whoever has to know whether something has changed since takes another.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from devloop.environment.memo import witness, witnessed

T = TypeVar("T")


class Look:
    """Remembers what was found, and at which paths, so that each who asks vouches for these."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[object, frozenset[str]]] = {}

    def once(self, subject: Hashable, find: Callable[[], T]) -> T:
        """What there is to find under a subject, which has to name all that it depends on."""
        known = self._found.get(subject)
        if known is not None:
            witness(known[1])
            return known[0]  # type: ignore[return-value]  # of the same subject, so of its type
        with witnessed() as seen:
            found = find()
        self._found[subject] = found, frozenset(seen)
        return found
