"""Object directories in the variable that names several."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devloop.git.alternates import VARIABLE, alternates
from tests.support.repo import Repo


def test_plain_paths_are_joined_as_they_are() -> None:
    assert alternates((Path("/a b"), Path("/c"))) == os.pathsep.join(("/a b", "/c"))


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize("name", ["a:b", 'a"b', '"a', "a\\:b", "a\n:b"])
def test_git_finds_the_objects_of_a_repository_with_an_odd_name(tmp_path: Path, name: str) -> None:
    other = Repo.create(tmp_path / name, tmp_path / "home")
    commit = other.commit("there", {"a": "1\n"})
    repo = Repo.create(tmp_path / "here", tmp_path / "home")
    extra = {VARIABLE: alternates((other.path / ".git/objects",))}
    assert repo.git("cat-file", "-t", commit, env=extra) == "commit"
