"""Facts about which linters and formatters are taken to be in use beside ruff."""

from __future__ import annotations

import pytest

from devloop.detect.evidence import evidence_of
from devloop.detect.linters import linters
from devloop.git.ids import RepoPath

HOOKS = ".pre-commit-config.yaml"


def found(files: dict[str, str], *taken: str) -> dict[str, str]:
    evidence = evidence_of(tuple(RepoPath(path) for path in files), files)
    return {guess.check.name: guess.why for guess in linters(evidence, taken)}


@pytest.mark.parametrize(
    ("file", "text", "name", "why"),
    [
        (".flake8", "", "lint", "there is a .flake8"),
        ("setup.cfg", "[flake8]\nignore = E501\n", "lint", "setup.cfg has [flake8]"),
        (HOOKS, "  - id: flake8\n", "lint", f"{HOOKS} runs it"),
        ("requirements-dev.txt", "flake8==7\n", "lint", "requirements-dev.txt names flake8"),
        ("pyproject.toml", "[tool.black]\n", "format", "pyproject.toml has [tool.black]"),
        (HOOKS, "    -   id: black\n        exclude: x\n", "format", f"{HOOKS} runs it"),
        (
            "pyproject.toml",
            "[tool.poetry.dev-dependencies]\nblack = '^22.6'\n",
            "format",
            "pyproject.toml names black",
        ),
        ("tox.ini", "[isort]\nprofile = black\n", "imports", "tox.ini has [isort]"),
        (".isort.cfg", "", "imports", "there is a .isort.cfg"),
    ],
)
def test_a_linter_is_used_where_it_is_configured_run_or_listed(
    file: str, text: str, name: str, why: str
) -> None:
    assert found({file: text}) == {name: why}


@pytest.mark.parametrize(
    "text", ["  - id: blacken-docs\n", "  - id: flake8-markdown\n", "# id: black\n"]
)
def test_a_hook_of_a_similar_name_is_another_tool(text: str) -> None:
    assert found({HOOKS: text}) == {}


def test_names_that_ruff_has_are_left_to_it() -> None:
    files = {".flake8": "", "pyproject.toml": "[tool.black]\n"}
    assert list(found(files, "lint", "format")) == ["flake8", "black"]


def test_black_looks_for_its_files_itself_where_it_excludes_some() -> None:
    """It does not heed excludes of files that are named to it."""
    text = "[tool.black]\nextend-exclude = 'made'\n"
    (guess,) = linters(evidence_of((), {"pyproject.toml": text}), ())
    assert (guess.check.run, guess.check.per_file) == (("black", "--check", "."), False)
