"""Class of a file by its name and the built-in lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from devloop.change.known_files import DOCUMENT_SUFFIXES, DOCUMENTS, KNOWN_FILES, PRODUCTION
from devloop.change.lexing.brace_languages import JSON
from devloop.change.lexing.languages import syntax_of
from devloop.change.lexing.syntax import NOTEBOOK, PLAIN

_DATA = (PLAIN, NOTEBOOK, JSON)
_STUBS = ".pyi"
"""Of Python, but never run."""
_SHORTEST_NAME = 2
"""Letters of a suffix in capitals, such as that of `COPYING.LESSER`; one is a language's."""


def class_by_name(path: str, denied: Iterable[str] = ()) -> tuple[str, str] | None:
    """The name of the class and the rule that decided; None where no list knows the path."""
    whole = f"/{path}"
    for name, rules in KNOWN_FILES:
        if name in denied or not _any_of(rules).search(whole):
            continue
        if name == "test" and _any_of(PRODUCTION).search(whole):
            continue
        return name, next(rule for rule in rules.split() if _pattern(rule).search(whole))
    word = _document(path.rsplit("/", 1)[-1])
    return ("doc", word) if word and "doc" not in denied else None


def is_source(path: str) -> bool:
    """True if the file is written in a known language and may be run."""
    return syntax_of(path) not in _DATA and not path.endswith(_STUBS)


def _document(name: str) -> str:
    """The word that makes a name that of a document, such as README."""
    match = _words().match(name)
    if match is None:
        return ""
    dot = name.rfind(".")
    suffix = name[dot:] if dot >= 0 else ""
    plain = suffix in DOCUMENT_SUFFIXES.split() or (
        syntax_of(name) is PLAIN
        and (not suffix or (suffix[1:].isupper() and len(suffix) > _SHORTEST_NAME))
    )
    return match.group() if plain or re.fullmatch(r"\.\d+", suffix) else ""


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(DOCUMENTS.split())})(?![^\W_])")


@lru_cache(maxsize=16)
def _any_of(rules: str) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(rule).pattern for rule in rules.split()))


@lru_cache(maxsize=512)
def _pattern(rule: str) -> re.Pattern[str]:
    """The rule for a path with a slash before it."""
    at_top, folder = rule.startswith("/"), rule.endswith("/")
    inner = re.escape(rule.strip("/")).replace(r"\*", "[^/]*")
    return re.compile(("^/" if at_top else "/") + inner + ("/" if folder else r"\Z"))
