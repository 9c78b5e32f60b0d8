"""The trace of a run: what was decided and why, for whoever listens; nobody does by default.

Deciding code names an event and its facts. Where they go is known only to the listeners, so that
nothing below the command line prints or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Fact = str | int | float | bool | None | tuple[str, ...]
Listener = Callable[[str, Mapping[str, Fact]], None]

_listeners: list[Listener] = []


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell a listener of every event inside."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def trace(event: str, **facts: Fact) -> None:
    """Tell the listeners of an event."""
    for listener in tuple(_listeners):
        listener(event, facts)
