"""Facts about programs that a check starts and that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.config.model import Check, EnvironmentRule, Kind, Program
from devloop.environment.memo import Memo
from devloop.environment.project_python import FoundPython, Way
from devloop.git.record import replace
from devloop.git.repository import find_repository
from devloop.run.planning.missing import missing_programs
from devloop.run.project import Project, open_project
from tests.support.repo import Repo


@pytest.fixture
def project(repo: Repo, tmp_path: Path) -> Project:
    return open_project(
        find_repository(repo.path, repo.environ),
        EnvironmentRule(),
        repo.environ,
        global_config=tmp_path / "gitconfig",
        memo=Memo(tmp_path / "memo.json"),
    )


@pytest.mark.parametrize(
    ("run", "missing"),
    [
        (("sh", "-c", "true"), ""),
        (("no-such-program", "x"), "no-such-program"),
        (("scripts/lint", "x"), ""),
        (("python", "-m", "json.tool"), ""),
        (("python", "-m", "no_such_module"), "no_such_module"),
        (("python", "own"), ""),
        ("no-such-program --flag | sort", "no-such-program"),
        ("cd docs && no-such-program", ""),
        ("A=1 no-such-program", ""),
        ("./lint {files}", ""),
        ("sort < a", ""),
    ],
)
def test_only_what_is_plainly_not_there_is_missing(
    project: Project, run: Program, missing: str
) -> None:
    found = missing_programs((Check(name="a", run=run),), project)
    assert found == ({"a": missing} if missing else {})


def test_a_module_of_the_project_itself_is_there(repo: Repo, project: Project) -> None:
    repo.write("own/__init__.py", "")
    assert missing_programs((Check(name="a", run=("python", "-m", "own")),), project) == {}


def test_a_kind_that_names_no_command_needs_its_module(project: Project) -> None:
    check = Check(name="a", kind=Kind.PYTEST)
    assert missing_programs((check, replace(check, name="b", kind=Kind.PRE_COMMIT)), project) == {}


@pytest.mark.parametrize(
    ("there", "missing"), [("", "pre-commit"), ("prek", ""), ("pre-commit", "")]
)
def test_hooks_need_one_of_their_frameworks(
    project: Project, tmp_path: Path, there: str, missing: str
) -> None:
    program = tmp_path / "bin" / (there or "other")
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    nowhere = FoundPython(path=tmp_path / "no/python", way=Way.OWN)
    alone = replace(project, environ={"PATH": str(program.parent)}, found=nowhere)
    check = Check(name="hooks", kind=Kind.PRE_COMMIT)
    assert missing_programs((check,), alone).get("hooks", "") == missing
