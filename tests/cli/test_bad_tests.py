"""Tests that misbehave, and projects that cannot run any: the right outcome, in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Devloop, with_pytest
from tests.support.repo import Repo

CONFIG = 'background = false\n[checks.tests]\nkind = "pytest"\n'
GOOD = "def test_good():\n    assert True\n"
BAD, ERRORED = 1, 3
"""Exit codes of devloop: a check failed, or could not be run."""


@pytest.fixture
def tests(repo: Repo, own_python: None) -> Repo:  # noqa: ARG001 - it makes an environment
    """The project's own environment, with the pytest that runs these tests."""
    with_pytest(repo)
    return repo


def said(devloop: Devloop, repo: Repo, code: int, more: str = "", **files: str) -> str:
    """What is said to these files, which a check of kind pytest judges."""
    named = {
        name.replace("_py", ".py").replace("_ini", ".ini"): text for name, text in files.items()
    }
    repo.stage({"devloop.toml": CONFIG + more, **named})
    return devloop("check", code=code).said


def test_without_pytest_it_says_what_to_install(
    devloop: Devloop, repo: Repo, own_python: None
) -> None:
    told = said(devloop, repo, ERRORED, test_a_py=GOOD)
    assert own_python is None
    assert "tests could not run" in told
    assert "pytest is not installed in the environment of" in told
    assert "pytest is in the active environment, which was not used: DEVLOOP_PYTHON=" in told


def test_without_coverage_it_says_what_to_install(devloop: Devloop, tests: Repo) -> None:
    told = said(devloop, tests, ERRORED, "coverage = true\n", test_a_py=GOOD)
    assert "coverage.py is not installed for the tests" in told
    assert "-m pip install coverage" in told


def test_a_file_that_cannot_be_collected_is_failed(devloop: Devloop, tests: Repo) -> None:
    told = said(devloop, tests, BAD, test_a_py="import nowhere_to_be_found\n", test_b_py=GOOD)
    assert "1 file cannot be collected" in told
    assert "No module named 'nowhere_to_be_found'" in told
    assert "-m pytest test_a.py" in told


def test_without_any_test_nothing_is_proven(devloop: Devloop, tests: Repo) -> None:
    told = said(devloop, tests, ERRORED, mod_py=GOOD)
    assert "no tests were collected" in told
    assert "-m pytest --collect-only" in told


@pytest.mark.parametrize(
    ("line", "code", "how"),
    [
        ("os._exit(0)", BAD, "the process ended with exit code 0"),
        ("os.kill(os.getpid(), 11)", BAD, "ended by signal SIGSEGV"),
        ("os.kill(os.getpid(), 9)", ERRORED, "ended by signal SIGKILL"),
    ],
)
def test_a_test_that_ends_its_interpreter_is_named(
    devloop: Devloop, tests: Repo, line: str, code: int, how: str
) -> None:
    text = f"import os\ndef test_a(): pass\ndef test_ending(): {line}\n"
    told = said(devloop, tests, code, test_a_py=text)
    assert f"{how}, while this ran: test_a.py::test_ending" in told


def test_a_test_that_hangs_is_ended(devloop: Devloop, tests: Repo) -> None:
    text = "import time\ndef test_hanging(): time.sleep(60)\n"
    told = said(devloop, tests, ERRORED, "timeout = 2\n", test_a_py=text)
    assert "tests timed out" in told
    assert "still running after 2 s, so it was ended" in told
    assert 'timeout = "20m"' in told


def test_a_test_that_forks_is_counted_once(devloop: Devloop, tests: Repo) -> None:
    text = "import os\ndef test_forking(): os.fork()\ndef test_after(): pass\n"
    assert "tests 2 passed" in said(devloop, tests, 0, test_a_py=text)


def test_a_test_that_leaves_for_a_folder_that_is_gone_hurts_nobody(
    devloop: Devloop, tests: Repo
) -> None:
    text = "import os, tempfile\ndef test_leaving():\n    place = tempfile.mkdtemp()\n"
    text += "    os.chdir(place)\n    os.rmdir(place)\ndef test_after(): assert 1 == 2\n"
    told = said(devloop, tests, BAD, test_a_py=text)
    assert "1 of 2 tests" in told
    assert "test_a.py:6" in told


def test_a_test_that_deletes_its_own_file_is_failed(devloop: Devloop, tests: Repo) -> None:
    text = "import os\ndef test_deleting(): os.remove(__file__)\n"
    told = said(devloop, tests, BAD, test_a_py=text)
    assert "it modified the files it was checking: test_a.py" in told
    assert (tests.path / "test_a.py").exists()


@pytest.mark.parametrize("options", ["", "-s"])
def test_a_test_that_prints_100_mb_costs_little_of_the_screen(
    devloop: Devloop, tests: Repo, options: str
) -> None:
    text = "def test_loud():\n    for _ in range(100): print('x' * 1_000_000)\n    assert 0\n"
    ini = f"[pytest]\naddopts = {options}\n"
    told = said(devloop, tests, BAD, test_a_py=text, pytest_ini=ini)
    assert len(told) < 10_000
    assert "test_a.py::test_loud" in told
    kept = Path(tests.path, ".git/devloop").rglob("*")
    assert sum(path.stat().st_size for path in kept if path.is_file()) < 5_000_000


def test_nothing_that_a_test_prints_or_is_called_steers_the_terminal(
    devloop: Devloop, tests: Repo
) -> None:
    text = """
import pytest
@pytest.mark.parametrize("value", ["\\x1b[2J"], ids=["\\x1b]0;title\\x07"])
def test_steering(value):
    print("\\x1b]0;title\\x07\\x1b[31m")
    assert value == "\\x1b[0m\\b\\r over", "\\x1b[2Jwhy"
"""
    told = said(devloop, tests, BAD, test_a_py=text)
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "test_steering" in told


def test_a_plugin_that_clashes_is_errored(devloop: Devloop, tests: Repo) -> None:
    clash = "def pytest_addoption(parser): parser.addoption('--verbose')\n"
    told = said(devloop, tests, ERRORED, conftest_py=clash, test_a_py=GOOD)
    assert "tests could not run" in told
    assert "--verbose" in told
    assert "-m pytest" in told
