"""`devloop wait` and `devloop push --wait` follow the background; `devloop status` shows it."""

from __future__ import annotations

import json
import time

import pytest

from tests.support.background import Behind
from tests.support.guarded import DEVLOOP
from tests.support.patience import PATIENCE


def wait(behind: Behind, *args: str) -> tuple[int, str]:
    """`devloop wait`, with the check let go once it is seen; gives exit code and words."""
    behind.runs_check()
    with behind.beside(str(DEVLOOP), "wait", *args) as waiting:
        behind.until(lambda: "deep" in behind.said())
        behind.guarded.go()
        return waiting.wait(PATIENCE), behind.said()


def test_it_waits_for_a_commit_that_passes(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    code, said = wait(behind)
    assert code == 0
    assert said.splitlines()[-1].endswith("quick, deep: already known, nothing to run")
    assert "nothing to run" in behind.guarded.push("main").said


def test_a_commit_that_was_made_just_now_need_not_be_in_the_queue_yet(behind: Behind) -> None:
    behind.guarded.repo.stage({"state": "good 1\n"})
    now = {"GIT_COMMITTER_DATE": f"@{int(time.time())} +0000"}
    behind.guarded.repo.run("git", "commit", "-qm", "step", "--no-verify", env={**now, "CI": "1"})
    with behind.beside(str(DEVLOOP), "wait") as waiting:
        behind.guarded.go()
        behind.guarded.devloop("hook", "post-commit")
        assert waiting.wait(PATIENCE) == 0


def test_it_waits_for_a_commit_that_fails_and_says_so_once(behind: Behind) -> None:
    behind.slip("shallow 1")
    code, said = wait(behind, "HEAD")
    assert code == 1
    assert "✗ deep failed" in said
    assert "in the background" not in behind.guarded.devloop("status").said


def test_it_waits_no_longer_than_it_is_told(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    behind.runs_check()
    said = behind.guarded.devloop("wait", "--timeout", "1", code=3).stderr
    assert "is not done after 1.0 s" in said


def test_nothing_to_wait_for_is_said_with_the_way_on(behind: Behind) -> None:
    said = behind.guarded.devloop("wait", code=3).stderr
    short = behind.guarded.repo.rev("HEAD")[:9]
    assert f"nothing is running for commit {short}" in said
    assert f"→ devloop check {short} --stage push" in said


@pytest.mark.parametrize("time", ["soon", "0", "-1"])
def test_a_time_that_is_none_is_a_mistake(behind: Behind, time: str) -> None:
    assert "give seconds" in behind.guarded.devloop("wait", f"--timeout={time}", code=2).stderr


def test_what_is_known_is_not_waited_for(behind: Behind) -> None:
    behind.guarded.go()
    behind.guarded.devloop("check", "HEAD", "--stage", "push")
    document = json.loads(behind.guarded.devloop("wait", "--json").stdout)
    assert (document["schema"], document["decision"]) == ("devloop.wait/1", "passed")
    assert [check["name"] for check in document["checks"]] == ["quick", "deep"]


def test_a_push_can_wait_for_it(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    behind.runs_check()
    with behind.beside(str(DEVLOOP), "push", "--wait") as pushing:
        behind.until(lambda: "deep" in behind.said())
        behind.guarded.go()
        assert pushing.wait(PATIENCE) == 0
    assert "1 commit passed, nothing to run" in behind.said()
    assert behind.guarded.runs() == ["quick good 1", "deep good 1"]


def test_status_shows_what_runs(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    entry = behind.runs_check()
    said = behind.guarded.devloop("status").stdout
    assert "background  deep " in said
    assert f"→ devloop wait {entry.commit[:9]}" in said
    (shown,) = json.loads(behind.guarded.devloop("status", "--json").stdout)["background"]
    assert (shown["commit"], shown["running"], shown["left"]) == (entry.commit, "deep", [])


def test_status_says_nothing_of_an_empty_queue(behind: Behind) -> None:
    assert "background" not in behind.guarded.devloop("status").stdout
