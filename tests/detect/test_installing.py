"""Facts about the commands that make a project's environment."""

from __future__ import annotations

import pytest

from devloop.config.model import Check, Kind, Stage
from devloop.detect.evidence import ProjectTools, evidence_of
from devloop.detect.installing import installing, installing_again, making, needed
from devloop.detect.python_setup import members_of
from devloop.detect.tool_sources import installing_programs
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


WORKSPACE = """\
[dependency-groups]
dev = ['core', 'pytest']
docs = ['sphinx']
[tool.uv.workspace]
members = ['packages/*']
exclude = ['packages/old']
[tool.uv.sources]
core = {workspace = true}
"""


def workspace() -> ProjectTools:
    files = {"pyproject.toml": WORKSPACE, "uv.lock": ""}
    files |= dict.fromkeys(("packages/core/pyproject.toml", "packages/old/pyproject.toml"), "")
    return evidence(files)


def test_a_name_that_the_workspace_provides_is_never_taken_from_an_index() -> None:
    """Pip knows nothing of a workspace: there, anybody may have taken the name."""
    assert making(workspace(), ("pytest",), ("uv",)) == ("uv sync --all-packages",)
    *_, last = making(workspace(), ("pytest",))
    assert last == ".venv/bin/uv sync --inexact --all-packages"
    assert installing_again(workspace(), ("pytest",), "python") == making(workspace(), ("pytest",))


def test_members_of_a_workspace_are_folders_that_its_patterns_mean() -> None:
    assert members_of(workspace()) == ("packages/core",)


@pytest.mark.parametrize(
    ("files", "there", "command"),
    [
        ({"pyproject.toml": GROUPS, "uv.lock": ""}, "uv", "uv sync --group tests"),
        ({"pyproject.toml": f"{EXTRAS}[tool.uv]\n"}, "uv", "uv sync --extra test"),
        (
            {"pyproject.toml": POETRY + "[tool.poetry.group.docs.dependencies]\nfuro = '*'\n"},
            "poetry",
            "POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install --without docs",
        ),
        ({"pyproject.toml": GROUPS, "pdm.lock": ""}, "pdm", "pdm install -G tests"),
    ],
)
def test_the_manager_of_the_project_makes_its_environment(
    files: dict[str, str], there: str, command: str
) -> None:
    assert making(evidence(files), ("pytest",), (there,)) == (command,)


def test_versions_that_were_settled_on_come_before_the_newest() -> None:
    hooks = "repos:\n- repo: https://example.org/ruff-pre-commit\n  rev: v0.4.1\n"
    lock = '[[package]]\nname = "mypy"\nversion = "1.9.0"\n'
    files = {"pyproject.toml": POETRY, ".pre-commit-config.yaml": hooks, "poetry.lock": lock}
    assert command(files, "ruff", "build") == "-e . mypy==1.9.0 ruff==0.4.1 build"


def test_what_only_documentation_needs_is_left_out_and_what_lies_elsewhere_too() -> None:
    text = POETRY + "Sphinx = '^4'\ncore = {path = '../core'}\nx = {git = 'https://e.org'}\n"
    assert command({"pyproject.toml": text}) == "-e . mypy -e ../core"


def test_a_program_that_is_no_known_package_is_never_asked_of_an_index() -> None:
    checks = (Check(name="a", run=("our-own-linter",)), Check(name="b", run=("ruff",)))
    assert needed(checks) == ("ruff",)
    assert list(installing_programs(("our-own-linter", "shellcheck"), "apt-get")) == [
        "sudo apt-get install shellcheck"
    ]
