"""When the store was swept last, and whether it is time again."""

from __future__ import annotations

from devloop.verdict.derived import recall, remember
from devloop.verdict.store import Store

DUE_SECONDS = 24 * 3600.0
"""Time between two sweeps that nobody asked for."""


def is_due(store: Store) -> bool:
    """True if the last sweep is long ago; from its first use on a store begins to wait."""
    last = recall(store, "sweep", "last")
    if last is None:
        note_sweep(store)
        return False
    try:
        return store.now() - float(last) > DUE_SECONDS
    except ValueError:
        return True


def note_sweep(store: Store) -> None:
    """Remember that the store is being swept now."""
    remember(store, "sweep", "last", str(store.now()))
