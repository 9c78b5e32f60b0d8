"""Differences of manifests in short sentences: what is not the same between two verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from devloop.verdict.manifest import Difference

SHORT = 9
"""Digits of an id that a person needs."""

OTHER_FILES = " has other files"
MOST_ANEW = 5
"""More distributions of the same version but with other files are only counted."""

EMPTY = ("{}", "[]")
"""What a manifest says where a section has nothing."""


def sentences(differences: Iterable[Difference]) -> tuple[str, ...]:
    """A sentence for each difference, what matters most first, each once."""
    ranked = sorted((one for one in differences if not _is_frame(one)), key=_rank)
    told = tuple(dict.fromkeys(_sentence(one) for one in ranked))
    anew = tuple(sentence for sentence in told if sentence.endswith(OTHER_FILES))
    if len(anew) <= MOST_ANEW:
        return told
    return (*(s for s in told if s not in anew), f"{len(anew)} distributions were reinstalled")


def _rank(one: Difference) -> tuple[int, str]:
    """Where its teller stands in the table, then its path."""
    ranks = (number for number, (prefix, _) in enumerate(TELLERS) if one.path.startswith(prefix))
    return next(ranks, len(TELLERS)), one.path


def _is_frame(one: Difference) -> bool:
    """True if it only says that a section is empty on one side."""
    return {one.left, one.right} & set(EMPTY) != set() and None in {one.left, one.right}


def _sentence(one: Difference) -> str:
    for prefix, tell in TELLERS:
        if one.path == prefix or (prefix.endswith(".") and one.path.startswith(prefix)):
            return tell(one.path.removeprefix(prefix), one.left, one.right)
    return f"{one.path}: {_arrow(one.left, one.right)}"


def _arrow(left: str | None, right: str | None) -> str:
    return f"{_short(left)} -> {_short(right)}"


def _short(value: str | None) -> str:
    if value is None:
        return "nothing"
    is_id = len(value) in {32, 40, 64} and not value.strip("0123456789abcdef")
    return value[:SHORT] if is_id else value


def _change(left: str | None, right: str | None) -> str:
    if left is None:
        return "is new"
    return "is gone" if right is None else "changed"


def _content(name: str, left: str | None, right: str | None) -> str:
    if name == "refs":
        return "history: tags changed"
    words = {"tree": "tree", "part": "declared inputs", "commit": "commit"}
    return f"{words.get(name, name)} {_arrow(left, right)}"


def _definition(name: str, left: str | None, right: str | None) -> str:
    return f"definition: {name} {_arrow(left, right)}"


def _python(name: str, left: str | None, right: str | None) -> str:
    if name == "version" and left and right and left.split()[0] != right.split()[0]:
        return f"Python {left.split()[0]} -> {right.split()[0]}"
    if name == "prefix":
        return f"Python of {left} -> {right}"
    return "Python was reinstalled"


def _distribution(name: str, left: str | None, right: str | None) -> str:
    old, new = _version(left), _version(right)
    if left is None:
        return f"{name} {new}".rstrip() + " is new"
    if right is None:
        return f"{name} {old}".rstrip() + " is gone"
    return f"{name} {old} -> {new}" if old != new else f"{name} {old}".rstrip() + OTHER_FILES


def _version(value: str | None) -> str:
    """The version in `VERSION DIGEST`; a single word is a digest alone."""
    words = (value or "").split(" ")
    return words[0] if len(words) > 1 else ""


def _program(name: str, left: str | None, right: str | None) -> str:
    old, new = ((side or "nothing").split(" ", 1)[0] for side in (left, right))
    return f"program {name}: {old} -> {new}" if old != new else f"program {name} has changed"


def _named(what: str) -> Callable[[str, str | None, str | None], str]:
    return lambda name, left, right: f"{what} {name} {_change(left, right)}"


def _told(what: str) -> Callable[[str, str | None, str | None], str]:
    return lambda name, left, right: f"{what} {name}".rstrip() + f": {_arrow(left, right)}"


TELLERS = (
    ("content.", _content),
    ("check.", _definition),
    ("environment.interpreter.", _python),
    ("environment.program.", _program),
    ("environment.distributions.", _distribution),
    ("environment.variables.", _named("variable")),
    ("environment.sources.", _named("code outside the repository:")),
    ("environment.personal.", _named("your own settings:")),
    ("environment.shares.", _named("shared folder")),
    ("environment.settings.", _told("git setting")),
    ("environment.hook.", _told("what is made for the hook:")),
    ("environment.platform", _told("platform")),
    ("manifest", _told("form of manifests")),
)
"""Who tells of what, by the path of a difference; `.` at the end stands for all below."""
