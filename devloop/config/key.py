"""Keys of a configuration, declared in the fields of the records that they become.

A field of a `Declared` record says once all there is to know of its key: how it is read, its
default, what it does, and whether it is part of a verdict's key. The parser, the JSON schema, the
tables of the reference and the manifest are made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct, StructMeta
from msgspec.structs import replace

from devloop.config.values import Value, plain
from devloop.files.json_value import Json

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):  # noqa: D103 - for type checkers; in Python from 3.11 on
        return lambda made: made


T = TypeVar("T")
D = TypeVar("D", bound="Declared")

NEEDED: Any = object()
"""In the place of a default: the key has to be said."""


class Effect(Enum):
    """Part that a field of a check has in the key of its verdict."""

    IN_KEY = "another value is another verdict"
    IN_KEY_WHERE_SET = "the same; a key that does not name it stands for the default"
    NOT_IN_KEY = "it cannot change what a verdict says"


class Own(Struct, frozen=True, kw_only=True):
    """A field that no file sets, as it was declared."""

    name: str = ""
    default: Any = NEEDED
    effect: Effect | None = None
    """Of a field of a check; a test holds that it is said."""
    plain: Callable[[Any], Json] = plain
    """The value as TOML and JSON have it."""


class Key(Struct, frozen=True, kw_only=True):
    """A field that a file can set, as it was declared."""

    name: str = ""
    """As a file spells it."""
    value: Value[Any]
    default: Any = NEEDED
    effect: Effect | None = None
    """Of a field of a check; a test holds that it is said."""
    doc: str
    """Description in one or two sentences of Markdown."""
    unset: str
    """What holds where it is not said, in words; empty: what the default tells."""
    example: str
    """Some other value, as TOML writes it."""
    see: str
    """The page of the reference that tells more."""

    @property
    def plain(self) -> Callable[[Any], Json]:
        """The value as TOML and JSON have it."""
        return self.value.plain


class Table(Struct, frozen=True, kw_only=True):
    """A field that holds a table, or many tables under names that the person chooses."""

    name: str = ""
    record: type[Declared]
    default: Any
    many: bool
    doc: str


def key(
    value: Value[T],
    *,
    default: T = NEEDED,
    doc: str,
    example: str,
    unset: str = "",
    see: str = "",
    effect: Effect | None = None,
) -> T:
    """A field that a file can set."""
    made = Key(
        value=value,
        default=default,
        doc=doc,
        example=example,
        unset=unset,
        see=see,
        effect=effect,
    )
    return cast("T", made)


def own(
    *,
    default: T = NEEDED,
    effect: Effect | None = None,
    plain: Callable[[Any], Json] = plain,
) -> T:
    """A field that no file can set."""
    return cast("T", Own(default=default, effect=effect, plain=plain))


def table(record: type[D], *, default: D, doc: str) -> D:
    """A field that holds a table of its own."""
    return cast("D", Table(record=record, default=default, many=False, doc=doc))


def tables(record: type[D], *, default: tuple[D, ...], doc: str) -> tuple[D, ...]:
    """A field that holds tables of one shape, each under its name."""
    return cast("tuple[D, ...]", Table(record=record, default=default, many=True, doc=doc))


class DeclaredMeta(StructMeta):
    """Takes the declarations out of a class and leaves their defaults to `msgspec`."""

    __declared__: dict[str, Own | Key | Table]

    def __new__(
        cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **said: Any
    ) -> DeclaredMeta:
        """The class, with what its fields declare under their names."""
        found = {f: v for f, v in body.items() if isinstance(v, Own | Key | Table)}
        for field, declared in found.items():
            del body[field]
            if declared.default is not NEEDED:
                body[field] = declared.default
        made: DeclaredMeta = super().__new__(cls, name, bases, body, **said)
        undeclared = set(made.__struct_fields__).difference(found)
        if undeclared:
            raise TypeError(f"{name}: declare {', '.join(sorted(undeclared))} with key() or own()")
        made.__declared__ = {field: _named(field, one) for field, one in found.items()}
        return made


def _named(field: str, one: Own | Key | Table) -> Own | Key | Table:
    """The declaration with its name in files: that of the field, with hyphens."""
    name = field.replace("_", "-")
    match one:
        case Own():
            return replace(one, name=name)
        case Key():
            return replace(one, name=name)
        case Table():
            return replace(one, name=name)


@dataclass_transform(kw_only_default=True, field_specifiers=(key, own, table, tables))
class Declared(Struct, metaclass=DeclaredMeta, frozen=True, kw_only=True):
    """A record whose fields are declared: keys and tables of a file, and fields of its own."""


def declared_in(record: type[Declared]) -> Mapping[str, Own | Key | Table]:
    """All that the fields of a record declare, in their order."""
    return record.__declared__


def keys_of(record: type[Declared]) -> Mapping[str, Key]:
    """The keys that a file can set, by the field of the record."""
    found = declared_in(record).items()
    return {f: k for f, k in found if isinstance(k, Key)}


def tables_of(record: type[Declared]) -> Mapping[str, Table]:
    """The tables that a file can hold, by the field of the record."""
    return {f: t for f, t in declared_in(record).items() if isinstance(t, Table)}


def names_of(record: type[Declared]) -> tuple[str, ...]:
    """All that may stand in the table of a file that becomes this record."""
    return (
        *(k.name for k in keys_of(record).values()),
        *(t.name for t in tables_of(record).values()),
    )
