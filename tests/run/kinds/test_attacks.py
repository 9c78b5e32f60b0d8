"""Runs of tests that try to look green: none is passed unless its tests ran and passed.

Where the project's own configuration says what to run, and how, it is believed as pytest does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.verdict.outcome import Outcome
from tests.run.kinds.runs import BAD, GOOD, folder, run_suite

__all__ = ["folder"]

EXIT = "import pytest\ndef {}: pytest.exit('enough', returncode=0)\n"
VANISH = "import os\ndef {}: os._exit(0)\n"
FIXTURE = "import os, pytest, sys\n@pytest.fixture(scope='session', autouse=True)\ndef once():\n"

LEAVING = {
    "exit in a conftest": "import pytest\npytest.exit('enough', returncode=0)\n",
    "exit at the start": EXIT.format("pytest_sessionstart()"),
    "exit at collection": EXIT.format("pytest_collection_modifyitems()"),
    "exit in a session fixture": FIXTURE + "    pytest.exit('enough', returncode=0)\n",
    "exit at the end": EXIT.format("pytest_sessionfinish()"),
    "end of the process in a conftest": "import os\nos._exit(0)\n",
    "end of the process at collection": VANISH.format("pytest_collection_finish()"),
    "end of the process in a session fixture": FIXTURE + "    os._exit(0)\n",
    "end of the process in its teardown": FIXTURE + "    yield\n    os._exit(0)\n",
    "end of the process at the end": VANISH.format("pytest_sessionfinish()"),
    "end of the process after all": "import atexit, os\natexit.register(os._exit, 0)\n",
    "sys.exit in a conftest": "import sys\nsys.exit(0)\n",
    "sys.exit in a session fixture": FIXTURE + "    sys.exit(0)\n",
    "sys.exit at the end": "import sys\ndef pytest_sessionfinish(): sys.exit(0)\n",
}


@pytest.mark.parametrize("conftest", LEAVING.values(), ids=LEAVING.keys())
def test_leaving_with_exit_code_0_is_no_pass(folder: Path, conftest: str) -> None:
    ran, _ = run_suite(folder, {"conftest.py": conftest, "test_a.py": BAD, "test_b.py": GOOD})
    assert ran.outcome in {Outcome.FAILED, Outcome.ERRORED}


TEST = "import os, pytest, sys\n{}def test_last({}): {}\n"
LAST = {
    "exit": TEST.format("", "", "pytest.exit('enough', returncode=0)"),
    "end of the process": TEST.format("", "", "os._exit(0)"),
    "sys.exit in a fixture": TEST.format(
        "@pytest.fixture\ndef leave(): sys.exit(0)\n", "leave", "pass"
    ),
    "exit in a teardown": TEST.format(
        "@pytest.fixture\ndef leave():\n    yield\n    pytest.exit('enough', returncode=0)\n",
        "leave",
        "pass",
    ),
}


@pytest.mark.parametrize("text", LAST.values(), ids=LAST.keys())
def test_the_last_test_that_leaves_with_exit_code_0_is_named(folder: Path, text: str) -> None:
    ran, suite = run_suite(folder, {"test_a.py": GOOD, "test_b.py": text})
    assert ran.outcome is Outcome.FAILED
    assert "test_b.py::test_last" in (*suite.running, *(case.id for case in suite.bad))


FIRST = "import pytest\n@pytest.hookimpl(tryfirst=True)\n"
IDLE = {
    "no test is run": FIRST + "def pytest_runtestloop(): return True\n",
    "one test is not run": FIRST
    + "def pytest_runtest_protocol(item): return True if 'bad' in item.nodeid else None\n",
    "pytest does nothing": FIRST + "def pytest_cmdline_main(): return 0\n",
    "only collecting is asked for late": "def pytest_collection_modifyitems(config):\n"
    "    config.option.collectonly = True\n",
    "no test is left, which is called good": "def pytest_collection_modifyitems(items):\n"
    "    items.clear()\ndef pytest_sessionfinish(session): session.exitstatus = 0\n",
}


@pytest.mark.parametrize("conftest", IDLE.values(), ids=IDLE.keys())
def test_what_did_not_run_proves_nothing(folder: Path, conftest: str) -> None:
    files = {"conftest.py": conftest, "test_a.py": BAD, "test_b.py": GOOD}
    ran, _ = run_suite(folder, files)
    assert ran.outcome is Outcome.ERRORED
    assert "-m pytest" in ran.hint


def test_failures_that_are_taken_back_are_failures(folder: Path) -> None:
    lie = (
        FIRST + "def pytest_sessionfinish(session): session.testsfailed = session.exitstatus = 0\n"
    )
    ran, _ = run_suite(folder, {"conftest.py": lie, "test_a.py": BAD})
    assert ran.outcome is Outcome.FAILED
    assert ran.note == "tests failed, though it exited with 0"


OPTIONS = [
    *("--collect-only", "--co", "--setup-only", "--setup-plan", "--fixtures"),
    *("--fixtures-per-test", "--help", "--markers", "--cache-show"),
]


@pytest.mark.parametrize("option", OPTIONS)
def test_options_of_the_project_that_run_nothing_prove_nothing(folder: Path, option: str) -> None:
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = {option}\n")
    ran, _ = run_suite(folder, {"test_a.py": GOOD})
    assert ran.outcome is Outcome.ERRORED


@pytest.mark.parametrize("option", ["-x", "--maxfail=1", "-p xdist -x -n2"])
def test_stopping_at_the_first_failure_is_failed(folder: Path, option: str) -> None:
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = {option}\n")
    ran, suite = run_suite(folder, {"test_a.py": BAD, "test_b.py": GOOD})
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.bad] == ["test_a.py::test_bad"]


@pytest.mark.parametrize(("paths", "outcome"), [("t", Outcome.PASSED), ("empty", Outcome.ERRORED)])
def test_what_the_project_says_is_its_tests_is_believed(
    folder: Path, paths: str, outcome: Outcome
) -> None:
    (folder / "pytest.ini").write_text(f"[pytest]\ntestpaths = {paths}\n")
    ran, _ = run_suite(folder, {"t/test_a.py": GOOD, "test_b.py": BAD, "empty/text": ""})
    assert ran.outcome is outcome


def test_a_worker_of_xdist_that_leaves_out_a_test_is_noticed(folder: Path) -> None:
    files = {"conftest.py": IDLE["one test is not run"], "test_a.py": BAD, "test_b.py": GOOD}
    ran, suite = run_suite(folder, files, "-p", "xdist", "-n2")
    assert (ran.outcome, suite.collected) == (Outcome.ERRORED, 2)
    assert ran.note == "only 1 of 2 tests ran"


def test_a_worker_of_xdist_that_vanishes_is_no_pass(folder: Path) -> None:
    text = "import os\ndef test_vanishing(): os._exit(0)\n"
    ran, suite = run_suite(folder, {"test_a.py": text, "test_b.py": GOOD}, "-p", "xdist", "-n2")
    assert ran.outcome is Outcome.FAILED
    assert [case.id for case in suite.bad] == ["test_a.py::test_vanishing"]


@pytest.mark.parametrize("body", ["os._exit(0)", "os.kill(os.getpid(), 11)"])
def test_a_test_file_that_ends_the_process_is_failed_and_named(folder: Path, body: str) -> None:
    files = {"test_a.py": GOOD, "test_b.py": f"import os\n{body}\n", "test_c.py": GOOD}
    ran, _ = run_suite(folder, files)
    assert ran.outcome is Outcome.FAILED
    assert "while this was collected: test_b.py" in ran.note


FORGE = """
import json, os
EVENTS = [
    {"event": "session", "root": ""},
    {"event": "collected", "count": 1},
    {"event": "test", "id": "test_a.py::test_bad", "grade": "passed", "seconds": 0.1},
    {"event": "end", "status": 0, "unexplained": 0},
]
def forge(how="w"):
    with open("../report", how) as file:
        file.writelines(json.dumps(event) + "\\n" for event in EVENTS)
    os._exit(0)
