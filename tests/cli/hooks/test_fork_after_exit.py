"""What is done aside finds the store as any other process does."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.cli.session import open_session
from devloop.cli.terminal.console import open_console
from devloop.verdict.derived import recall, remember
from devloop.verdict.store import open_store
from tests.support.patience import until
from tests.support.repo import Repo


@pytest.fixture(autouse=True)
def no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is done aside."""
    monkeypatch.delenv("CI", raising=False)


def told(place: Path) -> str:
    """What the work left, once it is there."""
    until(place.exists)
    return place.read_text()


def test_the_store_can_be_written_by_what_is_done_aside(repo: Repo, tmp_path: Path) -> None:
    environ = {**repo.environ, "DEVLOOP_CACHE_DIR": str(tmp_path / "cache")}
    answer = tmp_path / "answer"

    with open_session(open_console(environ), environ, repo.path) as session:
        directory = session.store.directory
        remember(session.store, "test", "before", "1")

        def work() -> None:
            store = open_store(directory, patience=1.0)
            remember(store, "test", "aside", "2")
            known = recall(store, "test", "before"), recall(store, "test", "aside")
            (tmp_path / "part").write_text(f"{store.problem}{known}")
            (tmp_path / "part").rename(answer)

        session.afterwards.append(work)
    assert told(answer) == "('1', '2')"
