"""A test that fails and then passes: told apart from one that fails, and listed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Devloop, with_pytest
from tests.support.repo import Repo

FLAKY = """
from pathlib import Path
def test_by_turns():
    mark = Path({mark!r})
    seen = mark.exists()
    mark.touch()
    assert seen, "not at first"
"""
CONFIG = '[checks.tests]\nkind = "pytest"\non = "commit"\n'


@pytest.fixture(autouse=True)
def python_with_pytest(repo: Repo, own_python: None) -> None:  # noqa: ARG001 - it makes one
    """The project's own environment, with the pytest that runs these tests."""
    with_pytest(repo)


@pytest.fixture
def flaky(repo: Repo, tmp_path: Path) -> Repo:
    """A repository whose only test fails once and passes ever after."""
    text = FLAKY.format(mark=str(tmp_path / "mark"))
    repo.commit("start", {"devloop.toml": CONFIG, "test_a.py": text})
    return repo


@pytest.mark.usefixtures("flaky")
def test_a_file_that_passes_alone_is_let_through_and_said_to_be_flaky(devloop: Devloop) -> None:
    done = devloop("check")
    assert "1 flaky" in done.said
    assert "known" in devloop("check").said
    (test,) = json.loads(devloop("flaky", "--json").stdout)["tests"]
    assert (test["test"], test["times"]) == ("test_a.py::test_by_turns", 1)
    assert "not at first" in test["message"]


def test_a_test_that_always_fails_is_failed(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"devloop.toml": CONFIG, "test_a.py": "def test_bad():\n    assert 1 == 2\n"})
    done = devloop("check", code=1)
    assert "test_a.py::test_bad" in done.said
    assert "assert 1 == 2" in done.said
    assert "-m pytest test_a.py::test_bad" in done.said
    assert "test_a.py:2" in devloop("check", code=1).said  # already known, and as well told
    assert json.loads(devloop("flaky", "--json").stdout)["tests"] == []


def test_mainline_refuses_it_until_it_is_steady(devloop: Devloop, flaky: Repo) -> None:
    remote = flaky.path.parent / "remote.git"
    flaky.git("init", "-q", "--bare", "-b", "main", str(remote))
    flaky.git("remote", "add", "origin", str(remote))
    devloop("check")
    said = devloop("push", "origin", "main", code=1).said
    assert "tests is flaky" in said
    devloop("check", "--again", "tests", "HEAD")
    devloop("check", "--again", "tests", "HEAD")
    devloop("push", "origin", "main")


@pytest.mark.parametrize(("days", "code"), [(1, 0), (-2, 1)])
def test_quarantine_holds_until_its_day(devloop: Devloop, repo: Repo, days: int, code: int) -> None:
    until = time.strftime("%Y-%m-%d", time.localtime(time.time() + days * 86400))
    entry = f'[quarantine."test_a.py::test_bad"]\nreason = "known"\nuntil = {until}\n'
    text = "def test_bad():\n    assert 0\ndef test_good():\n    pass\n"
    repo.stage({"devloop.toml": CONFIG + entry, "test_a.py": text})
    said = devloop("check", code=code).said
    assert ("1 quarantined" if code == 0 else "it counts again") in said
