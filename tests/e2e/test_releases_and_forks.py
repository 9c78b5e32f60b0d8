"""Release tags, forks and second remotes, through real pushes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, Guarded

TAGGED = f'gate-tags = ["v*"]\n{CONFIG}'


def second_remote(guarded: Guarded, name: str) -> Path:
    """Another remote, with nothing in it."""
    place = guarded.path.parent / f"{name.replace('/', '-')}.git"
    guarded.repo.git("init", "-q", "--bare", "-b", "main", str(place))
    guarded.repo.git("remote", "add", name, str(place))
    return place


# Tags


def test_a_release_tag_goes_onto_what_has_landed(guarded: Guarded) -> None:
    guarded.configure(TAGGED)
    guarded.runs()
    guarded.repo.git("tag", "-a", "-m", "one", "v1")
    guarded.push("v1")
    assert sorted(guarded.runs()) == ["deep good 0", "quick good 0"]


def test_a_release_tag_of_what_has_not_landed_is_refused(guarded: Guarded) -> None:
    guarded.configure(TAGGED)
    guarded.slip("good 1")
    guarded.repo.git("tag", "v1")
    assert "not on a main branch" in guarded.refused("v1")
    guarded.push("--atomic", "main", "v1")


def test_a_release_tag_that_fails_the_push_stage_is_refused(guarded: Guarded) -> None:
    guarded.configure(TAGGED)
    guarded.slip("good shallow 1")
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    guarded.repo.git("tag", "v1")
    assert "does not pass" in guarded.refused("v1")
    guarded.repo.git("tag", "nightly")
    guarded.push("nightly")


def test_a_release_tag_is_not_moved(guarded: Guarded) -> None:
    guarded.configure(TAGGED)
    guarded.repo.git("tag", "v1")
    guarded.push("v1")
    guarded.commit(state="good 1")
    guarded.push("main")
    guarded.repo.git("tag", "-f", "v1")
    assert "cannot be moved" in guarded.refused("--force", "v1")
    assert "cannot be deleted" in guarded.refused(":v1")


# Forks and second remotes


def test_a_fork_takes_over_what_its_upstream_has_landed(guarded: Guarded) -> None:
    """A large commit, an unfinished one, in a project that does not use devloop."""
    upstream = second_remote(guarded, "team/upstream")
    base = guarded.repo.rev("HEAD")
    guarded.repo.git("rm", "-q", "devloop.toml")
    lines = "".join(f"x{n} = {n}\n" for n in range(90))
    guarded.slip("good 0", "WIP upstream", **{"big.py": lines})
    guarded.repo.git("push", "-q", "--no-verify", str(upstream), "HEAD:main")
    guarded.repo.git("reset", "-q", "--hard", base)
    guarded.repo.git("fetch", "-q", "team/upstream")
    guarded.commit(state="good 1")
    guarded.repo.git(
        "merge", "-q", "--no-verify", "-s", "ours", "-m", "Merge", "team/upstream/main"
    )
    guarded.push("main")


def test_what_has_landed_is_pushed_to_a_second_remote(guarded: Guarded) -> None:
    guarded.slip("good 1", "fixup! long ago")
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    second_remote(guarded, "mirror")
    guarded.repo.git("push", "-q", "mirror", "main")


def test_commits_from_before_the_first_configuration_owe_no_subject(guarded: Guarded) -> None:
    repo = guarded.repo
    repo.git("checkout", "-q", "--orphan", "young")
    repo.git("rm", "-q", "-f", "devloop.toml")
    guarded.slip("bad 1", "WIP ancient")
    guarded.slip("good 2", "adopt", **{"devloop.toml": CONFIG})
    place = second_remote(guarded, "fresh")
    repo.git("remote", "remove", "origin")
    repo.git("push", "-q", str(place), "young:main")


def test_a_branch_that_nothing_gates_is_told_once(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    assert "topic not protected, so nothing was checked" in guarded.push("HEAD:topic").said
    guarded.slip("bad 2")
    assert "not protected" not in guarded.push("HEAD:topic").said
    assert "other not protected" in guarded.push("HEAD:other").said


def test_no_commit_is_called_passed_that_no_check_has_looked_at(guarded: Guarded) -> None:
    guarded.configure('mainline = ["main"]\n')
    guarded.slip("good 1")
    said = guarded.push("main").said
    assert "no check applies to 1 commit" in said
    assert "passed" not in said


@pytest.mark.parametrize("known", [True, False])
def test_a_hook_framework_has_the_remote_asked(guarded: Guarded, *, known: bool) -> None:
    """What was last seen may be of another address, or of another time."""
    place = second_remote(guarded, "new")
    if not known:
        guarded.repo.git("update-ref", "-d", "refs/remotes/origin/main")
    guarded.repo.git("remote", "set-url", "origin", str(place))
    guarded.repo.git("update-ref", "refs/remotes/origin/main", guarded.slip("good 1"))
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    guarded.slip("good 2")
    told = {
        "PRE_COMMIT_REMOTE_NAME": "origin",
        "PRE_COMMIT_REMOTE_URL": str(place),
        "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/main",
        "PRE_COMMIT_TO_REF": "HEAD",
    }
    done = guarded.repo.run(str(DEVLOOP), "hook", "push", env=told)
    assert done.code == 0


def test_install_and_status_say_that_nothing_is_gated(guarded: Guarded) -> None:
    guarded.repo.commit("rename", {"devloop.toml": CONFIG.replace('["main"]', '["trunk"]')})
    for said in (guarded.devloop("install").said, guarded.devloop("status", code=None).said):
        assert "no branch here or on a remote is called trunk" in said
        assert "set mainline in devloop.toml, to one of: main" in said
