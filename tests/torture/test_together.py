"""Two and eight processes at once on one store and one pool of workspaces."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from devloop.run.background.queue import entries
from tests.support.guarded import DEVLOOP, Guarded, one_check
from tests.support.repo import Repo
from tests.torture.crashes import guards_still

ALONE = (
    "test ! -e busy && touch busy && sleep 0.1 && test -e busy && rm busy && ! grep -q bad state"
)
"""A check that fails where another one is at work in the same workspace."""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """A repository with good and bad commits that nobody has judged."""
    guarded = Guarded.bare_handed(tmp_path_factory.mktemp("together"), one_check(ALONE))
    for number in range(6):
        guarded.slip(f"{'bad' if number % 3 == 2 else 'good'} {number}")
    guarded.devloop("install")
    return guarded


@pytest.fixture
def crowded(pattern: Guarded, tmp_path: Path) -> Guarded:
    """The repository, with an empty store and no workspace yet."""
    return pattern.copied_to(tmp_path / "crowded")


def start(guarded: Guarded, rev: str) -> subprocess.Popen[str]:
    """Begin to judge a commit."""
    return subprocess.Popen(
        [str(DEVLOOP), "check", rev],
        cwd=guarded.path,
        env=guarded.repo.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(running: Sequence[subprocess.Popen[str]]) -> list[int]:
    """The exit codes, once all have come to their end."""
    said = [process.communicate(timeout=120)[1] for process in running]
    assert not [text for text in said if "bug of devloop" in text or "Traceback" in text]
    return [process.returncode for process in running]


def verdicts(guarded: Guarded) -> dict[str, list[str]]:
    """Outcomes in the store by the state they are about; the file has to be sound."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(guarded.path / ".git/devloop/verdicts.sqlite3")) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for tree, outcome in store.execute("SELECT tree, outcome FROM verdict"):
            state = guarded.repo.git("cat-file", "blob", f"{tree}:state")
            found.setdefault(state, []).append(outcome)
    return found


def expected(state: str) -> str:
    return "failed" if "bad" in state else "passed"


@pytest.mark.parametrize("many", [2, 8])
def test_processes_that_ask_the_same_run_it_once(crowded: Guarded, many: int) -> None:
    assert ended([start(crowded, "HEAD~1") for _ in range(many)]) == [0] * many
    assert verdicts(crowded) == {"good 4": ["passed"]}


@pytest.mark.parametrize("many", [2, 8])
def test_processes_that_ask_different_things_get_their_own_answers(
    crowded: Guarded, many: int
) -> None:
    revs = [f"HEAD~{number % 6}" for number in range(many)]
    codes = ended([start(crowded, rev) for rev in revs])
    states = [crowded.repo.git("show", f"{rev}:state") for rev in revs]
    assert codes == [int("bad" in state) for state in states]
    assert verdicts(crowded) == {state: [expected(state)] for state in states}


@pytest.mark.parametrize("many", [2, 8])
def test_those_who_live_are_right_though_others_are_killed(crowded: Guarded, many: int) -> None:
    """Each is killed at another moment, while twice as many work on the same commits."""
    revs = [f"HEAD~{number % 6}" for number in range(many)]
    dying = [start(crowded, rev) for rev in revs]
    living = [start(crowded, rev) for rev in revs]
    for process in dying:
        time.sleep(0.07)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    states = [crowded.repo.git("show", f"{rev}:state") for rev in revs]
    assert ended(living) == [int("bad" in state) for state in states]
    for state, outcomes in verdicts(crowded).items():
        assert set(outcomes) == {expected(state)}
    crowded.repo.git("reset", "-q", "--hard", "HEAD~1")
    crowded.repo.git("push", "-q", "--no-verify", "origin", "HEAD:main")
    guards_still(crowded)


ONE_BY_ONE = (
    'test ! -e "$HOME/busy" && touch "$HOME/busy" && sleep 0.05 && test -e "$HOME/busy"'
    ' && rm "$HOME/busy" && ! grep -q bad state'
)
"""A check that fails where another one is at work anywhere."""

BEHIND = "background = true\nbackground-load = 100000\n"


def worktrees(guarded: Guarded, many: int, line: str) -> list[Guarded]:
    """As many worktrees, each with a commit of its own that nobody has judged."""
    guarded.repo.commit("configure", {"devloop.toml": one_check(line)})
    guarded.repo.write(".git/info/exclude", "/devloop.local.toml\n")
    found = []
    for number in range(many):
        name = f"tree-{number}"
        guarded.repo.git("worktree", "add", "-q", "-b", name, f"../{name}")
        repo = Repo(path=guarded.path.parent / name, environ=guarded.repo.environ)
        repo.write("devloop.local.toml", BEHIND)
        found.append(Guarded(repo=repo, remote=guarded.remote))
        found[-1].slip(f"{'bad' if number % 3 == 2 else 'good'} in {number}")
    return found


def attend(guarded: Guarded) -> subprocess.Popen[str]:
    """Begin to judge the commit at HEAD in the background."""
    return subprocess.Popen(
        [str(DEVLOOP), "hook", "post-commit"],
        cwd=guarded.path,
        env=guarded.repo.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def new_verdicts(guarded: Guarded) -> dict[str, list[str]]:
    """Those on commits of the worktrees."""
    return {state: found for state, found in verdicts(guarded).items() if " in " in state}


@pytest.mark.parametrize("many", [2, 8])
def test_commits_in_the_background_are_judged_one_by_one(crowded: Guarded, many: int) -> None:
    trees = worktrees(crowded, many, ONE_BY_ONE)
    ended([attend(tree) for tree in trees])
    states = [tree.text("state").strip() for tree in trees]
    assert new_verdicts(crowded) == {state: [expected(state)] for state in states}
    assert entries(crowded.path / ".git/devloop/queue") == ()


@pytest.mark.parametrize("many", [2, 8])
def test_who_is_killed_in_the_background_takes_nobody_along(crowded: Guarded, many: int) -> None:
    trees = worktrees(crowded, many, "sleep 0.05; ! grep -q bad state")
    running = [attend(tree) for tree in trees]
    for process in running[::2]:
        time.sleep(0.1)
        process.kill()
    ended(running)
    kept = new_verdicts(crowded)
    for tree in trees[1::2]:
        state = tree.text("state").strip()
        assert kept[state] == [expected(state)]
    assert all(set(found) == {expected(state)} for state, found in kept.items())
    assert entries(crowded.path / ".git/devloop/queue") == ()
