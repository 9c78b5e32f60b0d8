"""Events are kept whatever their words are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.git.ids import TreeId
from devloop.verdict.events import Event, append_event, latest_events
from devloop.verdict.store import open_store


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
        kind="commit",
        recorded=1.0,
        tree=TreeId("0" * 40),
        subject=text,
        decision="allowed",
        detail=text,
    )
    append_event(store, event)
    (found,) = latest_events(store, 1)
    store.close()
    assert (found.subject, found.detail) == (kept, kept)
