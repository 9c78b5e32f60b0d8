"""Facts about noticing a save."""

from __future__ import annotations

import os

import pytest

from devloop.git.repository import Repository, find_repository
from devloop.git.saves import Trace, index_trace, worktree_trace
from tests.support.repo import Repo


@pytest.fixture
def opened(repo: Repo) -> Repository:
    repo.commit("base", {"a": "1\n", "b": "1\n"})
    repo.write(".git/info/exclude", "ignored\n")
    return find_repository(repo.path, repo.environ)


def test_nothing_saved_leaves_the_same_trace(repo: Repo, opened: Repository) -> None:
    repo.write("a", "2\n")
    assert worktree_trace(opened) == worktree_trace(opened)


@pytest.mark.parametrize("name", ["a", "new", "folder/new", "name with ä\n"])
def test_a_save_leaves_another_trace_every_time(repo: Repo, opened: Repository, name: str) -> None:
    traces = [worktree_trace(opened)]
    for n in range(3):
        repo.write(name, f"{n + 5}\n")
        os.utime(repo.path / name, ns=(n, n))
        traces.append(worktree_trace(opened))
    assert len(set(traces)) == 4


def test_a_removal_leaves_another_trace(repo: Repo, opened: Repository) -> None:
    before = worktree_trace(opened)
    (repo.path / "a").unlink()
    assert worktree_trace(opened) != before


def test_ignored_files_leave_no_trace(repo: Repo, opened: Repository) -> None:
    before = worktree_trace(opened)
    repo.write("ignored", "1\n")
    assert worktree_trace(opened) == before


def test_a_look_writes_nothing(repo: Repo, opened: Repository) -> None:
    """A plain status would bring the index up to date, and lock it meanwhile."""
    os.utime(repo.path / "a")
    before = index_trace(opened)
    worktree_trace(opened)
    assert index_trace(opened) == before


def test_the_index_has_a_trace_of_its_own(repo: Repo, opened: Repository) -> None:
    before = index_trace(opened)
    repo.write("a", "2\n")
    assert index_trace(opened) == before
    repo.git("add", "a")
    assert index_trace(opened) != before


def test_a_missing_index_has_a_trace(repo: Repo, opened: Repository) -> None:
    (repo.path / ".git/index").unlink()
    assert index_trace(opened) == Trace(stats=(None,))
