"""Fixtures for every test: a repository, and a guard against touching the real home."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repo import Repo, hermetic_environment


@pytest.fixture(autouse=True)
def own_environment(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test sees the real HOME or git configuration, even if it forgets to ask."""
    home = tmp_path_factory.mktemp("home")
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "DEVLOOP_CACHE_DIR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in hermetic_environment(home).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository on branch `main`."""
    return Repo.create(tmp_path / "repo", tmp_path / "home")
