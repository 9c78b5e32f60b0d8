"""Small facts derived from immutable objects, kept so that they are worked out once."""

from __future__ import annotations

from contextlib import suppress

from devloop.errors import StoreError
from devloop.verdict.store import Store


def recall(store: Store, kind: str, key: str) -> str | None:
    """The fact, or None where nobody has worked it out."""
    rows = store.read("SELECT value FROM memo WHERE kind = ? AND key = ?", (kind, key))
    return str(rows[0][0]) if rows else None


def remember(store: Store, kind: str, key: str, value: str) -> None:
    """Keep a fact; where it cannot be kept it is worked out again next time."""
    with suppress(StoreError), store.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", (kind, key, value))
