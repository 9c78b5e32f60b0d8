"""Objects read one after the other from one process."""

from __future__ import annotations

import io
import os
import signal
import subprocess
from collections.abc import Iterator

import pytest

from devloop.git.commits import head, tree_of_commit
from devloop.git.ids import CommitId
from devloop.git.objects import read_objects, resolve_objects
from devloop.git.process import GitFailed, open_git
from devloop.git.reader import COMMAND, Reader
from devloop.git.record import replace
from devloop.git.repository import Repository, find_repository
from tests.support.repo import Repo


@pytest.fixture
def here(repo: Repo) -> Iterator[Repository]:
    """A repository with a reader that is open for as long as the test."""
    found = find_repository(repo.path, repo.environ)
    found = replace(found, reader=found.open_reader())
    yield found
    found.close()


def process_of(repo: Repository) -> int:
    """The process behind the reader."""
    reader = repo.reader
    assert reader is not None
    assert reader._process is not None
    return reader._process.pid


def test_one_process_answers_every_question(repo: Repo, here: Repository) -> None:
    commit = repo.commit("first", {"a": "1\n"})
    assert head(here) == commit
    first = process_of(here)
    tree = tree_of_commit(here, CommitId(commit))
    assert read_objects(here, [f"{tree}:a", f"{tree}:b"]) == {f"{tree}:a": b"1\n"}
    assert process_of(here) == first


def test_it_sees_what_was_made_after_it_began(repo: Repo, here: Repository) -> None:
    assert head(here) is None
    commit = repo.commit("first", {"a": "1\n"})
    assert head(here) == commit


def test_many_names_and_large_contents_do_not_block_each_other(
    repo: Repo, here: Repository
) -> None:
    files = {f"{number}-{'x' * 100}": f"{number}\n" * 20_000 for number in range(60)}
    repo.commit("first", files)
    found = read_objects(here, [f"HEAD:{name}" for name in files])
    assert found == {f"HEAD:{name}": text.encode() for name, text in files.items()}


def test_a_reader_that_died_says_so_and_the_next_question_starts_anew(
    repo: Repo, here: Repository
) -> None:
    commit = repo.commit("first", {"a": "1\n"})
    assert head(here) == commit
    os.kill(process_of(here), signal.SIGKILL)
    with pytest.raises(GitFailed):
        head(here)
    assert head(here) == commit


class Interrupted(io.BufferedReader):
    """An output that Ctrl-C comes upon."""

    def readline(self, _size: int | None = -1, /) -> bytes:
        raise KeyboardInterrupt


def test_an_answer_that_was_not_waited_for_is_not_taken_for_the_next(
    repo: Repo, here: Repository
) -> None:
    repo.commit("first", {"a": "1\n", "b": "2\n"})
    interruptions = [Interrupted]

    def opened() -> subprocess.Popen[bytes]:
        process = open_git(COMMAND, cwd=repo.path, environ=repo.environ)
        if interruptions:
            assert isinstance(process.stdout, io.BufferedReader)
            process.stdout = interruptions.pop()(process.stdout.detach())
        return process

    reader = Reader(opened, here.environ)
    with pytest.raises(KeyboardInterrupt):
        list(reader.find(["HEAD:a"]))
    assert [found.content for _, found in reader.find(["HEAD:b"])] == [b"2\n"]
    reader.close()


def test_another_environment_is_not_answered_from_it(repo: Repo, here: Repository) -> None:
    repo.commit("first", {"a": "1\n"})
    elsewhere = replace(here, environ=dict(here.environ))
    assert set(resolve_objects(elsewhere, ["HEAD:a"])) == {"HEAD:a"}
    assert isinstance(here.reader, Reader)
    assert here.reader._process is None


def test_what_was_begun_is_answered_once(repo: Repo, here: Repository) -> None:
    repo.stage({"a": "1\n"})
    here.begin("write-tree")
    before = here.git("write-tree")
    repo.stage({"a": "2\n"})
    assert here.git("write-tree") != before


def test_what_was_begun_and_never_asked_for_is_ended(here: Repository) -> None:
    here.begin("cat-file", "--batch")
    here.close()
    assert not here._begun
