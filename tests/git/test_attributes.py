"""Attributes are those of the files that are handed over, as git understands them."""

from __future__ import annotations

import os

import pytest

from devloop.git.attributes import Attributes, attributes_files, parse_answer, read_attributes
from devloop.git.ids import RepoPath
from devloop.git.repository import find_repository
from tests.support.repo import Repo

NAMES = ("x", "diff", "y")


def said(repo: Repo, files: dict[str, bytes], *paths: str) -> dict[str, Attributes]:
    here = find_repository(repo.path, {**os.environ, **repo.environ})
    found = read_attributes(here, files, map(RepoPath, paths), NAMES)
    return {str(path): values for path, values in found.items()}


def test_every_value_has_its_form(repo: Repo) -> None:
    text = b"*.a x\n*.b -x\n*.c x=word\n*.d x\n*.d !x\n*.e binary\n[attr]m x y=1\n*.f m\n"
    assert said(repo, {".gitattributes": text}, *(f"deep/1.{c}" for c in "abcdefg")) == {
        "deep/1.a": {"x": True},
        "deep/1.b": {"x": False},
        "deep/1.c": {"x": "word"},
        "deep/1.e": {"diff": False},
        "deep/1.f": {"x": True, "y": "1"},
    }


def test_deeper_files_win_and_paths_may_be_any_bytes(repo: Repo) -> None:
    files = {".gitattributes": b"* x=top\n", "a/b/.gitattributes": b"c.py x=deep\n"}
    odd = "a/b/\udcff \n'.py"
    found = said(repo, files, "a/b/c.py", "a/c.py", odd)
    assert found == {"a/b/c.py": {"x": "deep"}, "a/c.py": {"x": "top"}, odd: {"x": "top"}}


def test_nothing_else_has_a_say(repo: Repo) -> None:
    """Neither the working tree, nor the index, nor the clone, nor the person."""
    repo.stage({".gitattributes": "* x=staged\n", "deep/.gitattributes": "* x=deep\n"})
    (repo.path / ".git/info").mkdir(exist_ok=True)
    (repo.path / ".git/info/attributes").write_text("* y=clone\n")
    repo.git("config", "core.attributesFile", str(repo.path / ".gitattributes"))
    assert said(repo, {"other/.gitattributes": b"* x\n"}, "deep/a.py") == {}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", (".gitattributes",)),
        ("a/b/c.py", (".gitattributes", "a/.gitattributes", "a/b/.gitattributes")),
    ],
)
def test_files_that_can_say_something(path: str, expected: tuple[str, ...]) -> None:
    assert attributes_files(path) == expected


def test_an_answer_is_read_by_threes() -> None:
    answer = b"a\0x\0set\0a\0y\0unspecified\0b\0x\0unset\0"
    assert parse_answer(answer) == {"a": {"x": True}, "b": {"x": False}}
