"""Many objects in one question."""

from __future__ import annotations

import os

from devloop.git.objects import object_sizes, read_objects, resolve_objects
from devloop.git.repository import Repository, find_repository
from tests.support.repo import Repo


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, {**os.environ, **repo.environ})


def test_contents_come_by_the_name_they_were_asked_by(repo: Repo) -> None:
    repo.commit("base", {"a b": b"one\0\n", "c": ""})
    names = ["HEAD:c", "HEAD:a b", "HEAD:missing", "HEAD:a\nb"]
    assert read_objects(opened(repo), names) == {"HEAD:c": b"", "HEAD:a b": b"one\0\n"}


def test_folders_and_commits_are_no_contents(repo: Repo) -> None:
    repo.commit("base", {"d/a": "one\n"})
    assert read_objects(opened(repo), ["HEAD:d", "HEAD"]) == {}


def test_no_question_is_no_answer(repo: Repo) -> None:
    assert read_objects(opened(repo), []) == {}


def test_names_are_resolved_and_missing_ones_left_out(repo: Repo) -> None:
    commit = repo.commit("base", {"a": "one\n"})
    found = resolve_objects(opened(repo), ["HEAD", "HEAD:nothing", "nope", "HEAD^{tree}"])
    assert found == {"HEAD": commit, "HEAD^{tree}": repo.rev("HEAD^{tree}")}


def test_sizes_are_those_of_the_contents(repo: Repo) -> None:
    repo.commit("base", {"a": "one\n"})
    assert object_sizes(opened(repo), ["HEAD:a", "HEAD:b"]) == {"HEAD:a": 4}
