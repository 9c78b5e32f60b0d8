"""Test files side by side: the same outcomes, nothing shared, and nothing lost."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from devloop.run.kinds.pytest import SPREAD
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import CaseOutcome, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.run.kinds.runs import GOOD, folder, run_suite

__all__ = ["folder"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are spread by forking")


def spread(
    folder: Path, files: Mapping[str, str], *options: str, careful: bool = False, ahead: int = 0
) -> tuple[RunResult, SuiteResult]:
    """Run pytest over some files, each in its own process."""
    wish = json.dumps({"workers": 2, "seconds": {}, "careful": careful, "ahead": ahead})
    return run_suite(folder, files, *options, wish={SPREAD: wish})


def grades(suite: SuiteResult) -> dict[str, CaseOutcome]:
    return {case.id: case.outcome for case in suite.cases}


def test_every_grade_arrives(folder: Path) -> None:
    text = """
import pytest
def test_good(): pass
def test_bad(): assert [1] == [2]
@pytest.mark.skip(reason="later")
def test_skipped(): pass
@pytest.mark.xfail
def test_known(): assert False
@pytest.fixture
def broken(): raise ValueError("no")
def test_broken(broken): pass
"""
    ran, suite = spread(folder, {"test_a.py": text, "test_b.py": GOOD})
    assert suite.spread
    assert ran.outcome is Outcome.FAILED
    assert sorted(outcome.value for outcome in grades(suite).values()) == [
        "broken",
        "failed",
        "passed",
        "passed",
        "skipped",
        "xfailed",
    ]
    assert "assert [1] == [2]" in suite.bad[0].message
    assert suite.bad[0].place == "test_a.py:4"


def test_no_file_meets_what_another_left_behind(folder: Path) -> None:
    text = """
import os
def test_a():
    assert 'LEFT' not in os.environ
    os.environ['LEFT'] = '1'
"""
    ran, suite = spread(folder, {f"test_{n}.py": text for n in range(5)})
    assert ran.outcome is Outcome.PASSED
    assert len(suite.cases) == 5


def test_fixtures_of_a_module_are_made_once_in_its_process(folder: Path) -> None:
    text = """
import pytest
made = []
@pytest.fixture(scope="module")
def thing():
    made.append(1)
    yield
    assert len(made) == 1
def test_a(thing): pass
def test_b(thing): pass
"""
    ran, _ = spread(folder, {"test_a.py": text, "test_b.py": text.replace("made", "had")})
    assert ran.outcome is Outcome.PASSED


@pytest.mark.parametrize("body", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_ends_by_itself_fails_its_test(folder: Path, body: str) -> None:
    text = f"import os\ndef test_a(): pass\ndef test_b():\n    {body}\ndef test_c(): pass\n"
    ran, suite = spread(folder, {"test_a.py": text, "test_b.py": GOOD})
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.bad] == ["test_a.py::test_b"]
    assert grades(suite)["test_b.py::test_good"] is CaseOutcome.PASSED


def test_what_is_printed_side_by_side_is_not_mixed(folder: Path) -> None:
    text = """
import os, time
def test_say(capfd):
    for n in range(20):
        print("NAME", n)
        os.system("echo NAME")
        time.sleep(0.005)
    out = capfd.readouterr().out
    assert out.count("NAME") == 40 and set(out.split()) <= {"NAME", *map(str, range(20))}
def test_bad():
    print("NAME speaks")
    assert False
"""
    files = {f"test_{n}.py": text.replace("NAME", f"file{n}") for n in range(4)}
    _, suite = spread(folder, files)
    assert len(suite.bad) == 4
    for case in suite.bad:
        number = case.file[5]
        assert f"file{number} speaks" in case.text
        assert case.text.count("speaks") == 2  # in the source that is shown, and as output


def test_temporary_folders_are_apart(folder: Path) -> None:
    text = """
def test_a(tmp_path):
    assert not any(tmp_path.iterdir())
    (tmp_path / 'x').touch()
