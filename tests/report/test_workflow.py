"""Workflow commands of GitHub Actions, read back as its runner reads them."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devloop.git.ids import RepoPath
from devloop.report.finding import Finding, Level, SourcePlace
from devloop.report.findings import ReportFindings
from devloop.report.workflow import MOST_OF_A_LEVEL, annotated
from devloop.report.workflow_text import escape_workflow_commands
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.report.runner import Command, obeyed
from tests.report.support import account, report, result

HOSTILE = "::error::x\n::set-output name=a::b\n##[error]x\r::stop-commands::y, a=b:%0A%25\x1b[0m"


def commands(*accounts: ReportFindings) -> list[Command]:
    lines = tuple(annotated(accounts))
    assert all("\n" not in line and "\r" not in line for line in lines)
    return obeyed("\n".join(lines))


def of(*findings: Finding) -> list[Command]:
    return commands(ReportFindings(report=report(), findings=findings))


def test_a_finding_is_an_annotation_of_its_line() -> None:
    failed = result("lint", Outcome.FAILED, output=b"a.py:2:12: F821 no x\na.py:3: warning: y")
    assert commands(account(failed)) == [
        Command(
            "error", {"file": "a.py", "line": "2", "col": "12", "title": "lint F821"}, "F821 no x"
        ),
        Command("warning", {"file": "a.py", "line": "3", "title": "lint"}, "y"),
    ]


def test_a_failing_test_is_an_annotation_with_its_assertion() -> None:
    case = CaseResult(
        id="test_a.py::t", outcome=CaseOutcome.FAILED, message="assert 1\n == 2", place="a.py:7"
    )
    told = account(result("tests", Outcome.FAILED, suite=SuiteResult(cases=(case,))))
    expected = {"file": "a.py", "line": "7", "title": "test_a.py::t"}
    assert commands(told) == [Command("error", expected, "assert 1\n == 2")]


def test_what_names_no_place_is_an_annotation_of_the_step() -> None:
    failed = result("lint", Outcome.FAILED, exit_code=3)
    told = Command("error", {"title": "lint"}, "failed with exit code 3")
    assert commands(account(failed)) == [told]


def test_what_could_not_run_is_an_annotation() -> None:
    told = account(result("types", Outcome.ERRORED, note="no mypy"))
    assert commands(told) == [Command("error", {"title": "types"}, "could not run: no mypy")]


def test_what_passed_says_nothing() -> None:
    assert commands(account(result("lint", Outcome.PASSED, output=b"a.py:1: x"))) == []


def test_no_more_are_told_than_are_shown() -> None:
    levels = [Level.ERROR] * 15 + [Level.NOTE] * 3
    told = of(*(Finding(check="c", message=str(n), level=one) for n, one in enumerate(levels)))
    assert [one.name for one in told] == ["error"] * MOST_OF_A_LEVEL + ["notice"] * 3


def test_a_loud_check_does_not_crowd_out_another() -> None:
    loud = tuple(Finding(check="loud", message=str(n)) for n in range(15))
    told = of(*loud, Finding(check="quiet", message="one"))
    assert [one.message for one in told[:3]] == ["0", "one", "1"]


@pytest.mark.parametrize("name", ["a,b.py", "a:b.py", "a%2Cb.py", "a\nb.py", "x::y", "a=b,line=9"])
def test_names_of_any_kind_stay_what_they_are(name: str) -> None:
    place = SourcePlace(path=RepoPath(name), line=1)
    (told,) = of(Finding(check="lint", message="x", test=name, place=place))
    assert told.properties == {"file": name, "line": "1", "title": name}


def test_bytes_that_are_no_text_are_shown_as_their_code() -> None:
    place = SourcePlace(path=RepoPath(os.fsdecode(b"\xff\x1b.py")))
    (told,) = of(Finding(check="lint", message="x", place=place))
    assert told.properties["file"] == "\\xff\\x1b.py"


def test_a_message_cannot_hold_commands() -> None:
    (told,) = of(Finding(check="lint", message=HOSTILE.replace("\x1b[0m", "").replace("\r", "")))
    assert (told.name, told.properties) == ("error", {"title": "lint"})


@given(st.text(st.sampled_from("a:#[] \t\r\n%,=\x0b\u2003\x85") | st.characters()))
def test_nothing_that_is_printed_is_obeyed(text: str) -> None:
    pieces = f"{text}::error::{text}##[error]{text}"
    assert obeyed(escape_workflow_commands(pieces)) == []
    assert obeyed(escape_workflow_commands(f"before\r\n \t::warning file=x::{text}")) == []


def test_commands_are_broken_visibly_and_all_else_stays() -> None:
    assert escape_workflow_commands("::error::x") == ":\\u003aerror::x"
    assert escape_workflow_commands("a ##[error]x") == "a #\\u0023[error]x"
    same = "a::b::c\n::\n:: rst\n## [x]\n#[x]"
    assert escape_workflow_commands(same) == same


def test_the_runner_would_have_obeyed() -> None:
    assert [one.name for one in obeyed(HOSTILE)] == [
        "error",
        "set-output",
        "error",
        "stop-commands",
    ]
