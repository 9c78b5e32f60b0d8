"""Commands as a person starts them, in this process so that they are quick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from devloop.cli.main import main
from tests.support.guarded import ask_python
from tests.support.repo import Done, Repo
from tests.verdict.venv import Venv

Devloop = Callable[..., Done]


@pytest.fixture
def devloop(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Devloop:
    """`devloop ARGS` in the repository; the exit code must be `code` (None: any)."""
    for name, value in repo.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repo.path)

    def run(*args: str, code: int | None = 0) -> Done:
        capsys.readouterr()
        done = Done(main(args), *capsys.readouterr())
        assert code is None or done.code == code, done.said
        return done

    return run


@pytest.fixture
def own_python(repo: Repo) -> None:
    """An environment of the project's own: what the tests run in is then no part of any key."""
    venv = Venv.create(repo.path / ".venv", Path(repo.environ["HOME"]))
    ask_python(repo, venv.path)
    repo.write(".git/info/exclude", "/.venv\n/devloop.local.toml\n")


def with_packages(repo: Repo, *names: str) -> None:
    """Link packages that the tests run with into the project's own environment."""
    (site,) = (repo.path / ".venv").glob("lib/python*/site-packages")
    for name in names:
        (site / name).symlink_to(Path(pytest.__file__).parent.parent / name)


def with_pytest(repo: Repo) -> None:
    """Give the project the pytest that runs these tests."""
    with_packages(
        repo, "pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py.py"
    )
