"""Which tests were seen to fail and to pass on the same tree, and how often."""

from __future__ import annotations

from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.verdict.events import Event, EventKind, latest_events
from devloop.verdict.store import Store

RECENT = 1000
"""Sightings that are looked back on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlakyTest:
    """One test with its sightings."""

    id: str
    times: int
    last: float
    """When it was last seen, in seconds since 1970."""
    trees: tuple[TreeId, ...]
    """Contents it was flaky on, newest first."""
    message: str
    """What it said when it last failed."""


def flaky_tests(store: Store) -> tuple[FlakyTest, ...]:
    """Every flaky test, the one that was seen last first."""
    sightings: dict[str, list[Event]] = {}
    for event in latest_events(store, RECENT, EventKind.FLAKY):
        sightings.setdefault(event.subject, []).append(event)
    return tuple(_test(name, events) for name, events in sightings.items())


def _test(name: str, events: list[Event]) -> FlakyTest:
    return FlakyTest(
        id=name,
        times=len(events),
        last=events[0].recorded,
        trees=tuple(dict.fromkeys(event.tree for event in events)),
        message=events[0].detail,
    )
