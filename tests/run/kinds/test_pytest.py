"""What a run of pytest comes to, decided from values."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.config.model import Check
from devloop.run.kinds.pytest_result import judge
from devloop.run.process.supervise import End, ProcessResult
from devloop.run.testing.document import decode, encode
from devloop.run.testing.plugin_report import read_suite
from devloop.run.testing.rerun import rerun_command
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome

PYTHON = Path("/env/bin/python")
GOOD = CaseResult(id="test_a.py::test_good", outcome=CaseOutcome.PASSED, seconds=0.5)
BAD = CaseResult(
    id="test_a.py::test_bad", outcome=CaseOutcome.FAILED, message="no", place="test_a.py:3"
)


def finished(code: int | None, output: bytes = b"", end: End = End.EXITED) -> ProcessResult:
    return ProcessResult(
        end=end, exit_code=code, seconds=1.0, output=output, total_bytes=len(output), reason=""
    )


def test_without_pytest_it_is_errored_and_says_what_to_install() -> None:
    done = finished(1, b"/env/bin/python: No module named pytest\n")
    ran = judge(done, SuiteResult(), PYTHON)
    assert ran.outcome is Outcome.ERRORED
    assert ran.wants == "pytest"


@pytest.mark.parametrize(
    ("file", "outcome"),
    [("/top/src/pluggy/_manager.py", Outcome.FAILED), ("/env/site/plugin.py", Outcome.ERRORED)],
)
def test_what_pytest_stumbles_over_at_its_start_is_red_where_it_is_the_content(
    file: str, outcome: Outcome
) -> None:
    """The project may be what pytest itself, or a plugin of it, is made of."""
    frames = f'Traceback:\n  File "/top/a.py", line 1, in x\n  File "{file}", line 2, in y\nOops\n'
    assert (
        judge(finished(1, frames.encode()), SuiteResult(), PYTHON, Path("/top")).outcome is outcome
    )


@pytest.mark.parametrize("code", range(-15, 8))
def test_nothing_passes_that_no_plugin_saw(code: int) -> None:
    assert judge(finished(code), SuiteResult(), PYTHON).outcome is not Outcome.PASSED


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 6, 77, -11])
def test_only_0_is_passed(code: int) -> None:
    suite = SuiteResult(cases=(GOOD,), collected=1, ended=0)
    assert judge(finished(code), suite, PYTHON).outcome is not Outcome.PASSED


@pytest.mark.parametrize(
    "suite",
    [
        SuiteResult(cases=(GOOD,), collected=2, ended=0),
        SuiteResult(cases=(GOOD,), collected=1, ended=None),
        SuiteResult(cases=(GOOD, BAD), collected=2, ended=0),
        SuiteResult(cases=(GOOD,), errors=(BAD,), collected=1, ended=0),
        SuiteResult(cases=(), collected=0, ended=0),
        SuiteResult(cases=(GOOD,), collected=1, ended=1),
        SuiteResult(cases=(GOOD,), collected=1, ended=0, dry=True),
    ],
)
def test_0_is_not_enough_when_the_plugin_saw_otherwise(suite: SuiteResult) -> None:
    assert judge(finished(0), suite, PYTHON).outcome is not Outcome.PASSED


def test_of_several_runs_each_has_to_come_to_its_end() -> None:
    """Such as in `pytest a; pytest b`, where the first is gone without a word."""
    first, second = b'{"event": "session"}\n', b'{"event": "session"}\n{"event": "collected"}\n'
    case = b'{"event": "test", "id": "test_a.py::test", "grade": "passed"}\n'
    suite = read_suite(first + second + case + b'{"event": "end", "status": 0}\n')
    assert judge(finished(0), suite, PYTHON).outcome is not Outcome.PASSED


def test_what_took_too_long_names_the_test_that_ran() -> None:
    suite = SuiteResult(cases=(GOOD,), collected=2, running=("test_a.py::test_slow",))
    ran = judge(finished(-15, end=End.TIMED_OUT), suite, PYTHON)
    assert ran.outcome is Outcome.TIMED_OUT
    assert "test_a.py::test_slow" in ran.note


def test_a_document_gives_back_what_was_kept() -> None:
    error = CaseResult(id="test_b.py", outcome=CaseOutcome.BROKEN, message="cannot import")
    suite = SuiteResult(cases=(GOOD, BAD), errors=(error,), collected=2)
    assert decode(encode(suite)) == suite


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"schema": "devloop.tests/9"}', b"\xff"])
def test_a_document_that_is_none_is_a_miss(text: bytes) -> None:
    assert decode(text) is None


def rerun(run: str | tuple[str, ...] | None, *cases: CaseResult) -> str:
    check = Check(name="tests", run=run)
    python = Path("/repo/.venv/bin/python")
    return rerun_command(check, python, Path("/repo"), SuiteResult(cases=cases))


def test_the_command_names_just_the_tests_that_failed() -> None:
    assert rerun(None, GOOD, BAD) == ".venv/bin/python -m pytest test_a.py::test_bad"


def test_many_failing_tests_are_named_by_their_files() -> None:
    many = tuple(
        CaseResult(id=f"test_a.py::test_{n}", outcome=CaseOutcome.FAILED) for n in range(20)
    )
    assert rerun(("pytest", "-x"), *many) == "pytest -x test_a.py"


def test_there_is_no_such_command_for_a_line_of_sh() -> None:
    assert rerun("pytest | tee log", BAD) == ""
