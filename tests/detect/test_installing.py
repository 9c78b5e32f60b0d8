"""Facts about the commands that make a project's environment."""

from __future__ import annotations

import pytest

from devloop.config.model import Check, Kind, Stage
from devloop.detect.evidence import ProjectTools, evidence_of
from devloop.detect.installing import installing, making, needed
from devloop.git.ids import RepoPath

GROUPS = "[build-system]\n[dependency-groups]\ntests = ['pytest']\ndocs = ['sphinx']\n"
EXTRAS = "[project]\n[project.optional-dependencies]\ntest = ['pytest']\nsocks = ['x']\n"
POETRY = "[build-system]\n[tool.poetry.group.dev.dependencies]\npython = '*'\nmypy = '*'\n"


def evidence(files: dict[str, str]) -> ProjectTools:
    return evidence_of(tuple(RepoPath(path) for path in files), files)


def command(files: dict[str, str], *programs: str) -> str:
    *_, last = ("", *installing(evidence(files), programs, "python"))
    return last.removeprefix("python -m pip install ")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"pyproject.toml": GROUPS}, "-e . --group tests"),
        ({"pyproject.toml": EXTRAS}, "-e '.[test]'"),
        ({"pyproject.toml": EXTRAS.replace("test", "dev")}, "-e '.[dev]'"),
        ({"pyproject.toml": POETRY}, "-e . mypy"),
        ({"setup.py": ""}, "-e ."),
        ({"setup.py": "", "requirements-dev.txt": ""}, "-e . -r requirements-dev.txt"),
        (
            {"manage.py": "", "requirements.txt": "", "requirements/test.txt": ""},
            "-r requirements.txt -r requirements/test.txt",
        ),
        ({"requirements/docs.txt": ""}, ""),
    ],
)
def test_what_tests_need_is_installed_from_where_the_project_names_it(
    files: dict[str, str], words: str
) -> None:
    assert command(files) == words


def test_programs_of_checks_are_installed_once() -> None:
    assert command({"pyproject.toml": POETRY}, "mypy", "build") == "-e . mypy build"


def test_groups_need_a_pip_that_knows_them() -> None:
    first, _ = installing(evidence({"pyproject.toml": GROUPS}), (), "python")
    assert first == "python -m pip install --upgrade pip"


def test_an_environment_is_made_before_anything_is_installed_into_it() -> None:
    assert making(evidence({"setup.py": ""}), ("pytest",)) == (
        "python3 -m venv .venv",
        ".venv/bin/python -m pip install -e . pytest",
    )


def test_checks_need_what_they_start_but_for_what_is_work_for_ci() -> None:
    checks = (
        Check(name="tests", kind=Kind.PYTEST),
        Check(name="wheel", kind=Kind.BUILD),
        Check(name="lint", run=("ruff", "check", ".")),
        Check(name="again", run=("ruff", "format", ".")),
        Check(name="django", run=("python", "-m", "django", "test")),
        Check(name="manage", run=("python", "manage.py", "test")),
        Check(name="make", run=("make", "test")),
        Check(name="tox", run=("tox",), on=Stage.CI),
    )
    assert needed(checks) == ("pytest", "build", "ruff", "django")
