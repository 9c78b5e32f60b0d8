"""One table of a configuration while it is read; its mistakes are gathered, not raised."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TypeVar

from devloop.config.key import Key, Table
from devloop.config.mistake import Mistake, closest, shown, step
from devloop.git.record import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What stands in one table, where that table is, and the mistakes found so far."""

    content: dict[str, object]
    at: str
    """Dotted path of the table; empty for the root."""
    mistakes: list[str]
    """Shared by all sections of one configuration; each `path: sentence`."""

    def path(self, key: str) -> str:
        """The dotted path of a key of this table."""
        return f"{self.at}.{step(key)}" if self.at else step(key)

    def say(self, key: str, sentence: str) -> None:
        """Note a mistake at a key."""
        self.mistakes.append(f"{self.path(key)}: {sentence}")

    def say_each(self, found: Iterable[tuple[str, str]]) -> None:
        """Note mistakes at keys."""
        for key, sentence in found:
            self.say(key, sentence)

    def get(self, key: Key[T]) -> T:
        """The value of a key; its default where it is absent or wrong (and said to be)."""
        if key.name not in self.content:
            return key.default
        try:
            return key.value.read(self.content[key.name])
        except Mistake as mistake:
            found = mistake.below(self.path(key.name))
            self.mistakes.extend(f"{path}: {sentence}" for path, sentence in found)
            return key.default

    def section(self, name: str) -> Section:
        """The table under a key; an empty one where it is absent or no table."""
        content = self.content.get(name, {})
        if not isinstance(content, dict):
            self.say(name, f"must be a table, not {shown(content)}")
            content = {}
        return Section(content=content, at=self.path(name), mistakes=self.mistakes)

    def only(self, table: Table, *, besides: Container[str] = ()) -> None:
        """Note every key that the table does not have, with the one that was probably meant."""
        for name, value in self.content.items():
            if name not in table.names and name not in besides:
                self.say(name, _unknown(name, value, table.names))


def _unknown(name: str, value: object, known: tuple[str, ...]) -> str:
    near = closest(name, known)
    if not near and isinstance(value, dict) and "run" in value and "checks" in known:
        return f"unknown table (did you mean [checks.{step(name)}]?)"
    return f"unknown key{near or '; known are ' + ', '.join(known)}"
