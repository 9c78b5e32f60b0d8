"""One table of a configuration while it is read; its mistakes are gathered, not raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from devloop.config.key import NEEDED, Declared, Key, keys_of, names_of
from devloop.config.mistake import Mistake, closest, shown, step
from devloop.git.record import dataclass

D = TypeVar("D", bound=Declared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table, its place, and the mistakes found so far."""

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

    def get(self, key: Key) -> Any:
        """The value of a key; its default where it is absent or wrong (and said to be)."""
        if key.name not in self.content:
            if key.default is NEEDED:
                self.say(key.name, "is missing")
            return key.default
        try:
            return key.value.read(self.content[key.name])
        except Mistake as mistake:
            found = mistake.below(self.path(key.name))
            self.mistakes.extend(f"{path}: {sentence}" for path, sentence in found)
            return key.default

    def keys(self, record: type[Declared]) -> dict[str, Any]:
        """The values of all keys of a record, by its fields."""
        return {field: self.get(key) for field, key in keys_of(record).items()}

    def record(
        self,
        record: type[D],
        rule: Callable[[D], Iterable[tuple[str, str]]] = lambda _: (),
        **own: object,
    ) -> D:
        """The record that the table stands for, with fields of its own; `rule` finds mistakes.

        It is not asked where a key is wrong already.
        """
        before = len(self.mistakes)
        self.only(names_of(record))
        made = record(**self.keys(record), **own)
        if len(self.mistakes) == before:
            self.say_each(rule(made))
        return made

    def section(self, name: str) -> Section:
        """The table under a key; an empty one where it is absent or no table."""
        content = self.content.get(name, {})
        if not isinstance(content, dict):
            self.say(name, f"must be a table, not {shown(content)}")
            content = {}
        return Section(content=content, at=self.path(name), mistakes=self.mistakes)

    def sections(self) -> Iterator[tuple[str, Section]]:
        """All tables in it, by the names that the person chose."""
        return ((name, self.section(name)) for name in self.content)

    def only(self, known: tuple[str, ...]) -> None:
        """Note every key that does not belong here, with the one that was probably meant."""
        for name, value in self.content.items():
            if name not in known:
                self.say(name, _unknown(name, value, known))


def _unknown(name: str, value: object, known: tuple[str, ...]) -> str:
    near = closest(name, known)
    if not near and isinstance(value, dict) and "run" in value and "checks" in known:
        return f"unknown table (did you mean [checks.{step(name)}]?)"
    return f"unknown key{near or '; known are ' + ', '.join(known)}"
