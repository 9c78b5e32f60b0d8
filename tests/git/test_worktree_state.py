"""Facts about what differs between HEAD, the index and the working tree."""

from __future__ import annotations

from pathlib import Path

from devloop.git.repository import find_repository
from devloop.git.worktree_state import WorktreeState, parse_state, worktree_state
from tests.support.repo import Repo


def state(repo: Repo) -> WorktreeState:
    return worktree_state(find_repository(repo.path, repo.environ))


def test_an_empty_repository_has_a_branch_and_nothing_else(repo: Repo) -> None:
    assert state(repo) == WorktreeState(branch="main")


def test_a_file_that_is_staged_and_edited_again_counts_in_both(repo: Repo) -> None:
    repo.commit("one", {"a": "1\n", "b": "1\n"})
    repo.stage({"a": "2\n"})
    repo.write("a", "3\n")
    repo.write("b", "2\n")
    repo.write("new", "")
    assert state(repo) == WorktreeState(branch="main", staged=1, unstaged=2, untracked=1)


def test_the_old_name_of_a_renamed_file_is_no_file_of_its_own(repo: Repo) -> None:
    repo.commit("one", {"? odd name": "the same content\n" * 5})
    repo.git("mv", "? odd name", "u other")
    assert state(repo) == WorktreeState(branch="main", staged=1)


def test_conflicts_are_neither_staged_nor_unstaged(repo: Repo) -> None:
    repo.commit("one", {"a": "1\n"})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("two", {"a": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("three", {"a": "3\n"})
    repo.git("merge", "-q", "topic", code=1)
    assert state(repo) == WorktreeState(branch="main", unmerged=1)


def test_the_distance_to_the_upstream_is_told(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one")
    repo.git("init", "-q", "--bare", str(tmp_path / "remote.git"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repo.git("push", "-q", "--set-upstream", "origin", "main")
    repo.commit("two")
    found = state(repo)
    assert (found.upstream, found.ahead, found.behind) == ("origin/main", 1, 0)


def test_a_detached_head_is_on_no_branch() -> None:
    assert parse_state(b"# branch.oid 1\0# branch.head (detached)\0").branch is None


def test_looking_writes_nothing(repo: Repo) -> None:
    repo.commit("one", {"a": "1\n"})
    (repo.path / "a").touch()
    before = (repo.path / ".git/index").read_bytes()
    state(repo)
    assert (repo.path / ".git/index").read_bytes() == before
