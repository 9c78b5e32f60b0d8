"""What `devloop coverage` shows, and what the gate says to lines that no test ran."""

from __future__ import annotations

import json
from pathlib import Path

import coverage
import pytest

from devloop.change.untested import LinesRun
from devloop.run.coverage import lines_in
from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = '[checks.tests]\nkind = "pytest"\ncoverage = true\n'
TEST = "import sys\nsys.path.insert(0, '.')\nimport mod\ndef test_f():\n    assert mod.f(1) == 1\n"
MOD = "def f(a):\n    return a\n"
GAP = "def f(a):\n    if a:\n        return a\n    return 0\n"


def with_packages(repo: Repo, *names: str) -> None:
    """Link packages that the tests run with into the project's own environment."""
    (site,) = (repo.path / ".venv").glob("lib/python*/site-packages")
    for name in names:
        (site / name).symlink_to(Path(pytest.__file__).parent.parent / name)


@pytest.fixture(autouse=True)
def project(repo: Repo, own_python: None) -> None:  # noqa: ARG001 - it makes an environment
    with_packages(repo, "pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")
    with_packages(repo, "py.py")
    repo.commit("start", {"devloop.toml": CONFIG, "mod.py": MOD, "test_mod.py": TEST})


@pytest.fixture
def measured(repo: Repo) -> None:
    assert coverage.__file__
    with_packages(repo, "coverage")


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("isolation", ["file", "process"])
def test_a_new_line_that_no_test_ran_is_shown(devloop: Devloop, repo: Repo, isolation: str) -> None:
    other = TEST.replace("test_f", "test_again")
    config = f'{CONFIG}isolation = "{isolation}"\n'
    repo.stage({"devloop.toml": config, "mod.py": GAP, "test_other.py": other})
    (check,) = json.loads(devloop("coverage", "--json").stdout)["checks"]
    assert check["statements"] == 3
    assert check["uncovered"] == [{"file": "mod.py", "line": 4, "source": "    return 0"}]
    assert "return 0" in devloop("coverage").stdout


@pytest.mark.usefixtures("measured")
def test_what_a_started_process_runs_is_covered(devloop: Devloop, repo: Repo) -> None:
    test = (
        "import subprocess, sys\n"
        "def test_f():\n    subprocess.run([sys.executable, 'tool.py'], check=True)\n"
    )
    repo.stage({"tool.py": "x = 1\n", "test_mod.py": test})
    (check,) = json.loads(devloop("coverage", "--json").stdout)["checks"]
    assert (check["statements"], check["uncovered"]) == (1, [])


@pytest.mark.usefixtures("measured")
def test_a_commit_below_the_limit_is_refused(devloop: Devloop, repo: Repo) -> None:
    repo.stage({"devloop.toml": CONFIG + "min-diff-coverage = 100\n", "mod.py": GAP})
    done = devloop("hook", "pre-commit", code=1)
    assert "mod.py:4" in done.said
    assert "devloop coverage" in done.said
    devloop("coverage", code=1)
    repo.stage({"test_mod.py": TEST + "    assert mod.f(0) == 0\n"})
    devloop("hook", "pre-commit")


def test_without_coverage_there_is_no_pass(devloop: Devloop) -> None:
    done = devloop("check", code=3)
    assert "coverage.py is not there" in done.said
    assert "-m pip install coverage" in done.said


def test_a_document_that_is_none_is_not_known() -> None:
    assert lines_in(b"{}") is None
    assert lines_in(b'{"schema": "devloop.lines-run/1", "files": {"a.py": [1]}}') is None


def test_a_file_that_could_not_be_read_is_not_in_it() -> None:
    text = (
        b'{"schema": "devloop.lines-run/1", "files":'
        b' {"a.py": null, "b.py": {"ran": [1], "missing": [], "excluded": []}}}'
    )
    assert lines_in(text) == {"b.py": LinesRun(ran=frozenset({1}))}
