"""Facts about reading git's version."""

from __future__ import annotations

import pytest

from devloop.git.repository import find_repository
from devloop.git.version import git_version, parse_version
from tests.support.repo import Repo


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("git version 2.39.5\n", (2, 39, 5)),
        ("git version 2.39.5 (Apple Git-154)\n", (2, 39, 5)),
        ("git version 2.47.1.windows.2\n", (2, 47, 1)),
        ("git version 2.51.rc1\n", (2, 51)),
        ("who knows\n", ()),
    ],
)
def test_a_version_is_its_numbers(answer: str, version: tuple[int, ...]) -> None:
    assert parse_version(answer) == version


def test_this_git_is_new_enough(repo: Repo) -> None:
    assert git_version(find_repository(repo.path, repo.environ)) >= (2, 30)
