"""How checks have done is remembered of every run, whatever came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devloop.verdict.history import histories, note_attempt
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "devloop")
    yield made
    made.close()


def test_a_check_that_never_ran_has_no_history(store: Store) -> None:
    assert histories(store) == {}


def test_runs_failures_and_the_usual_time_are_counted(store: Store) -> None:
    for outcome, seconds in ((Outcome.PASSED, 1.0), (Outcome.FAILED, 2.0), (Outcome.PASSED, 90.0)):
        note_attempt(store, "tests", outcome, seconds)
    note_attempt(store, "lint", Outcome.PASSED, 0.1)
    found = histories(store)
    assert (found["tests"].runs, found["tests"].failures, found["tests"].seconds) == (3, 1, 2.0)
    assert found["lint"].runs == 1


@pytest.mark.parametrize("outcome", [Outcome.ERRORED, Outcome.TIMED_OUT, Outcome.CANCELLED])
def test_a_run_that_came_to_no_verdict_says_nothing_about_the_next(
    store: Store, outcome: Outcome
) -> None:
    note_attempt(store, "tests", outcome, 600.0)
    assert histories(store) == {}


def test_only_recent_runs_count(store: Store) -> None:
    for _ in range(60):
        note_attempt(store, "tests", Outcome.FAILED, 100.0)
    for _ in range(60):
        note_attempt(store, "tests", Outcome.PASSED, 1.0)
    assert (histories(store)["tests"].failures, histories(store)["tests"].seconds) == (0, 1.0)
