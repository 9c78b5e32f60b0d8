"""A guarded repository for every test, copied from one that is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import Guarded


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """The guarded repository that the others are copied from."""
    return Guarded.create(tmp_path_factory.mktemp("pattern"))


@pytest.fixture
def guarded(pattern: Guarded, tmp_path: Path) -> Guarded:
    """A repository with hooks, a remote, and one commit that the remote has."""
    return pattern.copied_to(tmp_path / "guarded")
