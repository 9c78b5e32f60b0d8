"""A push of what is proven already starts no Python, and nothing unproven goes with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, wait_for
from tests.support.patience import until

SETTLED = 3.2
"""Seconds after which devloop believes the times of files."""

PROVEN = "✓ devloop main: already checked, nothing to run"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Guarded, str]:
    """A branch of two commits that the remote does not have, both proven, and its stamp."""
    guarded = Guarded.create(tmp_path_factory.mktemp("stamped"))
    guarded.commit(state="good 1")
    guarded.commit(state="good 2")
    return guarded, stamp_of(guarded).read_text()


@pytest.fixture
def stamped(made: tuple[Guarded, str]) -> Iterator[Guarded]:
    """The same, put back as it was after the test."""
    guarded, text = made
    hook, path = guarded.path / ".git/hooks/pre-push", guarded.repo.environ["PATH"]
    shim, tip = hook.read_text(), guarded.repo.git("rev-parse", "HEAD")
    base = guarded.repo.git("rev-parse", "origin/main")
    place(guarded).write_text(text)
    yield guarded
    hook.write_text(shim)
    guarded.repo.environ["PATH"] = path
    guarded.repo.git("reset", "-q", "--hard", tip)
    guarded.repo.git("push", "-q", "--force", "--no-verify", "origin", f"{base}:main")


def place(guarded: Guarded) -> Path:
    """Where the stamp of the next push is."""
    ids = guarded.repo.git("rev-parse", "HEAD", "origin/main").split()
    return guarded.path / ".git/devloop/stamps" / "-".join(ids)


def stamp_of(guarded: Guarded) -> Path:
    """Have the tip judged until the stamp is there: files that are too young make none."""
    stamp = place(guarded)
    for _ in range(20):
        guarded.devloop("check", "HEAD", "--stage", "push")
        end = time.monotonic() + SETTLED
        while time.monotonic() < end:
            if stamp.exists():
                return stamp
            time.sleep(0.02)
    raise AssertionError("no stamp was left")


def without_devloop(guarded: Guarded) -> None:
    """Take the program away that the hook would start."""
    hook = guarded.path / ".git/hooks/pre-push"
    lines = hook.read_text().split("\n")
    gone = ["devloop=/nowhere/devloop" if x.startswith("devloop=") else x for x in lines]
    hook.write_text("\n".join(gone))


def test_a_push_that_is_proven_starts_no_python(stamped: Guarded) -> None:
    without_devloop(stamped)
    assert PROVEN in stamped.push("main").said
    assert stamped.landed()["refs/heads/main"] == stamped.repo.git("rev-parse", "HEAD")


def test_a_commit_leaves_the_stamp_by_itself_when_nothing_is_missing(stamped: Guarded) -> None:
    stamped.devloop("install")
    env = dict.fromkeys(("PYTEST_CURRENT_TEST", "CI"), "")
    stamped.commit("--allow-empty", "-m", "same content", env=env)
    wait_for(place(stamped))


def test_what_a_stamp_has_let_go_is_in_the_log(stamped: Guarded) -> None:
    stamped.push("main")
    until(lambda: "already checked" in stamped.devloop("log").stdout)
    assert "✓ allowed  refs/heads/main" in stamped.devloop("log").stdout


def test_a_push_that_has_more_is_looked_at_again(stamped: Guarded) -> None:
    without_devloop(stamped)
    stamped.slip("bad 3")
    assert "no longer at /nowhere/devloop" in stamped.push("main", code=1).said


def test_two_refs_are_looked_at_again_though_one_is_proven(stamped: Guarded) -> None:
    stamped.repo.git("branch", "release")
    without_devloop(stamped)
    for refs in (("main", "release"), ("release", "main")):
        assert "no longer at /nowhere/devloop" in stamped.push(*refs, code=1).said


def test_another_branch_of_the_same_commits_is_looked_at_again(stamped: Guarded) -> None:
    without_devloop(stamped)
    assert "no longer at /nowhere/devloop" in stamped.push("main:release", code=1).said


def test_a_remote_that_has_moved_is_looked_at_again(stamped: Guarded) -> None:
    first = stamped.repo.git("rev-parse", "HEAD~1")
    stamped.repo.git("push", "-q", "--no-verify", "origin", f"{first}:main")
    without_devloop(stamped)
    assert "no longer at /nowhere/devloop" in stamped.push("main", code=1).said


def test_another_environment_is_looked_at_again(stamped: Guarded) -> None:
    without_devloop(stamped)
    stamped.repo.environ["PATH"] = f"{stamped.home}:{stamped.repo.environ['PATH']}"
    assert "no longer at /nowhere/devloop" in stamped.push("main", code=1).said


def test_a_failure_of_what_had_passed_takes_the_stamp_away(stamped: Guarded) -> None:
    stamp = place(stamped)
    stamped.repo.stage({"state": "bad 4\n"})
    stamped.commit(code=1)
    assert not stamp.exists()


def test_a_tip_whose_push_stage_is_not_known_has_no_stamp(stamped: Guarded) -> None:
    stamped.commit(state="good but shallow")
    stamped.devloop("check", "HEAD", "--stage", "push", code=1)
    stamped.devloop("hook", "post-commit")
    assert not place(stamped).exists()
    assert "does not pass" in stamped.refused("main")


def test_words_that_are_no_ids_name_no_stamp(stamped: Guarded) -> None:
    """The name is made from what git says; a source may hold anything."""
    elsewhere = stamped.path / "stamp.sh"
    elsewhere.write_text('echo "allowed $update"\n')
    ids = stamped.repo.git("rev-parse", "HEAD", "origin/main").split()
    line = f"x ../../../stamp.sh {ids[0]} refs/heads/main {ids[1]}\n"
    without_devloop(stamped)
    hook = stamped.repo.run("sh", ".git/hooks/pre-push", "origin", "x", code=1, input=line)
    assert "no longer at /nowhere/devloop" in hook.said
