"""A hook that asks for the branch, a merge, commits or a push is told, and its verdict knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.cli.test_hook_checks import CONFIG, configured, install, outcomes
from tests.support.repo import Repo


@pytest.fixture(autouse=True)
def prek(repo: Repo, own_python: None) -> str:  # noqa: ARG001 - it makes an environment
    """The quicker one of the frameworks."""
    return install(repo, "prek")


def hook(name: str, line: str, more: str = "") -> str:
    """A configuration with one hook that is a line of sh."""
    one = f"{{id: {name}, name: a, language: system, always_run: true, pass_filenames: false{more}"
    return f"repos: [{{repo: local, hooks: [{one}, entry: \"sh -c '{line}'\"}}]}}]\n"


def test_a_hook_about_branches_is_told_which_one_this_is(repo: Repo, devloop: Devloop) -> None:
    configured(repo, hook("no-branch", "! git symbolic-ref HEAD | grep -q heads/main"))
    repo.stage({"a.txt": "A\n"})
    assert outcomes(devloop) == {"hooks:no-branch": "failed"}
    repo.git("checkout", "-q", "-b", "topic/one")
    assert outcomes(devloop) == {"hooks:no-branch": "passed"}
    repo.git("checkout", "-q", "main")
    assert outcomes(devloop) == {"hooks:no-branch": "failed*"}


def test_it_is_on_no_branch_where_a_commit_is_judged(repo: Repo, devloop: Devloop) -> None:
    configured(repo, hook("no-branch", "! git symbolic-ref HEAD"))
    repo.commit("a", {"a.txt": "A\n"})
    assert outcomes(devloop, "HEAD") == {"hooks:no-branch": "passed"}


def test_no_other_hook_is_judged_anew_on_another_branch(repo: Repo, devloop: Devloop) -> None:
    configured(repo, hook("any", "true"))
    repo.stage({"a.txt": "A\n"})
    assert outcomes(devloop) == {"hooks:any": "passed"}
    repo.git("checkout", "-q", "-b", "other")
    assert outcomes(devloop) == {"hooks:any": "passed*"}


def test_a_hook_about_merges_finds_one_under_way(repo: Repo, devloop: Devloop) -> None:
    line = 'test ! -e "$(git rev-parse --git-dir)/MERGE_HEAD"'
    configured(repo, hook("merge-conflict", line.replace('"', '\\"')))
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("theirs", {"a.txt": "THEIRS\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("ours", {"a.txt": "OURS\n"})
    repo.stage({"b.txt": "B\n"})
    assert outcomes(devloop) == {"hooks:merge-conflict": "passed"}
    repo.git("reset", "-q", "--hard")
    repo.run("git", "merge", "-q", "side", code=1)
    repo.stage({"a.txt": "<<<<<<< HEAD\n"})
    assert outcomes(devloop) == {"hooks:merge-conflict": "failed"}


def test_a_hook_that_looks_at_commits_finds_them(repo: Repo, devloop: Devloop) -> None:
    configured(repo, hook("subject", "git log -1 --format=%s | grep -q base"))
    repo.stage({"a.txt": "A\n"})
    assert outcomes(devloop) == {"hooks:subject": "passed"}
    repo.commit("other")
    repo.stage({"b.txt": "B\n"})
    assert outcomes(devloop) == {"hooks:subject": "failed"}


@pytest.mark.parametrize("place", ["entry", "script"])
def test_a_hook_before_a_push_is_told_what_is_pushed(
    repo: Repo, devloop: Devloop, tmp_path: Path, place: str
) -> None:
    line = "echo $PRE_COMMIT_REMOTE_NAME $PRE_COMMIT_REMOTE_BRANCH $PRE_COMMIT_TO_REF"
    told = f"{line} > {tmp_path}/told"
    entry = hook("tell", told, ", stages: [pre-push]")
    if place == "script":
        entry = hook("tell", "./tell", ", stages: [pre-push]").replace("sh -c './tell'", "sh tell")
    repo.git("init", "-q", "--bare", str(tmp_path / "remote"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote"))
    configured(repo, entry, f'mainline = ["main"]\n{CONFIG}', tell=f"{told}\n")
    devloop("install")
    repo.run("git", "push", "-q", "origin", "main")
    assert (tmp_path / "told").read_text() == f"origin refs/heads/main {repo.rev('HEAD')}\n"
