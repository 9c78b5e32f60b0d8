"""Test files that run while others are still collected: nothing else comes out of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devloop.run.kinds.pytest import PLUGIN
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import CaseOutcome, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.run.kinds.runs import GOOD, folder
from tests.run.kinds.test_spread import grades, spread

__all__ = ["folder"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are spread by forking")

WAIT = """
import os, time
deadline = time.monotonic() + 60
while not os.path.exists("began") and time.monotonic() < deadline:
    time.sleep(0.01)
"""
"""A file that can be collected once a test of another one has begun."""

BEGIN = "def test_begin(): open('began', 'w').close()\n"


def ran_ahead(folder: Path, files: dict[str, str], *options: str) -> tuple[RunResult, SuiteResult]:
    """The files, of which `test_a.py` begins while `test_b.py` is collected."""
    given = {"test_a.py": BEGIN, "test_b.py": f"{WAIT}assert os.path.exists('began')\n{GOOD}"}
    return spread(folder, {**given, **files}, *options, ahead=2)


def test_a_file_runs_while_another_is_collected(folder: Path) -> None:
    ran, suite = ran_ahead(folder, {})
    assert ran.outcome is Outcome.PASSED
    assert suite.spread
    assert grades(suite) == {
        "test_a.py::test_begin": CaseOutcome.PASSED,
        "test_b.py::test_good": CaseOutcome.PASSED,
    }


def test_a_failure_ahead_fails_the_run(folder: Path) -> None:
    ran, suite = ran_ahead(folder, {"test_a.py": f"{BEGIN}def test_bad(): assert [] == [1]\n"})
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.bad] == ["test_a.py::test_bad"]


def test_a_file_that_cannot_be_collected_has_nothing_run(folder: Path) -> None:
    ran, suite = ran_ahead(folder, {"test_c.py": "import missing_module\n"})
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.errors] == ["test_c.py"]
    assert suite.cases == ()


def test_tests_left_out_by_a_mark_are_left_out_ahead(folder: Path) -> None:
    text = f"""
import pytest
{BEGIN}
@pytest.mark.slow
def test_slow(): assert False
"""
    ran, suite = ran_ahead(
        folder, {"test_a.py": text, "pytest.ini": "[pytest]\nmarkers = slow\n"}, "-m", "not slow"
    )
    assert ran.outcome is Outcome.PASSED
    assert len(suite.cases) == suite.collected == 2


def test_a_file_of_which_no_test_is_wanted_does_no_harm(folder: Path) -> None:
    ran, suite = ran_ahead(folder, {"test_0.py": GOOD}, "--deselect", "test_0.py::test_good")
    assert ran.outcome is Outcome.PASSED
    assert {case.file for case in suite.cases} == {"test_a.py", "test_b.py"}


def test_a_project_that_chooses_among_all_its_tests_is_waited_for(folder: Path) -> None:
    conftest = """
import os
def pytest_collection_modifyitems(items):
    assert not os.path.exists("began")
    assert {item.name for item in items} == {"test_begin", "test_good"}
    items.reverse()
"""
    files = {"test_a.py": BEGIN, "test_b.py": GOOD, "conftest.py": conftest}
    ran, suite = spread(folder, files, ahead=1)
    assert ran.outcome is Outcome.PASSED
    assert len(suite.cases) == 2


def test_what_is_found_late_to_choose_has_everything_run_again(folder: Path) -> None:
    conftest = "def pytest_collection_modifyitems(items): items[:] = items[-2:]\n"
    late = {"z/conftest.py": conftest, "z/test_z.py": GOOD.replace("test_good", "test_z")}
    ran, suite = ran_ahead(folder, {**late, "z/__init__.py": ""})
    assert ran.outcome is Outcome.PASSED
    assert set(grades(suite)) == {"test_b.py::test_good", "z/test_z.py::test_z"}


def test_a_fixture_made_once_that_is_found_late_keeps_a_careful_run_whole(folder: Path) -> None:
    text = """
import pytest
@pytest.fixture(scope="session")
def costly(): return 1
def test_c(costly): assert costly
"""
    files = {"test_a.py": BEGIN, "test_b.py": GOOD, "test_c.py": text}
    ran, suite = spread(folder, files, careful=True, ahead=1)
    assert ran.outcome is Outcome.PASSED
    assert not suite.spread
    assert len(suite.cases) == 3


def test_a_thread_that_starts_late_keeps_the_run_whole(folder: Path) -> None:
    text = f"""
import threading, time
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
{GOOD}
"""
    ran, suite = ran_ahead(folder, {"test_c.py": text})
    assert ran.outcome is Outcome.PASSED
    assert "threads" in suite.whole_because
    assert len(suite.cases) == 3


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize(
    ("filters", "outcome"),
    [("error::UserWarning", Outcome.FAILED), ("default::DeprecationWarning", Outcome.PASSED)],
)
def test_warnings_are_what_they_are_in_a_run_of_all(
    folder: Path, *, ahead: int, filters: str, outcome: Outcome
) -> None:
    text = """
import warnings
warnings.filterwarnings("ignore", "loud")
def test_begin():
    assert not any(rule[1] is not None and rule[1].match("loud") for rule in warnings.filters)
    warnings.warn("loud")
"""
    ran, _ = spread(folder, {"test_a.py": text, "test_b.py": GOOD}, "-W", filters, ahead=ahead)
    assert ran.outcome is outcome


def test_a_process_that_ends_by_itself_ahead_fails_its_test(folder: Path) -> None:
    ran, suite = ran_ahead(
        folder, {"test_a.py": f"{BEGIN}def test_gone():\n    import os\n    os._exit(0)\n"}
    )
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.bad] == ["test_a.py::test_gone"]


def test_nobody_waits_on_when_the_run_was_killed() -> None:
    text = """
import os
from devloop_pytest.tokens import Tokens
tokens = Tokens(0)
if os.fork() == 0:
    tokens.take()
os.kill(os.getpid(), 9)
"""
    environ = {**os.environ, "PYTHONPATH": str(PLUGIN)}
    done = subprocess.run(  # which waits for all who hold its output
        [sys.executable, "-c", text], env=environ, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL


def test_much_output_ahead_is_taken_in_while_others_are_collected(folder: Path) -> None:
    text = "import pytest\n@pytest.mark.parametrize('n', range(3000))\ndef test_a(n): pass\n"
    ran, suite = ran_ahead(folder, {"test_0.py": text})
    assert ran.outcome is Outcome.PASSED
    assert len(suite.cases) == 3002
