"""Facts about when a type checker is taken to be in use."""

from __future__ import annotations

import pytest

from devloop.detect.evidence import evidence_of
from devloop.detect.type_checkers import type_checkers
from devloop.git.ids import RepoPath


def found(files: dict[str, str]) -> list[tuple[str, object, str]]:
    evidence = evidence_of(tuple(RepoPath(path) for path in files), files)
    return [(one.check.name, one.check.run, one.why) for one in type_checkers(evidence)]


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("pyproject.toml", "[tool.mypy]\nfiles = ['src']\n", "pyproject.toml has [tool.mypy]"),
        ("pyproject.toml", "[tool.mypy]\npackages = 'a'\n", "pyproject.toml has [tool.mypy]"),
        ("mypy.ini", "[mypy]\nfiles = src\n", "mypy.ini has [mypy]"),
        ("setup.cfg", "[mypy]\nmodules = a\n", "setup.cfg has [mypy]"),
    ],
)
def test_mypy_is_used_where_it_is_told_what_to_look_at(file: str, text: str, why: str) -> None:
    assert found({file: text}) == [("types", ("mypy",), why)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", "[tool.mypy]\nstrict = true\n"),
        ("pyproject.toml", "tool = 1\n"),
        ("mypy.ini", "[mypy]\nstrict = true\n"),
        ("mypy.ini", "no section"),
        ("setup.cfg", "[metadata]\nfiles = a\n"),
    ],
)
def test_mypy_without_targets_could_only_fail(file: str, text: str) -> None:
    assert found({file: text}) == []


def test_pyright_knows_by_itself_what_to_look_at() -> None:
    assert found({"pyrightconfig.json": "{}"}) == [
        ("types", ("pyright",), "there is a pyrightconfig.json")
    ]


def test_two_type_checkers_have_names_of_their_own() -> None:
    both = {"pyproject.toml": "[tool.mypy]\nfiles = ['a']\n[tool.pyright]\n"}
    assert [name for name, _, _ in found(both)] == ["types", "pyright"]
