"""After a commit its checks of the push stage run in the background, and nobody waits for them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.background import CONFIG, Behind
from tests.support.guarded import DEVLOOP, wait_for
from tests.support.patience import PATIENCE


@pytest.fixture
def calls(behind: Behind) -> Path:
    """A file that gets a line for every start of devloop by the two hooks, in its stead."""
    place = behind.guarded.home / "calls"
    stub = behind.guarded.repo.write("../stub", f'#!/bin/sh\necho "$@" >> {place}\n', mode=0o755)
    for name in ("post-commit", "post-rewrite"):
        hook = behind.guarded.path / ".git/hooks" / name
        lines = hook.read_text().splitlines()
        lines[3] = f"devloop={stub.resolve()}"
        hook.write_text("\n".join(lines) + "\n")
    return place


def text(place: Path) -> str:
    """What a file says, if it is there."""
    return place.read_text() if place.exists() else ""


def test_a_push_finds_everything_done(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    behind.runs_check()
    behind.done()
    assert behind.guarded.runs() == ["quick good 1", "deep good 1"]
    assert "nothing to run" in behind.guarded.push("main").said


def test_the_commit_does_not_wait(behind: Behind) -> None:
    """Its outputs are pipes here, which only end when nobody holds them any more."""
    behind.guarded.commit(state="good 1")
    assert behind.runs_check().commit == behind.guarded.repo.rev("HEAD")


def test_no_pipe_of_the_caller_is_held_open(behind: Behind) -> None:
    behind.guarded.repo.stage({"state": "good 1\n"})
    ours, theirs = os.pipe()
    repo = behind.guarded.repo
    subprocess.run(
        ["git", "commit", "-qm", "step"],
        cwd=repo.path,
        env=repo.environ,
        check=True,
        pass_fds=(theirs,),
    )
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        assert select.select([pipe], [], [], PATIENCE)[0], "somebody still holds the other end"
        assert pipe.read() == b""
    behind.runs_check()


def test_it_yields_to_every_other_process(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    pid = behind.runs_check().pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == 19
    assert os.getsid(pid) == pid


def test_an_amended_commit_is_dropped_for_the_new_one(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    old = behind.runs_check()
    behind.guarded.commit("--amend", "--no-edit", state="good 2")
    behind.until(lambda: old.pid not in {entry.pid for entry in behind.queue()})
    behind.runs_check()
    behind.done()
    assert [line for line in behind.guarded.runs() if "deep" in line] == ["deep good 2"]


def test_commits_of_two_branches_take_turns(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    behind.runs_check()
    behind.guarded.repo.git("switch", "-qc", "other")
    behind.guarded.commit(state="good 2")
    behind.until(lambda: len(behind.queue()) == 2)
    newest, oldest = behind.queue()
    assert (newest.lane, newest.running) == ("refs/heads/other", None)
    assert oldest.running is not None
    behind.done()
    assert [r for r in behind.guarded.runs() if "deep" in r] == ["deep good 1", "deep good 2"]


def test_a_rebase_is_judged_once_at_its_end(behind: Behind, calls: Path) -> None:
    repo = behind.guarded.repo
    for n in range(1, 4):
        behind.slip(f"good {n}", CI="1")
    repo.git("rebase", "-q", "--force-rebase", "HEAD~2")
    behind.until(lambda: "\n" in text(calls))
    behind.slip("good 9")
    behind.until(lambda: text(calls).count("\n") == 2)
    assert text(calls).split() == ["hook", "post-rewrite", "hook", "post-commit"]


def test_in_a_linked_worktree_a_rebase_is_judged_once_too(behind: Behind, calls: Path) -> None:
    repo = behind.guarded.repo
    repo.git("worktree", "add", "-q", "../linked")
    linked = repo.path.parent / "linked"
    for n in range(1, 4):
        env = {"CI": "1"}
        repo.run(
            "git", "commit", "-qm", str(n), "--allow-empty", "--no-verify", cwd=linked, env=env
        )
    repo.run("git", "rebase", "-q", "--force-rebase", "HEAD~2", cwd=linked)
    behind.until(lambda: "\n" in text(calls))
    behind.slip("good 9")
    behind.until(lambda: text(calls).count("\n") == 2)
    assert text(calls).split() == ["hook", "post-rewrite", "hook", "post-commit"]


@pytest.mark.parametrize(
    "name",
    ["CI", "DEVLOOP_RUN", "PYTEST_CURRENT_TEST", "TOX_ENV_NAME", "NOX_CURRENT_SESSION"],
)
def test_nothing_is_started_where_nobody_wants_it(behind: Behind, calls: Path, name: str) -> None:
    behind.slip("good 1", **{name: "1"})
    behind.slip("good 2")
    behind.until(lambda: "\n" in text(calls))
    assert text(calls) == "hook post-commit\n"


def test_the_hook_that_was_there_still_runs(behind: Behind) -> None:
    hook = behind.guarded.path / ".git/hooks/post-commit"
    hook.write_text('#!/bin/sh\ntouch "$HOME/theirs"\n')
    behind.guarded.devloop("install")
    behind.guarded.commit(state="good 1")
    assert (behind.guarded.home / "theirs").exists()
    behind.runs_check()


@pytest.mark.parametrize("where", ["devloop.toml", "devloop.local.toml"])
def test_it_can_be_switched_off(behind: Behind, where: str) -> None:
    behind.guarded.go()
    guarded = behind.guarded
    text = "background = false\n" + (CONFIG if where == "devloop.toml" else "")
    guarded.repo.write("devloop.local.toml", "")
    guarded.repo.write(where, text)
    guarded.repo.git("add", "devloop.toml")
    behind.slip("good 1", CI="1")
    guarded.devloop("hook", "post-commit")
    assert guarded.runs() == []


def test_a_person_overrules_what_the_repository_says(behind: Behind) -> None:
    behind.guarded.go()
    behind.guarded.repo.stage({"devloop.toml": "background = false\n" + CONFIG})
    behind.guarded.repo.write("devloop.local.toml", "background = true\nbackground-load = 100000\n")
    behind.slip("good 1", CI="1")
    behind.guarded.devloop("hook", "post-commit")
    assert "deep good 1" in behind.guarded.runs()


def test_a_question_for_the_same_key_joins_the_running_check(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    behind.runs_check()
    with behind.beside(str(DEVLOOP), "check", "HEAD", "--stage", "push") as asked:
        behind.until(lambda: "waiting for `the background, for commit" in behind.said())
        behind.guarded.go()
        assert asked.wait(PATIENCE) == 0
    assert behind.guarded.runs() == ["quick good 1", "deep good 1"]


def test_whoever_waits_takes_over_when_it_is_killed(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    pid = behind.runs_check().pid
    with behind.beside(str(DEVLOOP), "check", "HEAD", "--stage", "push") as asked:
        behind.until(lambda: "waiting for" in behind.said())
        os.kill(pid, signal.SIGKILL)
        behind.guarded.go()
        assert asked.wait(PATIENCE) == 0
    assert "nothing to run" in behind.guarded.push("main").said


def test_it_gives_way_to_a_check_that_somebody_waits_for(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    behind.runs_check()
    with behind.beside(str(DEVLOOP), "check", "--only", "slow"):
        wait_for(behind.guarded.home / "slow-started")
        behind.until(
            lambda: [e.blocked_by for e in behind.queue()] == ["another devloop is at work"]
        )
        (behind.guarded.home / "slow-go").touch()
    behind.runs_check()
    behind.done()
    assert behind.guarded.runs() == ["quick good 1", "deep good 1"]


def test_looking_up_needs_no_cores(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    before = behind.runs_check()
    behind.guarded.devloop("check")
    assert behind.runs_check() == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_killing_it_loses_nothing_and_blocks_nothing(behind: Behind, how: signal.Signals) -> None:
    behind.guarded.commit(state="good 1")
    os.kill(behind.runs_check().pid, how)
    behind.until(lambda: not behind.queue())
    behind.guarded.go()
    assert "1 check ran" in behind.guarded.push("main").said
    behind.guarded.commit(state="good 2")
    behind.until(lambda: "deep good 2" in behind.ran())


def test_a_machine_that_slept_goes_on(behind: Behind) -> None:
    behind.guarded.commit(state="good 1")
    pid = behind.runs_check().pid
    behind.guarded.started()
    os.kill(pid, signal.SIGSTOP)
    behind.guarded.go()
    os.kill(pid, signal.SIGCONT)
    behind.until(lambda: "deep" in behind.ran())
    behind.done()
    assert "nothing to run" in behind.guarded.push("main").said


def test_a_failure_is_said_first_and_once(behind: Behind) -> None:
    behind.slip("shallow 1")
    behind.runs_check()
    behind.done()
    short = behind.guarded.repo.rev("HEAD")[:9]
    first, second = (behind.guarded.devloop("check").stderr for _ in range(2))
    told = first.splitlines()[0]
    assert told.startswith(f"✗ in the background: deep failed on {short} (slip)")
    assert "in the background" not in second


def test_the_hook_of_the_next_commit_says_it_first(behind: Behind) -> None:
    behind.slip("shallow 1")
    behind.runs_check()
    behind.done()
    said = behind.guarded.commit("-q", state="good 2").stderr
    assert said.startswith("✗ in the background: deep failed on")


def test_what_has_been_fixed_is_not_told(behind: Behind) -> None:
    behind.slip("shallow 1")
    behind.runs_check()
    behind.done()
    behind.slip("good 2")
    behind.until(lambda: "deep good 2" in behind.ran())
    behind.done()
    assert "in the background" not in behind.guarded.devloop("check").stderr


def test_what_came_of_it_is_in_the_log(behind: Behind) -> None:
    behind.slip("shallow 1")
    behind.runs_check()
    behind.done()
    assert "background  ✗ failed" in behind.guarded.devloop("log").stdout
