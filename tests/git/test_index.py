"""The index is read and changed entry by entry, and files look as git would write them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devloop.git.changes import Change
from devloop.git.ids import RepoPath
from devloop.git.index import blobs_of_files, index_entries, put_into_index, write_out
from devloop.git.process import GitFailed
from devloop.git.repository import Repository, find_repository
from tests.support.repo import Repo

ODD = RepoPath(os.fsdecode(b'-a "b"\n\\\xe9'))


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, repo.environ)


def test_entries_are_found_under_any_name(repo: Repo) -> None:
    repo.stage({ODD: "1\n", "b": "2\n"})
    assert set(index_entries(opened(repo))) == {ODD, "b"}


def test_a_file_in_conflict_has_no_entry(repo: Repo) -> None:
    repo.commit("base", {"a": "1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", {"a": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("main", {"a": "3\n"})
    repo.git("merge", "side", code=1)
    assert index_entries(opened(repo)) == {}


def test_blobs_of_files_are_what_add_would_make(repo: Repo) -> None:
    repo.write(".gitattributes", "*.txt eol=crlf\n")
    repo.write("a.txt", "1\r\n")
    repo.write(ODD, "2\n")
    here = opened(repo)
    found = blobs_of_files(here, (RepoPath("a.txt"), ODD), keep=False)
    repo.git("add", "-A")
    entries = index_entries(here)
    assert found == (entries[RepoPath("a.txt")].blob, entries[ODD].blob)


def test_kept_blobs_hold_the_very_bytes(repo: Repo) -> None:
    repo.write(".gitattributes", "*.txt eol=crlf\n")
    repo.write("a.txt", "1\r\n")
    (blob,) = blobs_of_files(opened(repo), (RepoPath("a.txt"),), keep=True)
    assert opened(repo).git("cat-file", "blob", blob) == b"1\r\n"


def test_entries_are_put_changed_and_taken_away(repo: Repo) -> None:
    repo.stage({"gone": "1\n", "a": "2\n", "b": "3\n"})
    here = opened(repo)
    was = index_entries(here)
    gone, a, b = (was[RepoPath(name)] for name in ("gone", "a", "b"))
    put_into_index(
        here,
        (
            Change(path=gone.path, old=gone, new=None),
            Change(path=a.path, old=a, new=b),
            Change(path=ODD, old=None, new=b),
        ),
    )
    now = index_entries(here)
    assert {path: entry.blob for path, entry in now.items()} == {
        ODD: b.blob,
        "a": b.blob,
        "b": b.blob,
    }


def test_a_locked_index_is_left_as_it_is(repo: Repo) -> None:
    repo.stage({"a": "1\n"})
    here = opened(repo)
    (entry,) = index_entries(here).values()
    repo.write(".git/index.lock", "")
    with pytest.raises(GitFailed, match=r"index\.lock"):
        put_into_index(here, (Change(path=entry.path, old=entry, new=None),))
    assert list(index_entries(here)) == ["a"]


def test_files_are_written_out_with_line_endings_modes_and_links(
    repo: Repo, tmp_path: Path
) -> None:
    repo.write(".gitattributes", "*.txt eol=crlf\n")
    repo.write("run", "1\n", mode=0o755)
    repo.write("dir/a.txt", "1\r\n")
    (repo.path / "link").symlink_to("dir/a.txt")
    repo.git("add", "-A")
    here = opened(repo)
    write_out(here, tuple(index_entries(here).values()), tmp_path / "out")
    assert (tmp_path / "out/dir/a.txt").read_bytes() == b"1\r\n"
    assert (tmp_path / "out/run").stat().st_mode & 0o100
    assert (tmp_path / "out/link").readlink() == Path("dir/a.txt")
