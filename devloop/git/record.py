"""Records: `dataclasses`, as far as devloop uses them, at a twentieth of the price.

The standard library writes and compiles six functions for every frozen class, 0.4 ms each time
devloop starts, and imports `inspect` to do so: together half of a hook's start-up. Here all
classes share functions that read the names of the fields. Type checkers see the real thing, and
`dataclasses.replace`, `fields` and `asdict` take these records for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["asdict", "dataclass", "field", "replace"]

ClassT = TypeVar("ClassT", bound=type)
RecordT = TypeVar("RecordT")


class Field:
    """What is said about a field beyond its name."""

    __slots__ = ("compare", "default", "default_factory", "repr")

    def __init__(
        self,
        *,
        default: object = ...,
        default_factory: Callable[[], object] | None = None,
        repr: bool = True,
        compare: bool = True,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.repr = repr
        self.compare = compare


def make_record(
    *, frozen: bool = False, slots: bool = False, kw_only: bool = False
) -> Callable[[ClassT], ClassT]:
    """What turns a class with annotations into a record."""

    def make(cls: ClassT) -> ClassT:
        body = {k: v for k, v in vars(cls).items() if k not in {"__dict__", "__weakref__"}}
        fields = {name: _field(body, name) for name in _names(cls)}
        for name, about in fields.items():
            body.pop(name, None)
            if about.default is not ... and not slots:
                body[name] = about.default
        made = _with_methods(cls, body, fields, frozen=frozen, slots=slots)
        puts = {name: _put(made, name, slots=slots) for name in fields}
        made.__init__ = _initializer(cls.__name__, puts, fields, kw_only=kw_only)  # type: ignore[misc]
        return made

    return make


def _names(cls: type) -> Sequence[str]:
    """Names of the fields, in order; a record does not inherit fields."""
    told = cls.__annotations__.items()
    return [name for name, kind in told if not str(kind).startswith("ClassVar")]


def _field(body: Mapping[str, Any], name: str) -> Field:
    said = body.get(name, ...)
    return said if isinstance(said, Field) else Field(default=said)


def _with_methods(
    cls: ClassT, body: dict[str, Any], fields: Mapping[str, Field], *, frozen: bool, slots: bool
) -> ClassT:
    """The class made anew with what every record can do."""
    compared = _getter(tuple(name for name, about in fields.items() if about.compare))
    shown = tuple(name for name, about in fields.items() if about.repr)
    own: dict[str, Any] = {
        "__record_fields__": tuple(fields),
        "__eq__": _equality(compared),
        "__hash__": (lambda self: hash(compared(self))) if frozen else None,
        "__repr__": lambda self: _shown(self, shown),
        "__reduce__": lambda self: (_again, (type(self), _values(self))),
        "__dataclass_fields__": StandardFields(fields),
    }
    if frozen:
        own |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if slots:
        own["__slots__"] = tuple(fields)
    made = type(cls)(cls.__name__, cls.__bases__, own | body)
    made.__qualname__ = cls.__qualname__
    return made


def _getter(names: tuple[str, ...]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _: ()


def _equality(values: Callable[[object], object]) -> Callable[[object, object], Any]:
    def equal(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    return equal


def _shown(record: object, names: Sequence[str]) -> str:
    values = ", ".join(f"{name}={getattr(record, name)!r}" for name in names)
    return f"{type(record).__qualname__}({values})"


def _values(record: object) -> dict[str, object]:
    names: Sequence[str] = vars(type(record))["__record_fields__"]
    return {name: getattr(record, name) for name in names}


def _again(cls: Callable[..., object], values: Mapping[str, object]) -> object:
    """A record from its values, as when it is copied or comes from another process."""
    return cls(**values)


def _refuse(record: object, name: str, _value: object = None) -> None:
    raise AttributeError(f"{type(record).__name__}.{name} cannot be changed")


def _put(cls: type, name: str, *, slots: bool) -> Callable[[Any, object], None]:
    """What sets a field for the first time, past what refuses changes."""
    if slots:
        put: Callable[[Any, object], None] = vars(cls)[name].__set__
        return put
    return lambda record, value: object.__setattr__(record, name, value)


def _initializer(
    title: str,
    puts: Mapping[str, Callable[[Any, object], None]],
    fields: Mapping[str, Field],
    *,
    kw_only: bool,
) -> Callable[..., None]:
    names, steps = tuple(puts), tuple(puts.items())
    positions = () if kw_only else names

    def init(self: object, *args: object, **given: object) -> None:
        if args:
            _take_positions(title, positions, args, given)
        if len(given) < len(names):
            _take_defaults(fields, given)
        if len(given) != len(names):
            raise _mismatch(title, names, given)
        try:
            for name, put in steps:
                put(self, given[name])
        except KeyError as error:
            raise _mismatch(title, names, given) from error

    return init


def _take_positions(
    title: str, names: Sequence[str], args: Sequence[object], given: dict[str, object]
) -> None:
    if len(args) > len(names) or given.keys() & set(names[: len(args)]):
        raise TypeError(f"{title}() takes {len(names)} values by position, each once")
    given.update(zip(names, args, strict=False))


def _take_defaults(fields: Mapping[str, Field], given: dict[str, object]) -> None:
    for name, about in fields.items():
        if name not in given:
            if about.default_factory is not None:
                given[name] = about.default_factory()
            elif about.default is not ...:
                given[name] = about.default


def _mismatch(title: str, names: Sequence[str], given: Mapping[str, object]) -> TypeError:
    missing = [name for name in names if name not in given]
    unknown = [name for name in given if name not in names]
    return TypeError(f"{title}() misses {missing} and does not know {unknown}")


class StandardFields:
    """What `dataclasses` looks for in a class, made when it looks."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields

    def __get__(self, _record: object, owner: type) -> dict[str, Any]:
        import dataclasses

        def standard(about: Field) -> Any:
            said: dict[str, Any] = {"repr": about.repr, "compare": about.compare}
            if about.default_factory is not None:
                return dataclasses.field(default_factory=about.default_factory, **said)
            if about.default is ...:
                return dataclasses.field(**said)
            return dataclasses.field(default=about.default, **said)

        told = [(name, object, standard(about)) for name, about in self._fields.items()]
        made = dataclasses.make_dataclass(owner.__name__, told, kw_only=True)
        return {field.name: field for field in dataclasses.fields(made)}


def changed(record: RecordT, /, **changes: object) -> RecordT:
    """The same record with other values in some fields."""
    if hasattr(record, "__struct_fields__"):
        from msgspec.structs import replace as of_struct

        return of_struct(record, **changes)  # type: ignore[type-var]
    return type(record)(**_values(record) | changes)


def as_dictionary(record: object) -> dict[str, Any]:
    """The values by name, those of records inside too, as the standard library does it."""
    import dataclasses

    found: dict[str, Any] = dataclasses.asdict(record)  # type: ignore[call-overload]
    return found


if TYPE_CHECKING:
    from dataclasses import asdict, dataclass, field, replace
else:
    asdict, dataclass, field, replace = as_dictionary, make_record, Field, changed
