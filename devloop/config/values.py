"""The kinds of value a configuration holds: how each is read, and how the schema describes it.

A reader takes what TOML gave and returns a sound value, or raises `Mistake` with every sentence
it has. Which key takes which kind of value is the business of `keys`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum
from typing import Any, Generic, TypeVar

from devloop.config import names
from devloop.config.duration import DURATION_PATTERN, seconds
from devloop.config.mistake import Mistake, closest, shown, step
from devloop.files.json_value import Json
from devloop.git.record import dataclass

S = TypeVar("S")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=Enum)

Program = str | tuple[str, ...]
"""Command: a string is a line for sh, a tuple is a program and its arguments."""

FILES = "{files}"
"""Stands in a command for the files to judge."""


def plain(value: Any) -> Json:
    """A value as TOML and JSON have it, where its kind has no way of its own."""
    if isinstance(value, tuple):
        return list(value)
    found: Json = value.value if isinstance(value, Enum) else value
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Generic[T_co]):
    """One kind of value."""

    read: Callable[[object], T_co]
    words: str
    """Its description for people, in Markdown."""
    schema: Mapping[str, object]
    """Its description in JSON schema."""
    plain: Callable[[Any], Json] = plain
    """The value as TOML and JSON have it."""


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Mistake(f"must be true or false, not {shown(value)}")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Mistake(f"must be a whole number above zero, not {shown(value)}")
    return value


def _percent(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 100:
        raise Mistake(f"must be a whole number from 1 to 100, not {shown(value)}")
    return value


def _duration(value: object) -> float | None:
    if value is False:
        return None
    found = seconds(value)
    if found is None:
        raise Mistake(
            "must be seconds or a text such as '90s', '5m' or '1h30m' (false: no limit), "
            f"not {shown(value)}"
        )
    return found


def _plain_duration(seconds: float | None) -> float | bool:
    if seconds is None:
        return False
    return int(seconds) if seconds.is_integer() else seconds


def _program(value: object) -> Program:
    if isinstance(value, str):
        return names.text(value)
    if not isinstance(value, list) or not value:
        raise Mistake(f"must be a line for sh or a list of words, not {shown(value)}")
    words = _each(_word, _numbered(value))
    if not words[0].strip() or words[0] == FILES:
        raise Mistake("must start with the name of a program")
    return words


def _word(value: object) -> str:
    found = names.any_text(value)
    if FILES in found and found != FILES:
        raise Mistake(f"{FILES} must be a word of its own in a list, not {shown(found)}")
    return found


def _variables(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise Mistake(f"must be a table of variables and their values, not {shown(value)}")
    pairs = ((f".{step(name)}", (name, item)) for name, item in value.items())
    return tuple(sorted(_each(_assignment, pairs)))


def _assignment(pair: tuple[str, object]) -> tuple[str, str]:
    name, value = pair
    return names.variable(name), names.any_text(value)


def _patterns(value: object) -> tuple[str, ...]:
    patterns = list_of(names.pattern, "patterns").read(value)
    if patterns and all(pattern.startswith("!") for pattern in patterns):
        raise Mistake("matches nothing: every pattern is an exception ('!')")
    return patterns


def _each(read: Callable[[S], T], items: Iterable[tuple[str, S]]) -> tuple[T, ...]:
    """Every item read, or one `Mistake` with the mistakes of all, each at its step."""
    bad: list[tuple[str, str]] = []
    good = [found for at, item in items for found in _one(read, at, item, bad)]
    if bad:
        raise Mistake(found=tuple(bad))
    return tuple(good)


def _one(
    read: Callable[[S], T], at: str, item: S, bad: list[tuple[str, str]]
) -> tuple[T] | tuple[()]:
    try:
        return (read(item),)
    except Mistake as mistake:
        bad.extend(mistake.below(at))
        return ()


def _numbered(items: Iterable[object]) -> Iterable[tuple[str, object]]:
    return ((f"[{number}]", item) for number, item in enumerate(items))


def list_of(
    read_item: Callable[[object], T], items: str, *, least: int = 0
) -> Value[tuple[T, ...]]:
    """A list of one kind of text, with at least so many of them; `items` is what they are."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            hint = f" (write [{shown(value)}])" if isinstance(value, str) else ""
            raise Mistake(f"must be a list, not {shown(value)}{hint}")
        if len(value) < least:
            raise Mistake("must not be an empty list: leave it out for the default")
        return _each(read_item, _numbered(value))

    schema = {"type": "array", "items": _WORDS, "minItems": least}
    return Value(read=read, words=f"list of {items}", schema=schema)


def choice(options: type[E]) -> Value[E]:
    """One of a closed set of words."""
    words = {option.value: option for option in options}

    def read(value: object) -> E:
        if isinstance(value, str) and value in words:
            return words[value]
        listed = ", ".join(shown(word) for word in words)
        raise Mistake(f"must be one of {listed}, not {shown(value)}{closest(value, words)}")

    *most, last = (f"`{word}`" for word in words)
    told = f"{', '.join(most)} or {last}"
    return Value(read=read, words=told, schema={"enum": list(words)})


def _day(value: object) -> str:
    from datetime import date, datetime

    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value).isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise Mistake(f"must be a day such as 2030-01-31, not {shown(value)}")


_WORDS = {"type": "string", "minLength": 1}

FLAG = Value(read=_flag, words="true or false", schema={"type": "boolean"})
COUNT = Value(read=_count, words="number", schema={"type": "integer", "minimum": 1})
PERCENT = Value(
    read=_percent,
    words="percent",
    schema={"type": "integer", "minimum": 1, "maximum": 100},
)
DAY = Value(
    read=_day,
    words="day",
    schema={"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
)
TEXT = Value(read=names.text, words="text", schema=_WORDS)
FILE = Value(read=names.text, words="path", schema=_WORDS)
NAMES = list_of(names.text, "checks")
PATTERNS = Value(
    read=_patterns,
    words="list of patterns",
    schema=list_of(names.pattern, "patterns").schema,
)
PATHS = list_of(names.path, "paths")
BRANCHES = list_of(names.branch, "branches")
SOME_BRANCHES = list_of(names.branch, "branches", least=1)
TAGS = list_of(names.branch, "tags")
VARIABLE_NAMES = list_of(names.variable, "names")
VARIABLES = Value(
    read=_variables,
    words="table of texts",
    schema={"type": "object", "additionalProperties": {"type": "string"}},
    plain=dict,
)
PROGRAM = Value(
    read=_program,
    words="text or list of words",
    schema={"anyOf": [_WORDS, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
)
DURATION = Value(
    read=_duration,
    words='seconds, or text such as `"90s"`, `"5m"`, `"1h30m"`; `false`',
    schema={
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "string", "pattern": DURATION_PATTERN},
            {"const": False},
        ]
    },
    plain=_plain_duration,
)
