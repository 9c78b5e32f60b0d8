"""A push looks all of its commits up at once, and runs only what nobody has judged."""

from __future__ import annotations

from tests.support.guarded import CONFIG, Guarded


def test_of_many_commits_only_the_unknown_one_is_run(guarded: Guarded) -> None:
    guarded.push("main")
    guarded.commit(state="good 1")
    guarded.slip("good 2")
    guarded.commit(state="good 3")
    guarded.runs()
    guarded.push("main")
    assert sorted(guarded.runs()) == ["deep good 3", "quick good 2"]


def test_what_passed_in_another_environment_is_judged_again(guarded: Guarded) -> None:
    guarded.configure(CONFIG.replace("[checks.quick]", '[checks.quick]\npass-env = ["X"]'))
    guarded.commit(state="good 1")
    guarded.commit(state="good 2")
    guarded.repo.environ["X"] = "1"
    guarded.runs()
    guarded.push("main")
    assert sorted(guarded.runs()) == ["deep good 2", "quick good 1", "quick good 2"]


def test_a_known_failure_stays_one(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.commit(state="bad 2", code=1)
    guarded.slip("bad 2")
    guarded.commit(state="good 3")
    assert "quick failed" in guarded.refused("main")
