"""What the plugin tells of runs of a real pytest, and what the runs come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.run.testing.suite_result import CaseOutcome
from devloop.verdict.outcome import Outcome
from tests.run.kinds.runs import GOOD, folder, run_suite

__all__ = ["folder"]


def test_every_grade_is_told(folder: Path) -> None:
    text = """
import pytest
def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_known(): assert False
@pytest.fixture
def broken(): raise ValueError("no")
def test_broken(broken): pass
"""
    ran, suite = run_suite(folder, {"test_a.py": text})
    assert {case.id.partition("::")[2]: case.outcome for case in suite.cases} == {
        "test_good": CaseOutcome.PASSED,
        "test_bad": CaseOutcome.FAILED,
        "test_skipped": CaseOutcome.SKIPPED,
        "test_known": CaseOutcome.XFAILED,
        "test_broken": CaseOutcome.BROKEN,
    }
    assert ran.outcome is Outcome.FAILED


def test_a_failure_comes_with_its_assertion_and_its_place(folder: Path) -> None:
    text = "def test_bad():\n    x = [1]\n    print('said')\n    assert x == [2], 'why'\n"
    _, suite = run_suite(folder, {"sub/test_a.py": text})
    (bad,) = suite.bad
    assert (bad.id, bad.place) == ("sub/test_a.py::test_bad", "sub/test_a.py:4")
    assert bad.message.startswith("AssertionError: why\nassert [1] == [2]")
    assert "said" in bad.text


def test_a_green_run_is_passed(folder: Path) -> None:
    ran, suite = run_suite(folder, {"test_a.py": GOOD, "test_b.py": GOOD})
    assert ran.outcome is Outcome.PASSED
    assert (suite.collected, len(suite.cases), suite.ended) == (2, 2, 0)


def test_a_file_that_cannot_be_collected_is_failed(folder: Path) -> None:
    ran, suite = run_suite(folder, {"test_a.py": "import nowhere_to_be_found\n", "test_b.py": GOOD})
    assert ran.outcome is Outcome.FAILED
    (error,) = suite.errors
    assert error.id == "test_a.py"
    assert "nowhere_to_be_found" in error.message


def test_no_tests_are_no_pass(folder: Path) -> None:
    ran, _ = run_suite(folder, {"test_a.py": "x = 1\n"})
    assert ran.outcome is Outcome.ERRORED
    assert "no tests were collected" in ran.note


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("os._exit(0)", Outcome.FAILED),
        ("os._exit(3)", Outcome.FAILED),
        ("os.kill(os.getpid(), 11)", Outcome.FAILED),
        ("os.kill(os.getpid(), 9)", Outcome.ERRORED),
    ],
)
def test_who_ends_the_interpreter_is_named(folder: Path, body: str, outcome: Outcome) -> None:
    text = f"import os\ndef test_a(): pass\ndef test_b():\n    {body}\n"
    ran, suite = run_suite(folder, {"test_a.py": text})
    assert ran.outcome is outcome
    assert "test_a.py::test_b" in ran.note
    assert [case.id for case in suite.cases] == ["test_a.py::test_a"]


@pytest.mark.parametrize("option", ["--collect-only", "--setup-plan", "--fixtures"])
def test_a_run_that_runs_nothing_is_no_pass(folder: Path, option: str) -> None:
    ran, _ = run_suite(folder, {"test_a.py": GOOD}, option)
    assert ran.outcome is Outcome.ERRORED


def test_an_exit_code_of_0_by_decree_is_no_pass(folder: Path) -> None:
    lie = "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n"
    files = {"conftest.py": lie, "test_a.py": "def test_bad(): assert 0\n"}
    ran, _ = run_suite(folder, files)
    assert ran.outcome is Outcome.FAILED


def test_leaving_early_with_0_is_no_pass(folder: Path) -> None:
    text = "import pytest\ndef test_a(): pytest.exit('enough', returncode=0)\ndef test_b(): pass\n"
    ran, _ = run_suite(folder, {"test_a.py": text})
    assert ran.outcome is not Outcome.PASSED


def test_a_wrong_option_is_errored(folder: Path) -> None:
    ran, _ = run_suite(folder, {"test_a.py": GOOD}, "--no-such-option")
    assert ran.outcome is Outcome.ERRORED


def test_an_interruption_is_errored(folder: Path) -> None:
    ran, _ = run_suite(folder, {"test_a.py": "def test_a(): raise KeyboardInterrupt\n"})
    assert ran.outcome is Outcome.ERRORED


def test_a_conftest_that_cannot_be_imported_is_failed(folder: Path) -> None:
    ran, _ = run_suite(folder, {"conftest.py": "1 / 0\n", "test_a.py": GOOD})
    assert ran.outcome is Outcome.FAILED
    assert "conftest" in ran.note


def test_a_forked_child_that_runs_on_is_not_heard(folder: Path) -> None:
    text = "import os\ndef test_a(): os.fork()\ndef test_b(): pass\n"
    _, suite = run_suite(folder, {"test_a.py": text}, "-p", "no:randomly")
    assert len(suite.cases) == 2


def test_tests_below_another_root_are_named_from_the_content(folder: Path) -> None:
    (folder / "pytest.ini").unlink()
    files = {"inner/pytest.ini": "[pytest]\n", "inner/test_a.py": GOOD}
    _, suite = run_suite(folder, files, "-c", "inner/pytest.ini", "inner")
    assert [case.id for case in suite.cases] == ["inner/test_a.py::test_good"]


def test_a_pytest_started_by_a_test_reports_nothing(folder: Path) -> None:
    text = """
import subprocess, sys
def test_outer(tmp_path):
    (tmp_path / "test_inner.py").write_text("def test_inner(): pass")
    subprocess.run([sys.executable, "-m", "pytest", "-p", "devloop_pytest.report", str(tmp_path)])
"""
    _, suite = run_suite(folder, {"test_a.py": text})
    assert [case.id for case in suite.cases] == ["test_a.py::test_outer"]


def test_all_workers_of_xdist_are_heard_once(folder: Path) -> None:
    files = dict.fromkeys(("test_a.py", "test_b.py"), GOOD)
    ran, suite = run_suite(folder, files, "-p", "xdist", "-n", "2")
    assert ran.outcome is Outcome.PASSED
    assert len(suite.cases) == 2
