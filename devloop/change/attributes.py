"""What the `.gitattributes` files of a tree say about a path.

Only the files of the tree are read, never those of the working tree or of a user, so that the
answer belongs to the tree. Macros are known: `binary` and those the root file defines.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from devloop.change.glob import matches
from devloop.git.record import dataclass

Value = bool | str | None
"""Set, unset, a string, or None: nothing is said (`!name`)."""

_LINE = re.compile(r'\s*(?:"((?:\\.|[^"\\])*)"|(\S+))\s*(.*)')
_BINARY = (("diff", False), ("merge", False), ("text", False))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRule:
    """One line of a `.gitattributes` file; `folder` is where the file is ("" or "a/b/")."""

    folder: str
    pattern: str
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """All rules of a tree, weakest first."""

    rules: tuple[AttributeRule, ...] = ()

    def of(self, path: str) -> dict[str, tuple[Value, str]]:
        """Each attribute of a path with the pattern that decided."""
        found: dict[str, tuple[Value, str]] = {}
        for rule in self.rules:
            inside = path.startswith(rule.folder)
            if inside and matches(rule.pattern, path[len(rule.folder) :]):
                found.update({name: (value, rule.pattern) for name, value in rule.values})
        return found


def attributes_files(path: str) -> tuple[str, ...]:
    """Paths of the `.gitattributes` files that can say something about `path`."""
    parts = path.split("/")[:-1]
    folders = ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1)]
    return tuple(f"{folder}.gitattributes" for folder in ["", *folders])


def parse_attributes(files: Mapping[str, bytes]) -> Attributes:
    """The rules of `.gitattributes` files, given by their paths in the tree."""
    macros: dict[str, tuple[tuple[str, Value], ...]] = {"binary": _BINARY}
    rules = []
    for name in sorted(files, key=lambda path: (path.count("/"), path)):
        folder = name.removesuffix(".gitattributes")
        for line in os.fsdecode(files[name]).split("\n"):
            rule = _rule(line, folder, macros)
            if rule is None:
                continue
            if rule.pattern.startswith("[attr]"):
                macros[rule.pattern.removeprefix("[attr]")] = rule.values
            else:
                rules.append(rule)
    return Attributes(rules=tuple(rules))


def _rule(
    line: str, folder: str, macros: Mapping[str, tuple[tuple[str, Value], ...]]
) -> AttributeRule | None:
    match = _LINE.fullmatch(line.rstrip("\r"))
    if match is None:
        return None
    quoted, plain, words = match.groups()
    pattern = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    if pattern.startswith(("#", "!")):
        return None
    values: list[tuple[str, Value]] = []
    for word in words.split():
        name, value = _value(word)
        values += [*(macros.get(name, ()) if value is True else ()), (name, value)]
    return AttributeRule(folder=folder, pattern=pattern, values=tuple(values))


def _value(word: str) -> tuple[str, Value]:
    if word.startswith("-"):
        return word[1:], False
    if word.startswith("!"):
        return word[1:], None
    name, equals, value = word.partition("=")
    return name, value if equals else True
