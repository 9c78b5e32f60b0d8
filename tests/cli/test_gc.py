"""`devloop gc` forgets what is old and says how much; it also starts by itself."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from pathlib import Path

import pytest

from devloop.verdict.derived import recall, remember
from devloop.verdict.store import Store, open_store
from tests.cli.conftest import Devloop
from tests.support.patience import until
from tests.support.repo import Repo

CONFIG = "[checks.words]\nrun = 'echo hello; ! grep -q bad a.txt'\n"
DAY = 86400.0


@pytest.fixture(autouse=True)
def judged(repo: Repo, devloop: Devloop) -> None:
    """A repository with one verdict, and what it took to get it."""
    repo.commit("base", {"devloop.toml": CONFIG, "a.txt": "good\n"})
    devloop("check")


def store_of(repo: Repo) -> Store:
    return open_store(repo.path / ".git/devloop")


def workspaces(repo: Repo) -> list[Path]:
    areas = Path(repo.environ["XDG_CACHE_HOME"], "devloop/workspaces")
    return [path for path in areas.glob("*/slots/*/*") if path.is_dir()]


def verdicts(repo: Repo) -> int:
    with sqlite3.connect(repo.path / ".git/devloop/verdicts.sqlite3") as connection:
        (count,) = connection.execute("SELECT count(*) FROM verdict").fetchone()
    connection.close()
    return int(count)


def test_what_is_new_stays(repo: Repo, devloop: Devloop) -> None:
    assert devloop("gc").said == "✓ nothing to delete\n"
    assert (verdicts(repo), len(workspaces(repo))) == (1, 1)


def test_everything_goes_on_request(repo: Repo, devloop: Devloop) -> None:
    said = devloop("gc", "--all").stderr
    assert said.startswith("✓ gone: 1 verdict,")
    assert "1 workspace (" in said
    assert (verdicts(repo), workspaces(repo)) == (0, [])


def test_what_is_gone_is_worked_out_again(devloop: Devloop) -> None:
    devloop("gc", "--all")
    report = json.loads(devloop("check", "--json").stdout)
    assert [(c["outcome"], c["reused"]) for c in report["checks"]] == [("passed", False)]


def test_a_dry_run_says_what_would_go(repo: Repo, devloop: Devloop) -> None:
    said = devloop("gc", "--all", "--dry-run").stderr
    assert said.startswith("✓ would go: 1 verdict, 1 workspace (")
    assert (verdicts(repo), len(workspaces(repo))) == (1, 1)


def test_programs_get_a_report(devloop: Devloop) -> None:
    report = json.loads(devloop("gc", "--all", "--json").stdout)
    assert (report["schema"], report["dry_run"], report["verdicts"]) == ("devloop.gc/1", False, 1)
    assert report["removed"][0]["kind"] == "workspaces"
    assert report["removed"][0]["count"] == 1


@pytest.mark.parametrize("option", ["--max-age=soon", "--max-size=large"])
def test_what_is_no_quantity_is_a_mistake(devloop: Devloop, option: str) -> None:
    assert "Invalid value" in devloop("gc", option, code=2).stderr


def test_two_at_once_do_each_other_no_harm(repo: Repo, devloop: Devloop) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from tests.support.guarded import DEVLOOP

    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: repo.run(str(DEVLOOP), "gc", "--all"), range(2)))
    assert all(done.code == 0 for done in both)
    assert (verdicts(repo), workspaces(repo)) == (0, [])
    devloop("check")


def test_the_first_command_only_notes_when_a_sweep_is_due(repo: Repo) -> None:
    store = store_of(repo)
    assert abs(float(recall(store, "sweep", "last") or 0) - time.time()) < 60
    store.close()


def test_a_sweep_starts_by_itself_when_it_is_due(repo: Repo, devloop: Devloop) -> None:
    leftover = repo.path / ".git/devloop/claims/old"
    leftover.write_text("")
    os.utime(leftover, (time.time() - 3 * DAY, time.time() - 3 * DAY))
    store = store_of(repo)
    remember(store, "sweep", "last", str(time.time() - 2 * DAY))
    store.close()
    devloop("check")
    until(lambda: not leftover.exists())
