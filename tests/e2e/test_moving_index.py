"""A commit whose index another process changes while its checks run."""

from __future__ import annotations

from tests.support.guarded import WAIT, Guarded, begin, one_check
from tests.support.patience import until

SAID = "this commit is not what was checked"


def begun(guarded: Guarded, *command: str) -> str:
    """A commit whose check waits; meanwhile another file is staged. Gives what was said."""
    guarded.repo.stage({"state": "good 1\n"})
    said = guarded.path.parent / "said"
    line = f'{" ".join(command)} >"{said}" 2>&1'
    process = begin(guarded, "sh", "-c", line)
    guarded.started()
    guarded.repo.stage({"late": "not looked at\n"})
    guarded.go()
    until(lambda: process.poll() is not None, otherwise=lambda: "the commit did not end")
    return said.read_text()


def test_it_is_said_at_once_that_it_is_not_what_was_checked(guarded: Guarded) -> None:
    guarded.configure(one_check(WAIT))
    assert SAID in begun(guarded, "git", "commit", "-m", "two")
    assert "late" in guarded.repo.git("ls-tree", "--name-only", "HEAD")


def test_an_ordinary_commit_is_told_nothing(guarded: Guarded) -> None:
    assert SAID not in guarded.commit(state="good 1").said
    guarded.repo.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "none")
    assert SAID not in guarded.commit("--amend", state="good 2").said


def test_a_commit_that_came_to_nothing_is_forgotten(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.run("git", "commit", code=1, env={"GIT_EDITOR": "false"})
    assert SAID not in guarded.commit(state="good 2").said
