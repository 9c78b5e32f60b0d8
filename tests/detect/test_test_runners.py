"""Facts about who is taken to run the tests of a project."""

from __future__ import annotations

import pytest

from devloop.config.model import Kind
from devloop.detect.evidence import evidence_of
from devloop.detect.test_runners import runner_of_tests
from devloop.git.ids import RepoPath

APPLICATION = {"app/tests.py": "", "tox.ini": "commands =\n  django test --settings=app.settings\n"}


def found(files: dict[str, str]) -> tuple[Kind, object, str] | None:
    guess = runner_of_tests(evidence_of(tuple(RepoPath(path) for path in files), files))
    return (guess.check.kind, guess.check.run, guess.why) if guess else None


def test_a_django_project_is_tested_through_its_manage_py() -> None:
    run = ("python", "manage.py", "test")
    files = {"manage.py": "", "shop/tests.py": ""}
    assert found(files) == (Kind.COMMAND, run, "there is a manage.py")


def test_a_django_application_is_tested_with_the_settings_that_it_names() -> None:
    run = ("python", "-m", "django", "test", "--settings=app.settings")
    assert found(APPLICATION) == (Kind.COMMAND, run, "tox.ini runs them so")


def test_tests_in_the_usual_folder_do_not_speak_against_django() -> None:
    guess = found({**APPLICATION, "tests/test_a.py": ""})
    assert guess is not None and guess[0] is Kind.COMMAND


@pytest.mark.parametrize(
    "sign", [{"conftest.py": ""}, {"pytest.ini": ""}, {"requirements.txt": "pytest-django\npytest"}]
)
def test_a_django_project_that_uses_pytest_is_tested_with_it(sign: dict[str, str]) -> None:
    guess = found({"manage.py": "", "shop/tests.py": "", **sign})
    assert guess is not None and guess[0] is Kind.PYTEST


@pytest.mark.parametrize("files", [{"manage.py": ""}, {"manage.py": "", "shop/contest.py": ""}])
def test_a_django_project_without_tests_is_not_tested(files: dict[str, str]) -> None:
    assert found(files) is None
