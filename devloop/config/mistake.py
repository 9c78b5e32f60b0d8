"""A mistake in a configuration: what is wrong, where, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

BARE = re.compile(r"[A-Za-z0-9_-]+")
"""Keys that TOML lets stand without quotes."""


class Mistake(Exception):
    """What a value was found to be wrong in: pairs of a path below the value and a sentence."""

    def __init__(self, sentence: str = "", *, found: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(sentence)
        self.found = found or (("", sentence),)

    def below(self, step: str) -> list[tuple[str, str]]:
        """The same, seen from the value that holds this one at `step`."""
        return [(step + path, sentence) for path, sentence in self.found]


def shown(value: object) -> str:
    """A value in few words, for a sentence."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def step(key: str) -> str:
    """A key as TOML writes it in a dotted path."""
    return key if BARE.fullmatch(key) else repr(key)


def closest(word: object, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` where one of the known words is near, else nothing."""
    from difflib import get_close_matches

    near = get_close_matches(str(word).lower().replace("_", "-"), list(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
