"""What a key of a configuration is, and a table of keys."""

from __future__ import annotations

from typing import Generic, TypeVar

from devloop.config.values import Value
from devloop.git.record import dataclass

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Generic[T_co]):
    """One key of one table."""

    name: str
    value: Value[T_co]
    default: T_co
    doc: str
    """What it does, in one sentence or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the file, and what stands in it."""

    name: str
    """Empty for the root."""
    doc: str
    keys: tuple[Key[object], ...]
    tables: tuple[Table, ...] = ()
    many: bool = False
    """Whether it holds tables of this shape, each under a name the person chooses."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that may stand in it."""
        return (*(key.name for key in self.keys), *(table.name for table in self.tables))
