"""Findings as GitLab's Code Quality report."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from devloop.report.code_quality import code_quality
from devloop.report.places import Places
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.report.support import account, result


def listed(text: str, *names: str) -> Any:
    places = Places(lambda: frozenset({"a.py", *names}))
    failed = result("lint", Outcome.FAILED, output=os.fsencode(text))
    return json.loads(json.dumps(code_quality((account(failed, places=places),))))


def test_each_finding_with_a_place_is_listed() -> None:
    first, second, third = listed("a.py:2:12: F821 no x\na.py:0: warning: y\na.py:3: note: z")
    assert first | {"fingerprint": ""} == {
        "description": "F821 no x",
        "check_name": "lint/F821",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": "a.py", "lines": {"begin": 2}},
    }
    assert (second["severity"], second["location"]["lines"]["begin"]) == ("minor", 1)
    assert third["severity"] == "info"


def test_fingerprints_are_all_different() -> None:
    found = listed("a.py:2: x\na.py:3: x\na.py:3: y")
    assert len({one["fingerprint"] for one in found}) == 3


def test_what_names_no_place_is_not_listed() -> None:
    assert listed("it is bad") == []


def test_tests_are_not_listed() -> None:
    case = CaseResult(id="test_a.py::t", outcome=CaseOutcome.FAILED, place="a.py:1")
    told = account(result("tests", Outcome.FAILED, suite=SuiteResult(cases=(case,))))
    assert code_quality((told,)) == []


@pytest.mark.parametrize(
    ("name", "shown"), [("a:b,c.py", "a:b,c.py"), (os.fsdecode(b"\xff\x07.py"), "\\xff\\x07.py")]
)
def test_names_of_any_bytes_are_text(name: str, shown: str) -> None:
    (found,) = listed(f"{name}:2: \x1b[31mx\x00", name)
    assert found["location"]["path"] == shown
    assert found["description"] == "x\\x00"
