"""The names people write in a configuration: patterns, paths, branches, variables.

Each reader gives the name back, or raises `Mistake` where it could never mean what was wanted: a
pattern that matches nothing would skip its check in silence.
"""

from __future__ import annotations

from devloop.config.match import compiles
from devloop.config.mistake import Mistake, shown
from devloop.git.process import REPOSITORY_VARIABLES

OWN_VARIABLES = ("DEVLOOP_FILES", "DEVLOOP_RUN")
"""Variables devloop sets for every check."""


_SPECIAL = frozenset("[]\\")
"""Characters with which a pattern can be malformed."""


def text(value: object) -> str:
    """A text with something in it."""
    found = any_text(value)
    if not found.strip():
        raise Mistake("must not be empty")
    return found


def any_text(value: object) -> str:
    """A text that the operating system can take as an argument."""
    if not isinstance(value, str):
        raise Mistake(f"must be text in quotes, not {shown(value)}")
    if "\0" in value:
        raise Mistake(f"must not hold a NUL character: {shown(value)}")
    return value


def pattern(value: object) -> str:
    """A gitignore-style pattern of files, seen from the root of the repository."""
    found = text(value)
    body = found.removeprefix("!")
    if not body.strip():
        raise Mistake(f"{shown(found)} is an exception to nothing: a pattern follows the '!'")
    if body.startswith("#"):
        raise Mistake(f"{shown(found)} would be a comment: write '\\\\#' for the character")
    if body != body.strip():
        raise Mistake(f"{shown(found)} has a space at an end: patterns are compared exactly")
    _inside(body, "patterns")
    if "//" in body or (_SPECIAL.intersection(body) and not compiles(found)):
        raise Mistake(f"{shown(found)} can match nothing: it is not a gitignore pattern")
    return found


def path(value: object) -> str:
    """A path relative to the root of the repository, without a slash at its end."""
    found = text(value)
    _inside(found, "paths")
    if found.rstrip("/") in {".", ".git"}:
        raise Mistake(f"{shown(found)} is not a path in the repository that can be shared")
    return found.rstrip("/")


def _inside(name: str, what: str) -> None:
    if name.startswith(("/", "\\\\", "~")) or name[1:2] == ":":
        raise Mistake(f"{shown(name)} is absolute: {what} start at the root of the repository")
    if name.startswith("./"):
        raise Mistake(f"{shown(name)} starts with './': write {shown(name[2:])}")
    if ".." in name.replace("\\", "/").split("/"):
        raise Mistake(f"{shown(name)} leads out of the repository: '..' has no place here")
    if name.endswith("\\"):
        raise Mistake(f"{shown(name)} ends in a backslash: folders are written with '/'")


def branch(value: object) -> str:
    """A pattern of branch names, without `refs/heads/`."""
    found = text(value)
    if found.startswith("refs/"):
        raise Mistake(f"{shown(found)} is a ref: name the branch, without 'refs/heads/'")
    if any(character in found for character in " ~^:\\[") or found.startswith(("-", "/")):
        raise Mistake(f"{shown(found)} cannot be the name of a branch")
    return found


def variable(value: object) -> str:
    """The name of a variable that a check may be given."""
    found = text(value)
    if "=" in found or any(character.isspace() for character in found):
        raise Mistake(f"{shown(found)} cannot be the name of a variable")
    if found in REPOSITORY_VARIABLES:
        raise Mistake(f"{found} would point git to another repository than the one being checked")
    if found in OWN_VARIABLES:
        raise Mistake(f"{found} is set by devloop itself")
    return found
