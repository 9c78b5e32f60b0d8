"""Reports as JUnit XML, read back by another reader."""

from __future__ import annotations

import os
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devloop.git.record import replace
from devloop.report.junit import junit
from devloop.run.result import Result
from devloop.run.testing.document import decode, encode
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.report.support import SUBJECT, report, result

TRIALS = tuple(
    CaseResult(id=f"tests/test_a.py::TestB::test_{outcome.value}", outcome=outcome, seconds=0.25)
    for outcome in CaseOutcome
)


def document(*results: Result) -> ET.Element:
    return ET.fromstring(junit((report(*results),)))  # noqa: S314 - we wrote it


def cases(*results: Result) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in document(*results).iter("testcase")}


def only(case: ET.Element) -> ET.Element | None:
    """What a case says beside that it ran."""
    assert len(case) <= 1
    return case[0] if len(case) else None


def run(*cases: CaseResult, outcome: Outcome = Outcome.FAILED, **more: object) -> Result:
    return result("tests", outcome, seconds=2.0, suite=SuiteResult(cases=cases, **more))  # type: ignore[arg-type]


def test_a_test_is_a_case_with_its_file_class_name_and_seconds() -> None:
    (case,) = document(run(TRIALS[0], outcome=Outcome.PASSED)).iter("testcase")
    assert case.attrib == {
        "name": "test_passed",
        "classname": "tests.test_a.TestB",
        "time": "0.25",
        "file": "tests/test_a.py",
    }
    assert only(case) is None


@pytest.mark.parametrize(
    ("outcome", "tag"),
    [
        (CaseOutcome.PASSED, None),
        (CaseOutcome.FAILED, "failure"),
        (CaseOutcome.BROKEN, "error"),
        (CaseOutcome.SKIPPED, "skipped"),
        (CaseOutcome.XFAILED, "skipped"),
        (CaseOutcome.QUARANTINED, "skipped"),
        (CaseOutcome.FLAKY, "flakyFailure"),
    ],
)
def test_what_a_test_came_to_is_said_in_the_usual_form(
    outcome: CaseOutcome, tag: str | None
) -> None:
    said = only(cases(run(*TRIALS))[f"test_{outcome.value}"])
    assert (said.tag if said is not None else None) == tag


def test_a_failure_holds_the_assertion_and_the_account() -> None:
    bad = CaseResult(
        id="a.py::t", outcome=CaseOutcome.FAILED, message="assert 1\n == 2", text="line\nline"
    )
    said = only(cases(run(bad))["t"])
    assert said is not None
    assert (said.attrib["message"], said.text) == ("assert 1\n == 2", "line\nline")


def test_a_flaky_test_holds_the_account_of_its_failing() -> None:
    flaky = CaseResult(
        id="a.py::t", outcome=CaseOutcome.FLAKY, message="not at first", text="account"
    )
    said = only(cases(run(flaky, outcome=Outcome.PASSED))["t"])
    assert said is not None
    assert said.attrib["message"] == "not at first"
    assert said.findtext("stackTrace") == "account"


def test_a_file_that_cannot_be_collected_is_an_error() -> None:
    broken = CaseResult(
        id="tests/test_a.py", outcome=CaseOutcome.BROKEN, message="no x", text="why"
    )
    (case,) = document(run(errors=(broken,))).iter("testcase")
    assert (case.attrib["classname"], case.attrib["file"]) == ("tests.test_a", "tests/test_a.py")
    said = only(case)
    assert said is not None
    assert (said.tag, said.attrib["message"], said.text) == ("error", "no x", "why")


def test_parameters_belong_to_the_name() -> None:
    (case,) = document(
        run(CaseResult(id="a.py::t[x::y[z]]", outcome=CaseOutcome.PASSED), outcome=Outcome.PASSED)
    ).iter("testcase")
    assert (case.attrib["classname"], case.attrib["name"]) == ("a", "t[x::y[z]]")


@pytest.mark.parametrize(
    ("outcome", "tag"),
    [
        (Outcome.PASSED, None),
        (Outcome.FAILED, "failure"),
        (Outcome.ERRORED, "error"),
        (Outcome.TIMED_OUT, "error"),
        (Outcome.SKIPPED, "skipped"),
        (Outcome.CANCELLED, "skipped"),
    ],
)
def test_any_other_check_is_one_case(outcome: Outcome, tag: str | None) -> None:
    (case,) = document(result("lint", outcome, seconds=1.5)).iter("testcase")
    assert (case.attrib["name"], case.attrib["time"]) == ("lint", "1.5")
    said = only(case)
    assert (said.tag if said is not None else None) == tag


def test_a_check_that_failed_holds_what_it_printed() -> None:
    failed = result("lint", Outcome.FAILED, output=b"\x1b[31ma.py\x1b[0m:1: x\r\n", exit_code=1)
    said = only(cases(failed)["lint"])
    assert said is not None
    assert (said.attrib["message"], said.text) == ("failed with exit code 1", "a.py:1: x\n")


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT])
def test_what_no_test_accounts_for_is_a_case_of_the_check(outcome: Outcome) -> None:
    told = cases(run(TRIALS[0], outcome=outcome, running=("a.py::t",)))
    assert set(told) == {"test_passed", "tests"}
    assert told["tests"].attrib["time"] == "0.0"


def test_suites_count_their_cases() -> None:
    root = document(run(*TRIALS), result("lint", Outcome.SKIPPED))
    counted = {name: root.attrib[name] for name in ("tests", "failures", "errors", "skipped")}
    assert counted == {"tests": "8", "failures": "1", "errors": "1", "skipped": "4"}
    assert [suite.attrib["name"] for suite in root] == ["tests", "lint"]


def test_several_contents_are_told_apart() -> None:
    one = report(result("lint", Outcome.PASSED))
    two = replace(one, subject=replace(SUBJECT, name="commit 2"))
    root = ET.fromstring(junit((one, two)))  # noqa: S314
    names = [suite.attrib["name"] for suite in root]
    assert names == ["lint (staged tree)", "lint (commit 2)"]


def test_what_is_kept_of_a_suite_makes_the_same_document() -> None:
    suite = SuiteResult(cases=TRIALS, errors=(CaseResult(id="b.py", outcome=CaseOutcome.BROKEN),))
    again = decode(encode(suite))
    assert again is not None
    fresh, kept = (result("tests", Outcome.FAILED, suite=one) for one in (suite, again))
    assert junit((report(fresh),)) == junit((report(kept),))


@given(st.text(), st.binary())
def test_hostile_names_and_outputs_are_legal_xml(name: str, output: bytes) -> None:
    text = os.fsdecode(output)
    case = CaseResult(
        id=f"a{name}.py::t[{name}]", outcome=CaseOutcome.FAILED, message=text, text=text
    )
    document(run(case), result("lint", Outcome.FAILED, output=output, note=text))


def test_names_of_several_lines_stay_whole() -> None:
    name = "t[a\nb:c,d]"
    (case,) = document(
        run(CaseResult(id=f"x.py::{name}", outcome=CaseOutcome.PASSED), outcome=Outcome.PASSED)
    ).iter("testcase")
    assert case.attrib["name"] == name


def test_a_huge_output_is_cut_in_the_middle() -> None:
    document_of = junit((report(result("lint", Outcome.FAILED, output=b"<" * 3_000_000)),))
    assert len(document_of) < 500_000
    assert b"characters left out" in document_of
