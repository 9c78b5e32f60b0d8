"""Facts about what a project without configuration is taken to need."""

from __future__ import annotations

import pytest

from devloop.config.model import Check, Config, Kind, Stage
from devloop.detect.evidence import evidence_of
from devloop.detect.guess import NOTHING, guess, guess_config
from devloop.git.ids import RepoPath
from devloop.git.repository import find_repository
from devloop.git.trees import staged_tree
from tests.support.repo import Repo

BUILT = "[build-system]\nrequires = ['hatchling']\n"
TESTED = "[tool.pytest.ini_options]\n"


def guessed(files: dict[str, str]) -> Config:
    return guess(evidence_of(tuple(RepoPath(path) for path in files), files))


def names(files: dict[str, str]) -> list[str]:
    return [check.name for check in guessed(files).checks]


def test_a_project_that_shows_nothing_is_told_so() -> None:
    config = guessed({"main.py": "", "README.md": ""})
    assert (config.checks, config.assumed, config.source) == ((), (NOTHING,), "guessed")


def test_a_tree_is_read_with_all_it_shows(repo: Repo) -> None:
    """Whatever lies in the working tree and is not staged shows nothing."""
    repo.stage(
        {
            "pyproject.toml": BUILT + "[tool.ruff.format]\n",
            "tests/test_a.py": "",
            "sub/setup.cfg": "[tool:pytest]",
        }
    )
    repo.write("pytest.ini", "")
    found = find_repository(repo.path, repo.environ)
    config = guess_config(found, staged_tree(found))
    assert config.assumed == (
        "lint: ruff checks every Python file, because pyproject.toml has [tool.ruff]",
        (
            "format: ruff checks the format of every Python file, "
            "because pyproject.toml has [tool.ruff.format]"
        ),
        "tests: pytest runs all tests, because there are tests such as tests/test_a.py",
        (
            "wheel: the package is built, installed and imported before a push, "
            "because pyproject.toml has [build-system]"
        ),
    )


def test_ruff_judges_each_file_on_its_own_heeds_the_excludes_and_fixes_nothing() -> None:
    """`fix = true` in a project's settings must not make a check of it that writes."""
    assert guessed({"ruff.toml": ""}).checks == (
        Check(
            name="lint",
            run=("ruff", "check", "--force-exclude", "--no-fix", "{files}"),
            fix=("ruff", "check", "--force-exclude", "--fix", "{files}"),
            files=("*.py", "*.pyi"),
            per_file=True,
        ),
    )


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        (".ruff.toml", "", "there is a .ruff.toml"),
        ("pyproject.toml", "[tool.ruff]\n", "pyproject.toml has [tool.ruff]"),
        (
            ".pre-commit-config.yaml",
            "- repo: https://example.org/ruff-pre-commit\n",
            ".pre-commit-config.yaml runs it",
        ),
        (
            "pyproject.toml",
            "[project.optional-dependencies]\ndev = ['Ruff>=0.5']\n",
            "pyproject.toml names ruff",
        ),
        ("pyproject.toml", "[dependency-groups]\ndev = ['ruff']\n", "pyproject.toml names ruff"),
        (
            "pyproject.toml",
            "[tool.poetry.group.dev.dependencies]\nruff = '*'\n",
            "pyproject.toml names ruff",
        ),
        ("requirements-dev.txt", "mypy\nruff==0.5  # new\n", "requirements-dev.txt names ruff"),
        ("requirements/lint.txt", "ruff", "requirements/lint.txt names ruff"),
    ],
)
def test_ruff_is_used_where_it_is_configured_or_listed(file: str, text: str, why: str) -> None:
    (sentence,) = guessed({file: text}).assumed
    assert sentence == f"lint: ruff checks every Python file, because {why}"


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "ruff-lsp\n# ruff\n-r ruff.txt\n"},
        {"pyproject.toml": "[project]\nname = 'ruff'\n"},
        {"pyproject.toml": "[tool.ruff\n"},
        {"sub/ruff/a.txt": ""},
    ],
)
def test_what_only_looks_like_ruff_is_not_taken_for_it(files: dict[str, str]) -> None:
    assert names(files) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ruff.toml", "[format]\nquote-style = 'single'\n"),
        (".pre-commit-config.yaml", "repo: x/ruff-pre-commit\nhooks:\n  - id: ruff-format\n"),
        ("tox.ini", "ruff: ruff check .\nruff: ruff format --exit-non-zero-on-format .\n"),
    ],
)
def test_the_format_is_checked_where_ruff_formats(file: str, text: str) -> None:
    config = guessed({"ruff.toml": "", file: text})
    assert config.checks[1].run == ("ruff", "format", "--force-exclude", "--check", "{files}")


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_a.py": ""},
        {"src/pkg/test/a_test.py": ""},
        {"test_a.py": "", "conftest.py": ""},
        {"test_a.py": "", "pytest.ini": ""},
        {"test_a.py": "", "pyproject.toml": TESTED},
        {"test_a.py": "", "setup.cfg": "[tool:pytest]\n"},
        {"test_a.py": "", "tox.ini": "[pytest]\n"},
        {"test_a.py": "", "requirements.txt": "pytest\n"},
    ],
)
def test_pytest_is_used_where_there_are_tests_and_a_sign_of_it(files: dict[str, str]) -> None:
    (check,) = guessed(files).checks
    assert (check.name, check.kind, check.run) == ("tests", Kind.PYTEST, None)


@pytest.mark.parametrize(
    "files",
    [{"pyproject.toml": TESTED}, {"test_a.py": ""}, {"tests/data.py": ""}],
)
def test_without_a_test_or_a_sign_of_pytest_there_is_nothing_to_run(files: dict[str, str]) -> None:
    assert names(files) == []


def test_a_package_is_built_at_push() -> None:
    (check,) = guessed({"pyproject.toml": BUILT}).checks
    assert (check.kind, check.on) == (Kind.BUILD, Stage.PUSH)