"""
    ran, _ = spread(folder, {f"test_{n}.py": text for n in range(4)})
    assert ran.outcome is Outcome.PASSED


def test_it_stops_when_pytest_would(folder: Path) -> None:
    bad = "import time\ndef test_bad(): assert 0\ndef test_late(): time.sleep(90)\n"
    ran, suite = spread(folder, {f"test_{n}.py": bad for n in range(8)}, "-x")
    assert ran.outcome is Outcome.FAILED
    assert len(suite.bad) < 8
    assert ran.seconds < 80


def test_leaving_early_is_no_pass(folder: Path) -> None:
    leave = "import pytest\ndef test_a(): pytest.exit('enough', returncode=0)\n"
    ran, _ = spread(folder, {"test_a.py": leave, "test_b.py": GOOD})
    assert ran.outcome is not Outcome.PASSED


def test_leaving_in_the_last_test_of_all_is_no_pass(folder: Path) -> None:
    """Every other test has passed by then, and the one that leaves has begun well."""
    leave = "import pytest, time\ndef test_a(): time.sleep(1); pytest.exit('x', returncode=0)\n"
    ran, _ = spread(folder, {"test_a.py": leave, "test_b.py": GOOD})
    assert ran.outcome is not Outcome.PASSED


def test_an_interruption_is_errored(folder: Path) -> None:
    stop = "def test_a(): raise KeyboardInterrupt\n"
    ran, _ = spread(folder, {"test_a.py": stop, "test_b.py": GOOD})
    assert ran.outcome is Outcome.ERRORED


def test_a_file_that_cannot_be_collected_is_failed(folder: Path) -> None:
    files = {"test_a.py": "import nowhere_to_be_found\n", "test_b.py": GOOD, "test_c.py": GOOD}
    ran, suite = spread(folder, files)
    assert ran.outcome is Outcome.FAILED
    assert [error.id for error in suite.errors] == ["test_a.py"]


def test_a_grandchild_that_holds_the_connection_open_keeps_nobody(folder: Path) -> None:
    fork = """
import os, time
def test_a():
    if os.fork() == 0:
        time.sleep(300)
        os._exit(0)
"""
    ran, _ = spread(folder, {"test_a.py": fork, "test_b.py": GOOD})
    assert ran.outcome is Outcome.PASSED
    assert ran.seconds < 200


def test_running_threads_keep_the_run_whole(folder: Path) -> None:
    conftest = """
import threading, time
threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
"""
    files = {"conftest.py": conftest, "test_a.py": GOOD, "test_b.py": GOOD}
    ran, suite = spread(folder, files)
    assert ran.outcome is Outcome.PASSED
    assert not suite.spread
    assert "threads" in suite.whole_because


@pytest.mark.parametrize("careful", [True, False])
def test_a_fixture_made_once_keeps_a_careful_run_whole(folder: Path, *, careful: bool) -> None:
    conftest = "import pytest\n@pytest.fixture(scope='session')\ndef server(): return 1\n"
    use = "def test_a(server): pass\n"
    files = {"conftest.py": conftest, "test_a.py": use, "test_b.py": use}
    ran, suite = spread(folder, files, careful=careful)
    assert ran.outcome is Outcome.PASSED
    assert suite.spread is not careful


def test_a_run_that_xdist_spreads_is_left_to_it(folder: Path) -> None:
    ran, suite = spread(folder, {"test_a.py": GOOD, "test_b.py": GOOD}, "-p", "xdist", "-n", "2")
    assert ran.outcome is Outcome.PASSED
    assert not suite.spread


LATE = """
import gc
class Bad:
    def __del__(self): raise ValueError("too late")
def test_a():
    bad = Bad()
    bad.itself = bad
    del bad
    gc.disable()
"""


@pytest.mark.parametrize("wish", [True, False])
def test_what_goes_wrong_after_the_last_test_fails_the_run(folder: Path, *, wish: bool) -> None:
    options = ("-W", "error")
    files = {"test_a.py": LATE, "test_b.py": GOOD}
    ran, suite = spread(folder, files, *options) if wish else run_suite(folder, files, *options)
    assert suite.spread is wish
    assert ran.outcome is Outcome.FAILED
    assert b"too late" in ran.output


def test_a_folder_for_temporary_folders_that_cannot_be_made_is_for_who_asks(folder: Path) -> None:
    asks = "def test_asks(tmp_path):\n    pass\n"
    ran, _ = spread(folder, {"test_a.py": GOOD, "test_b.py": GOOD}, "--basetemp=none/there")
    assert ran.outcome is Outcome.PASSED
    ran, suite = spread(folder, {"test_a.py": GOOD, "test_b.py": asks}, "--basetemp=none/there")
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.bad] == ["test_b.py::test_asks"]
