"""Fixtures for every test: a repository, and a guard against touching the real home."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest

from tests.support.repo import Repo, hermetic_environment

NUMBERS = count()


FOREIGN = (
    "CI",
    "CONDA_PREFIX",
    "DEVLOOP_PYTHON",
    "PYTHONPATH",
    "DEVLOOP_CACHE_DIR",
    "GITHUB_ACTIONS",
)
"""Variables of this machine that would steer devloop."""


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folders of all tests are."""
    return tmp_path_factory.getbasetemp()


@pytest.fixture(autouse=True)
def own_environment(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the real HOME or git configuration, even if it forgets to ask."""
    home = folders / f"home-{next(NUMBERS)}"
    home.mkdir()
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    for name, value in hermetic_environment(home).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def tmp_path(folders: Path, request: pytest.FixtureRequest) -> Path:
    """A folder of the test's own.

    In place of pytest's, which looks through the folders of all tests before it for a number that
    is free.
    """
    name = re.sub(r"\W", "_", request.node.name)[:30]
    path = folders / f"{name}-{next(NUMBERS)}"
    path.mkdir()
    return path


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository on branch `main`."""
    return Repo.create(tmp_path / "repo", tmp_path / "home")
