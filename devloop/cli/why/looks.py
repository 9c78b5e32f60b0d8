"""Output of `devloop why` on what a run looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator

from devloop.record.fact import Access
from devloop.run.recording.account import Account

WORDS = (
    (Access.CONTENT, "read"),
    (Access.LISTING, "listed"),
    (Access.LINK, "followed"),
    (Access.STAT, "size and time"),
    (Access.EXISTENCE, "is there"),
    (Access.ABSENCE, "is not there"),
)
"""What each look is called, from the one that tells most."""


def rows_of(account: Account | None, *, everything: bool) -> Iterator[tuple[str, str]]:
    """Name and text of each row; with `everything`, one for each path."""
    if account is None:
        yield "looked at", "not recorded"
        return
    counted = (_count(account, word) for _, word in WORDS)
    hint = "" if everything else "  (--all lists them)"
    told = [text for text in counted if text] or ["nothing in the tree"]
    yield "looked at", f"{', '.join(told)}; {len(account.outside)} paths outside{hint}"
    for reason in account.opaque:
        yield "opaque", f"{reason}, so it stands for its whole tree alone"
    if everything:
        for path, look in account.tree.items():
            yield "", f"{os.fsdecode(path) or '.'}  {word_of(look)}"
        for path, fact in account.outside.items():
            yield "", f"{os.fsdecode(path)}  {word_of(fact.looks)}"


def word_of(look: Access) -> str:
    """What a look is called by what it tells most."""
    return next((word for known, word in WORDS if look & known), "")


def _count(account: Account, word: str) -> str:
    number = sum(word_of(found) == word for found in account.tree.values())
    return f"{number} {word}" if number else ""


def in_json(account: Account | None) -> dict[str, object] | None:
    """The same for other programs; paths as text, with what is no text escaped."""
    if account is None:
        return None
    return {
        "tree": {_text(path): word_of(look) for path, look in account.tree.items()},
        "outside": {_text(path): word_of(fact.looks) for path, fact in account.outside.items()},
        "opaque": list(account.opaque),
        "differs": account.differs or None,
    }


def _text(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")
