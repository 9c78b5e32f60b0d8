"""Events are kept whatever their words are made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devloop.git.ids import TreeId
from devloop.verdict.events import (
    Event,
    EventDecision,
    EventKind,
    append_event,
    latest_events,
    let_through,
)
from devloop.verdict.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("größer 大", "größer 大"),
        ("gr\udcf6\udcdfer", r"gr\xf6\xdfer"),
        ("half \ud800 of a pair", r"half \ud800 of a pair"),
    ],
)
def test_words_with_bytes_that_are_no_text_are_kept(tmp_path: Path, text: str, kept: str) -> None:
    store = open_store(tmp_path)
    event = Event(
        kind=EventKind.COMMIT,
        recorded=1.0,
        tree=TreeId("0" * 40),
        subject=text,
        decision=EventDecision.ALLOWED,
        detail=text,
    )
    append_event(store, event)
    (found,) = latest_events(store, 1)
    store.close()
    assert (found.subject, found.detail) == (kept, kept)


def test_what_another_version_has_written_is_unknown(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO event (kind, recorded, tree, subject, decision, detail)"
            " VALUES ('landing', 1.0, ?, 'a', 'halted', '')",
            ("a" * 40,),
        )
    (found,) = latest_events(store, 1)
    assert (found.kind, found.decision) == (EventKind.UNKNOWN, EventDecision.UNKNOWN)
    assert let_through(store, [TreeId("a" * 40)]) == frozenset()


@pytest.mark.parametrize("decision", EventDecision)
def test_only_what_was_let_through_counts_as_let_through(
    store: Store, decision: EventDecision
) -> None:
    tree = TreeId("a" * 40)
    event = Event(
        kind=EventKind.COMMIT, recorded=1.0, tree=tree, subject="x", decision=decision, detail=""
    )
    append_event(store, event)
    good = {EventDecision.ALLOWED, EventDecision.EXCEPTED, EventDecision.PASSED}
    assert (tree in let_through(store, [tree])) is (decision in good)
