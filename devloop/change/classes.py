"""Classes of files: which lines are a person's production code, and which are counted beside it.

The first rule that fits decides: attributes of the base, ignore patterns of the base, then the
built-in lists, which hold at any depth. What no rule knows is code.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from devloop.change.file_names import class_by_name
from devloop.git.attributes import Attributes
from devloop.git.ids import RepoPath
from devloop.git.record import dataclass


class FileClass(Enum):
    """Class of a file, as far as the size of a change goes."""

    CODE = "code"
    TEST = "test"
    DOC = "doc"
    GENERATED = "generated"
    VENDORED = "vendored"
    LOCK = "lock"
    FIXTURE = "fixture"
    BINARY = "binary"


WRITTEN = frozenset({FileClass.CODE, FileClass.TEST, FileClass.DOC})
"""Classes whose lines people write, so that it is worth reading what they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """The class of a file and the rule that decided it, in words."""

    file_class: FileClass
    why: str
    settled: bool = True
    """True if the content has no say any more (a generated-file header)."""
    unread: bool = False
    """True if nobody is meant to read its lines (`-diff`)."""

    @property
    def has_lines(self) -> bool:
        """True if its lines are looked at at all."""
        return not self.unread and self.file_class is not FileClass.BINARY


_SIZE_VALUES = {
    "ignore": FileClass.GENERATED,
    "code": FileClass.CODE,
    "test": FileClass.TEST,
    "doc": FileClass.DOC,
}
_LINGUIST = (
    ("linguist-generated", FileClass.GENERATED),
    ("linguist-vendored", FileClass.VENDORED),
    ("linguist-documentation", FileClass.DOC),
)


NAMES = ("devloop-size", *(name for name, _ in _LINGUIST), "diff")
"""The attributes that say something about the class of a file."""


def classify(
    path: RepoPath,
    attributes: Attributes,
    ignored: Callable[[RepoPath], bool],
) -> Classified:
    """The class of a path by the base's attributes and ignore patterns, then by its name."""
    said = _by_attributes(attributes)
    if said is not None:
        return said
    if ignored(path):
        return Classified(file_class=FileClass.GENERATED, why="ignore in [size] of the base")
    denied = {kind for name, kind in _LINGUIST if _off(attributes, name)}
    return _by_name(path, denied)


def _by_attributes(attributes: Attributes) -> Classified | None:
    value = attributes.get("devloop-size")
    if isinstance(value, str) and value in _SIZE_VALUES:
        why = f"devloop-size={value} in .gitattributes"
        return Classified(file_class=_SIZE_VALUES[value], why=why)
    for name, file_class in _LINGUIST:
        if attributes.get(name) in (True, "true"):
            return Classified(file_class=file_class, why=f"{name} in .gitattributes")
    if attributes.get("diff") is False:
        why = "-diff in .gitattributes"
        return Classified(file_class=FileClass.GENERATED, why=why, unread=True)
    return None


def _off(attributes: Attributes, name: str) -> bool:
    return attributes.get(name) in (False, "false")


def _by_name(path: str, denied: set[FileClass]) -> Classified:
    known = class_by_name(path, {file_class.value for file_class in denied})
    if known is not None:
        name, rule = known
        return Classified(file_class=FileClass(name), why=f"by name ({rule})", settled=False)
    settled = FileClass.GENERATED in denied
    return Classified(file_class=FileClass.CODE, why="no other rule fits", settled=settled)
