"""Small facts derived from immutable objects, kept so that they are worked out once.

Each is sealed, because a wrong one would lead to the verdict on something else.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress

from devloop.errors import StoreError
from devloop.verdict.store import Store

TESTS, COVERAGE, LATEST_TESTS = "tests", "coverage", "tests-latest"
"""Facts whose value is the digest of a document beside the logs: by the key of a verdict, the
last by the name of a check."""


def recall(store: Store, kind: str, key: str) -> str | None:
    """The fact, or None where nobody has worked it out."""
    rows = store.read("SELECT value FROM memo WHERE kind = ? AND key = ?", (kind, key))
    seal, _, value = str(rows[0][0]).partition(" ") if rows else ("", "", "")
    return value if seal == _seal(kind, key, value) else None


def remember(store: Store, kind: str, key: str, value: str) -> None:
    """Keep a fact; where it cannot be kept it is worked out again next time."""
    sealed = f"{_seal(kind, key, value)} {value}"
    with suppress(StoreError), store.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", (kind, key, sealed))


def _seal(kind: str, key: str, value: str) -> str:
    text = "\0".join((kind, key, value)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:32]
