"""Findings as SARIF."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from devloop.git.ids import RepoPath
from devloop.report.places import Places
from devloop.report.sarif import sarif, uri
from devloop.run.result import Result
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.report.sarif_rules import breaches
from tests.report.support import account, result

NAMES = {
    "a b.py": "a%20b.py",
    "a:b.py": "a%3Ab.py",
    "a,b%.py": "a%2Cb%25.py",
    "dir/ü?#.py": "dir/%C3%BC%3F%23.py",
    os.fsdecode(b"\xff.py"): "%FF.py",
    "a\tb\x07.py": "a%09b%07.py",
    "a\nb.py": "a%0Ab.py",
    "\\x.py": "%5Cx.py",
}


def run_of(*results: Result, anchor: str | None = None, names: tuple[str, ...] = ()) -> Any:
    """The only run of the document, which has to keep the rules."""
    places = Places(lambda: frozenset({"a.py", "test_a.py", *names}))
    told = account(*results, places=places)
    document = json.loads(json.dumps(sarif((told,), RepoPath(anchor) if anchor else None)))
    assert breaches(document) == []
    (run,) = document["runs"]
    return run


def failed(text: str, name: str = "lint") -> Result:
    return result(name, Outcome.FAILED, output=os.fsencode(text), exit_code=1)


def test_a_line_of_a_log_is_a_result_with_its_place_and_rule() -> None:
    run = run_of(failed("a.py:2:12: F821 no x\na.py:3: F821 no y\na.py:4: warning: odd"))
    first, second, third = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.py"},
        "region": {"startLine": 2, "startColumn": 12},
    }
    assert (first["ruleId"], first["level"]) == ("lint/F821", "error")
    assert first["message"]["text"] == "F821 no x"
    assert second["ruleIndex"] == first["ruleIndex"]
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert (third["ruleId"], third["level"]) == ("lint", "warning")


def test_a_check_that_names_no_place_is_one_result_without_one() -> None:
    (found,) = run_of(failed("it is bad"))["results"]
    assert found["locations"] == []
    assert found["message"]["text"] == "failed with exit code 1"


def test_what_has_no_place_gets_the_anchor_where_one_is_asked_for() -> None:
    (found,) = run_of(failed("it is bad"), anchor="devloop.toml")["results"]
    (place,) = found["locations"]
    assert place == {"physicalLocation": {"artifactLocation": {"uri": "devloop.toml"}}}


def test_a_failing_test_is_a_result() -> None:
    case = CaseResult(
        id="test_a.py::test_x", outcome=CaseOutcome.FAILED, message="assert 1", place="a.py:7"
    )
    (found,) = run_of(result("tests", Outcome.FAILED, suite=SuiteResult(cases=(case,))))["results"]
    assert found["message"]["text"] == "test_a.py::test_x: assert 1"
    assert found["ruleId"] == "tests"


def test_what_could_not_run_is_no_result_but_the_run_is_not_complete() -> None:
    run = run_of(result("types", Outcome.ERRORED, note="no mypy"))
    assert run["results"] == []
    (invocation,) = run["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert not invocation["executionSuccessful"]
    assert note["message"]["text"] == "types could not run: no mypy"


def test_where_all_is_well_there_is_nothing_to_tell() -> None:
    run = run_of(result("lint", Outcome.PASSED, output=b"a.py:1: x"))
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"]


@pytest.mark.parametrize("name", NAMES)
def test_paths_of_any_bytes_are_references(name: str) -> None:
    assert uri(RepoPath(name)) == NAMES[name]


@pytest.mark.parametrize("name", [name for name in NAMES if "\n" not in name])
def test_findings_in_files_of_any_name_keep_the_rules(name: str) -> None:
    (found,) = run_of(failed(f"{name}:3: x"), names=(name,))["results"]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == NAMES[name]


def test_hostile_messages_are_text_and_no_links() -> None:
    hostile = "a.py:1: [here](http://example.org) \x1b[31m\x00\udcff\ufffe"
    (found,) = run_of(failed(hostile))["results"]
    assert found["message"]["text"] == "[here] (http://example.org) \\x00\\xff\\ufffe"


def test_a_document_that_breaks_a_rule_is_seen() -> None:
    document: Any = sarif((account(failed("a.py:2: x")),))
    region = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    region["startLine"] = 0
    assert breaches(document) == ["lines and columns begin with 1"]
