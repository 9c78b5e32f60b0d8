"""Tests that pass only after others: what comes of them when each file has a process."""

from __future__ import annotations

import sys

import pytest

from tests.cli.conftest import Devloop, with_pytest
from tests.support.repo import Repo

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are spread by forking")

CONFIG = '[checks.tests]\nkind = "pytest"\n'
FIRST = """
import os, time
def test_first():
    os.environ["LEFT"] = "1"
    time.sleep(1.2)
"""
SECOND = "import os\ndef test_second():\n    assert os.environ.get('LEFT')\n"
NOTE = "passes only in one process with the other test files: test_b.py"


@pytest.fixture(autouse=True)
def leaning(repo: Repo, own_python: None, monkeypatch: pytest.MonkeyPatch) -> Repo:  # noqa: ARG001
    """A repository with a test file that leans on another."""
    with_pytest(repo)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    repo.commit("start", {"devloop.toml": CONFIG, "test_a.py": FIRST, "test_b.py": SECOND})
    return repo


def test_a_project_that_did_not_ask_for_it_is_judged_by_the_ordinary_run(
    devloop: Devloop, repo: Repo
) -> None:
    assert NOTE not in devloop("check").said
    repo.stage({"x.txt": "1\n"})
    assert NOTE in devloop("check").said
    repo.stage({"x.txt": "2\n"})
    assert NOTE not in devloop("check").said


def test_a_project_that_asked_for_it_is_told_what_is_wrong(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"devloop.toml": f'{CONFIG}isolation = "file"\n'})
    assert NOTE in devloop("check", code=1).said
