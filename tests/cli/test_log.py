"""`devloop log` tells what was decided, newest first."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import time

import pytest

from devloop.git.ids import TreeId
from devloop.verdict.events import Event, EventDecision, EventKind, append_event
from devloop.verdict.store import open_store
from tests.cli.conftest import Devloop
from tests.support.repo import Repo

Happened = Callable[..., None]


@pytest.fixture
def happened(repo: Repo) -> Happened:
    """Write an event into the repository's store, so many seconds ago."""

    def write(kind: str, decision: str, subject: str, detail: str = "", *, age: float = 0) -> None:
        store = open_store(repo.path / ".git/devloop")
        event = Event(
            kind=EventKind(kind),
            recorded=time() - age,
            tree=TreeId("1" * 40),
            subject=subject,
            decision=EventDecision(decision),
            detail=detail,
        )
        append_event(store, event)
        store.close()

    return write


def test_the_newest_comes_first_in_aligned_columns(devloop: Devloop, happened: Happened) -> None:
    happened("commit", "allowed", "staged tree", age=7200)
    happened("push", "cannot-judge", "refs/heads/main", "no interpreter", age=600)
    assert devloop("log").stdout == (
        "10 min ago  push    ! cannot-judge  refs/heads/main\n"
        "                    no interpreter\n"
        "   2 h ago  commit  ✓ allowed       staged tree\n"
    )


def test_so_many_are_told(devloop: Devloop, happened: Happened) -> None:
    for number in range(5):
        happened("check", "passed", f"commit {number}")
    told = devloop("log", "-n", "2").stdout.splitlines()
    assert [line[-8:] for line in told] == ["commit 4", "commit 3"]


def test_an_override_stands_out(
    devloop: Devloop, happened: Happened, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened("commit", "allowed-with-reason", "staged tree", "size override: one piece")
    monkeypatch.setenv("FORCE_COLOR", "1")
    told = devloop("log").stdout.splitlines()[1]
    assert told.startswith("\x1b[33m")
    assert told.endswith("size override: one piece\x1b[0m")


def test_nothing_can_steer_the_terminal(devloop: Devloop, happened: Happened) -> None:
    happened("commit", "refused", "commit \x1b[2J", "two\nlines")
    assert "\\x1b[2J" in devloop("log").stdout
    assert "two lines" in devloop("log").stdout


def test_an_empty_log_says_how_to_fill_it(devloop: Devloop) -> None:
    said = devloop("log")
    assert said.stdout == ""
    assert said.stderr == "no decisions yet\n  → devloop check\n"


def test_programs_get_everything(devloop: Devloop, happened: Happened) -> None:
    happened("push", "refused", "refs/heads/main", "a reason")
    report = json.loads(devloop("log", "--json").stdout)
    assert report["schema"] == "devloop.log/1"
    (event,) = report["events"]
    assert event.pop("time").endswith("+00:00")
    assert event == {
        "kind": "push",
        "tree": "1" * 40,
        "subject": "refs/heads/main",
        "decision": "refused",
        "detail": "a reason",
    }
