"""Differences of trees by entry, for every kind of path and change."""

from __future__ import annotations

import os

from devloop.git.changes import changed_entries, parse_changes, patch_text
from devloop.git.repository import Repository, find_repository
from devloop.git.trees import tree_of
from tests.support.repo import Repo


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, repo.environ)


def test_no_output_is_no_change() -> None:
    assert parse_changes(b"") == ()


def test_added_deleted_and_changed_files_are_told_by_their_sides(repo: Repo) -> None:
    repo.commit("one", {"gone": "1\n", "same": "2\n", "other": "3\n"})
    repo.git("rm", "-q", "gone")
    repo.commit("two", {"new": "1\n", "other": "4\n"})
    here = opened(repo)
    changes = changed_entries(here, tree_of(here, "HEAD~"), tree_of(here, "HEAD"))
    assert [(c.path, c.old is None, c.new is None) for c in changes] == [
        ("gone", False, True),
        ("new", True, False),
        ("other", False, False),
    ]


def test_a_changed_mode_is_a_change(repo: Repo) -> None:
    repo.commit("one", {"run": "1\n"})
    repo.git("update-index", "--chmod=+x", "run")
    repo.commit("two")
    here = opened(repo)
    (change,) = changed_entries(here, tree_of(here, "HEAD~"), tree_of(here, "HEAD"))
    assert change.old is not None
    assert change.new is not None
    assert (change.old.mode, change.new.mode) == ("100644", "100755")


def test_any_bytes_make_a_path(repo: Repo) -> None:
    name = os.fsdecode(b'a "b"\n\xe9')
    repo.commit("one")
    repo.commit("two", {name: "1\n"})
    here = opened(repo)
    (change,) = changed_entries(here, tree_of(here, "HEAD~"), tree_of(here, "HEAD"))
    assert change.path == name


def test_a_patch_is_coloured_when_asked_whatever_the_configuration_says(repo: Repo) -> None:
    repo.commit("one", {"a": "1\n"})
    repo.commit("two", {"a": "2\n"})
    repo.git("config", "color.ui", "always")
    here = opened(repo)
    old, new = tree_of(here, "HEAD~"), tree_of(here, "HEAD")
    assert b"\x1b[" in patch_text(here, old, new, color=True)
    assert b"\x1b[" not in patch_text(here, old, new, color=False)
