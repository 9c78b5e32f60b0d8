"""Nothing of a repository runs in a clone before a person has said so, and news is told once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.guarded import DEVLOOP, Guarded
from tests.support.repo import Repo

RED_HOT = '#!/bin/sh\ntouch {told}\nexec python3 "$@"\n'


@pytest.fixture
def clone(bare_handed: Guarded, tmp_path: Path) -> Repo:
    """A fresh clone of a repository that tracks an environment."""
    repo = bare_handed.repo
    repo.stage({".venv/bin/python": RED_HOT.format(told=tmp_path / "ran")})
    repo.git("update-index", "--chmod=+x", ".venv/bin/python")
    repo.commit("environment", {".venv/pyvenv.cfg": ""})
    repo.git("push", "-q", "origin", "main")
    place = tmp_path / "clone"
    repo.git("clone", "-q", str(bare_handed.remote), str(place))
    return Repo(path=place, environ=repo.environ)


@pytest.mark.parametrize("command", ["status", "doctor", "why", "watch"])
def test_no_python_that_the_repository_tracks_is_started(
    clone: Repo, tmp_path: Path, command: str
) -> None:
    words = (command, "quick") if command == "why" else (command,)
    said = clone.run(str(DEVLOOP), *words, code=None).said
    assert "before you say so" in said or "has run in this clone yet" in said or command == "status"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("command", [("check", "HEAD"), ("install",)])
def test_a_person_says_so_by_checking_or_installing(
    clone: Repo, tmp_path: Path, command: tuple[str, ...]
) -> None:
    clone.run(str(DEVLOOP), *command, code=None)
    clone.run(str(DEVLOOP), "doctor", code=None)
    assert (tmp_path / "ran").exists()


def test_an_environment_that_is_not_tracked_may_be_asked(
    bare_handed: Guarded, tmp_path: Path
) -> None:
    repo = bare_handed.repo
    shutil.copytree(repo.environ["VIRTUAL_ENV"], repo.path / ".venv", symlinks=True)
    said = bare_handed.devloop("doctor", code=None).said
    assert "before you say so" not in said
    assert tmp_path.exists()


def test_commands_that_somebody_else_has_changed_are_told_once(guarded: Guarded) -> None:
    repo = guarded.repo
    guarded.commit(state="good 1")
    text = (guarded.path / "devloop.toml").read_text().replace("! grep", "true; ! grep", 1)
    author = {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@example.org"}
    repo.stage({"devloop.toml": text})
    repo.run("git", "commit", "-q", "--no-verify", "-m", "pulled", env=author)
    said = guarded.commit(state="good 2").said
    assert (
        f"Eve ({repo.git('rev-parse', '--short', 'HEAD~1')}) changed what runs here: quick" in said
    )
    assert "changed what runs here" not in guarded.commit(state="good 3").said


def test_what_a_person_changes_is_no_news(guarded: Guarded) -> None:
    guarded.repo.git("config", "user.email", "ada@example.org")
    guarded.commit(state="good 1")
    text = (guarded.path / "devloop.toml").read_text()
    guarded.repo.stage({"devloop.toml": f"{text}\n[checks.more]\nrun = 'true'\n"})
    assert "changed what runs here" not in guarded.commit(state="good 2").said
