"""Derived facts and decisions come back as they were kept, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devloop.git.ids import TreeId
from devloop.verdict.derived import recall, remember
from devloop.verdict.events import Event, EventDecision, EventKind, append_event, latest_events
from devloop.verdict.history import histories, note_attempt
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "devloop")
    yield made
    made.close()


def an_event(number: int) -> Event:
    return Event(
        kind=EventKind.COMMIT,
        recorded=float(number),
        tree=TreeId("a" * 40),
        subject=f"change {number}",
        decision=EventDecision.REFUSED,
        detail="too large",
    )


def test_a_fact_comes_back_for_its_kind_and_key_only(store: Store) -> None:
    remember(store, "part", "a", "1")
    assert recall(store, "part", "a") == "1"
    assert recall(store, "part", "b") is None
    assert recall(store, "other", "a") is None


def test_the_last_fact_counts(store: Store) -> None:
    remember(store, "part", "a", "1")
    remember(store, "part", "a", "2")
    assert recall(store, "part", "a") == "2"


@pytest.mark.parametrize("statement", ["value = 'x'", "key = 'b'", "kind = 'other'"])
def test_a_fact_that_was_tampered_with_is_none(store: Store, statement: str) -> None:
    remember(store, "part", "a", "1")
    with store.writing() as connection:
        connection.execute(f"UPDATE memo SET {statement}")  # noqa: S608 - three constants
    found = (recall(store, "part", "a"), recall(store, "part", "b"), recall(store, "other", "a"))
    assert found == (None, None, None)


def test_a_name_that_is_not_text_can_be_a_key(store: Store) -> None:
    remember(store, "part", "\udcff", "\udcfe")
    assert recall(store, "part", "\udcff") in {None, "\udcfe"}


def test_a_fact_that_cannot_be_kept_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "devloop").write_text("")
    store = open_store(tmp_path / "devloop")
    remember(store, "part", "a", "1")
    assert recall(store, "part", "a") is None
    store.close()


def test_a_damaged_decision_or_run_is_left_out(store: Store) -> None:
    note_attempt(store, "tests", Outcome.PASSED, 1.0)
    append_event(store, an_event(1))
    with store.writing() as connection:
        connection.execute("UPDATE event SET recorded = 'x'")
        connection.execute("UPDATE attempt SET seconds = 'x'")
    assert latest_events(store, 2) == ()
    assert histories(store) == {}


def test_decisions_come_back_newest_first(store: Store) -> None:
    events = tuple(an_event(number) for number in range(3))
    for event in events:
        append_event(store, event)
    assert latest_events(store, 2) == (events[2], events[1])