"""
FORGERIES = {
    "by a conftest": {"conftest.py": FORGE + "forge()\n", "test_a.py": BAD},
    "by a test": {"test_a.py": FORGE + "def test_bad(): forge()\n"},
    "beside the report": {"test_a.py": FORGE + "def test_bad(): forge('a')\n"},
    "at the end": {"conftest.py": FORGE + "def pytest_unconfigure(): forge()\n", "test_a.py": BAD},
}


@pytest.mark.parametrize("files", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_report_proves_nothing(folder: Path, files: dict[str, str]) -> None:
    ran, _ = run_suite(folder, files)
    assert ran.outcome is Outcome.ERRORED
    assert "something wrote to the test report" in ran.note


DROP = """
import os
def pytest_unconfigure():
    with open("../report") as file:
        lines = [line for line in file if "failed" not in line]
    with open("../report", "w") as file:
        file.writelines(lines)
    os._exit(0)
"""
REMOVE = (
    "import os\ndef pytest_runtest_setup(): os.path.exists('../report') and os.remove('../report')"
)


@pytest.mark.parametrize("conftest", [DROP, REMOVE], ids=["a line", "all so far"])
def test_a_report_from_which_something_is_gone_proves_nothing(folder: Path, conftest: str) -> None:
    ran, _ = run_suite(folder, {"conftest.py": conftest, "test_a.py": BAD, "test_b.py": GOOD})
    assert ran.outcome is Outcome.ERRORED
    assert "something wrote to the test report" in ran.note


def test_no_code_of_the_project_sees_what_the_report_is_sealed_with(folder: Path) -> None:
    look = (
        "import os\nassert not [name for name in os.environ if name.startswith('DEVLOOP_TEST')]\n"
    )
    files = {"conftest.py": look, "test_a.py": look + GOOD}
    assert run_suite(folder, files)[0].outcome is Outcome.PASSED


STATES = {
    "--lf": {"lastfailed": '{"test_b.py::test_good": true}'},
    "--sw": {"stepwise": '"test_b.py::test_good"'},
}


@pytest.mark.parametrize("option", STATES)
def test_only_what_failed_before_proves_nothing(folder: Path, option: str) -> None:
    """A workspace may be told to keep `.pytest_cache`, or a project may have it in its content."""
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = {option}\n")
    kept = {f".pytest_cache/v/cache/{name}": text for name, text in STATES[option].items()}
    ran, _ = run_suite(folder, {"test_a.py": BAD, "test_b.py": GOOD, **kept})
    assert ran.outcome is not Outcome.PASSED


@pytest.mark.parametrize("option", ["--lf", "--sw", "--ff"])
def test_where_nothing_failed_before_all_tests_run(folder: Path, option: str) -> None:
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = {option}\n")
    assert run_suite(folder, {"test_a.py": GOOD})[0].outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["devloop-listener", "devloop_pytest.report", "devloop"])
def test_keeping_the_plugin_out_is_no_pass(folder: Path, name: str) -> None:
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = -p no:{name}\n")
    ran, _ = run_suite(folder, {"test_a.py": BAD})
    assert ran.outcome is not Outcome.PASSED


def test_taking_the_plugin_out_is_no_pass(folder: Path) -> None:
    remove = "config.pluginmanager.unregister(name='devloop-listener')"
    conftest = f"def pytest_collection_modifyitems(config): {remove}\n"
    ran, _ = run_suite(folder, {"conftest.py": conftest, "test_a.py": GOOD})
    assert ran.outcome is Outcome.ERRORED
    assert "disabled devloop's plugin" in ran.note


def test_an_old_python_is_named_with_another_way(folder: Path) -> None:
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p old\n")
    ran, _ = run_suite(folder, {"old.py": "import sys\nsys.version_info = (3, 7, 9, 'final', 0)\n"})
    assert ran.outcome is Outcome.ERRORED
    assert b"it needs Python 3.8 or later, and this is 3.7" in ran.output
    assert 'kind = "command"' in ran.hint


CLASHES = {
    "the same option": "def pytest_addoption(parser): parser.addoption('--verbose')\n",
    "a hook that raises": "def pytest_runtest_logreport(): raise ValueError('clash')\n",
    "an unknown hook": "def pytest_no_such_hook(): pass\n",
}


@pytest.mark.parametrize("conftest", CLASHES.values(), ids=CLASHES.keys())
def test_plugins_that_clash_are_errored(folder: Path, conftest: str) -> None:
    ran, _ = run_suite(folder, {"conftest.py": conftest, "test_a.py": GOOD})
    assert ran.outcome is Outcome.ERRORED
    assert ran.note
    assert ran.hint


def test_reports_that_a_plugin_turns_good_are_good_as_pytest_says(folder: Path) -> None:
    """That is how plugins make a failure expected; pytest itself then ends with 0."""
    turn = "@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport():\n"
    turn = f"import pytest\n{turn}    (yield).get_result().outcome = 'passed'\n"
    ran, _ = run_suite(folder, {"conftest.py": turn, "test_a.py": BAD})
    assert (ran.outcome, ran.exit_code) == (Outcome.PASSED, 0)
