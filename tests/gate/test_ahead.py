"""Facts about which commits count as one's own."""

from __future__ import annotations

from pathlib import Path

from devloop.gate.ahead import ahead
from devloop.gate.policy import PushPolicy
from devloop.git.repository import find_repository
from tests.support.repo import Repo

POLICY = PushPolicy(mainline=("main",))


def subjects(repo: Repo) -> list[str]:
    found = ahead(find_repository(repo.path, repo.environ), POLICY)
    return [found.base, *(commit.subject for commit in found.commits)]


def publish(repo: Repo, folder: Path) -> None:
    repo.git("init", "-q", "--bare", str(folder / "remote.git"))
    repo.git("remote", "add", "origin", str(folder / "remote.git"))
    repo.git("push", "-q", "origin", "main")


def test_without_a_commit_there_are_none(repo: Repo) -> None:
    assert subjects(repo) == [""]


def test_with_nothing_to_be_ahead_of_the_last_ones_count(repo: Repo) -> None:
    repo.commit("one")
    repo.commit("two")
    assert subjects(repo) == ["", "two", "one"]


def test_what_the_upstream_has_does_not_count(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one")
    publish(repo, tmp_path)
    repo.git("branch", "-q", "--set-upstream-to=origin/main")
    repo.commit("two")
    assert subjects(repo) == ["origin/main", "two"]


def test_a_branch_of_ones_own_is_ahead_of_the_remote_mainline(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one")
    publish(repo, tmp_path)
    repo.commit("two")
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("three")
    assert subjects(repo) == ["origin/main", "three", "two"]


def test_without_a_remote_a_branch_is_ahead_of_the_local_mainline(repo: Repo) -> None:
    repo.commit("one")
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("two")
    assert subjects(repo) == ["main", "two"]


def test_commits_that_come_in_through_a_merge_are_others(repo: Repo) -> None:
    repo.commit("one")
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("side")
    repo.git("checkout", "-q", "main")
    repo.commit("two")
    repo.git("merge", "-q", "--no-edit", "topic")
    assert subjects(repo) == ["", "Merge branch 'topic'", "two", "one"]
