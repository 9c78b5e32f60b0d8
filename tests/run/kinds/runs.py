"""Runs of a real pytest, with devloop's plugin, over a few files."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from devloop.run.kinds.pytest import PLUGIN, PLUGINS, REPORT, REPORTER, SEAL, suite_in
from devloop.run.kinds.pytest_result import judge
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.supervise import Command, run_process
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import SuiteResult

GOOD = "def test_good():\n    assert True\n"
BAD = "def test_bad():\n    assert False\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with nothing in it."""
    place = tmp_path / "project"
    place.mkdir()
    (place / "pytest.ini").write_text("[pytest]\n")
    return place


def run_suite(
    folder: Path,
    files: Mapping[str, str],
    *options: str,
    wish: Mapping[str, str] | None = None,
) -> tuple[RunResult, SuiteResult]:
    """Run pytest over some files; `wish` are variables that ask more of the plugin.

    Plugins that are installed beside it take part only if an option names them, since finding
    them takes longer than all the rest.
    """
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    report = folder.parent / "report"
    plugins = (REPORTER, *(PLUGINS[name] for name in wish or {}))
    words = (word for name in plugins for word in ("-p", name))
    argv = (sys.executable, "-m", "pytest", *words, *options)
    given = {"PYTHONPATH": str(PLUGIN), REPORT: str(report), SEAL: "token", "PWD": str(folder)}
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **given, **(wish or {})}
    command = Command(argv=argv, cwd=folder, environ=environ, timeout=60)
    done = run_process(command, cancel=Cancellation())
    suite = suite_in(report.read_bytes() if report.exists() else b"", "token")
    return judge(done, suite, Path(sys.executable)), suite
