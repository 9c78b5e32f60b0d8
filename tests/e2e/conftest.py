"""A guarded repository for every test, copied from one that is made once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import devloop
from tests.support.background import CONFIG, Behind, allow_background
from tests.support.guarded import Guarded, ask_python


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """All of devloop, so that no folder of it changes while stamps rest on them."""
    package = Path(devloop.__file__).parent
    subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=True)


@pytest.fixture(scope="session")
def bare_pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """The repository without hooks that the others are copied from."""
    guarded = Guarded.bare_handed(tmp_path_factory.mktemp("bare"))
    ask_python(guarded.repo, Path(guarded.repo.environ["VIRTUAL_ENV"]))
    return guarded


@pytest.fixture(scope="session")
def pattern(bare_pattern: Guarded, tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """The same with hooks."""
    guarded = bare_pattern.copied_to(tmp_path_factory.mktemp("pattern"))
    guarded.devloop("install")
    return guarded


@pytest.fixture
def bare_handed(bare_pattern: Guarded, tmp_path: Path) -> Guarded:
    """A repository with a remote, and one commit that the remote has, before `devloop install`."""
    return bare_pattern.copied_to(tmp_path)


@pytest.fixture
def guarded(pattern: Guarded, tmp_path: Path) -> Guarded:
    """A repository with hooks, a remote, and one commit that the remote has."""
    return pattern.copied_to(tmp_path / "guarded")


@pytest.fixture(scope="session")
def busy_pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """The same with a check whose end tests decide on."""
    return Guarded.create(tmp_path_factory.mktemp("busy"), CONFIG)


@pytest.fixture
def behind(busy_pattern: Guarded, tmp_path: Path) -> Iterator[Behind]:
    """A repository whose background runs, and is ended with the test."""
    found = allow_background(busy_pattern.copied_to(tmp_path / "guarded"))
    found.guarded.devloop("install")
    yield found
    found.end()
