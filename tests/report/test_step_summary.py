"""The table that a step of GitHub Actions shows."""

from __future__ import annotations

from devloop.report.step_summary import step_summary
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.verdict.outcome import Outcome
from tests.report.support import account, result


def test_each_check_is_a_row() -> None:
    bad = CaseResult(id="test_a.py::t", outcome=CaseOutcome.FAILED)
    told = step_summary(
        (
            account(
                result("lint", Outcome.PASSED, seconds=0.25, reused=True),
                result("tests", Outcome.FAILED, seconds=3, suite=SuiteResult(cases=(bad,))),
                result("types", Outcome.CANCELLED, note="not run"),
            ),
        )
    )
    assert told == (
        "### ❌ devloop: staged tree\n"
        "\n"
        "| check | outcome | seconds | |\n"
        "|---|---|---:|---|\n"
        "| lint | passed (known) | 0.2 |  |\n"
        "| tests | failed | 3.0 | test\\_a\\.py\\:\\:t |\n"
        "| types | cancelled |  | not run |\n"
    )


def test_nothing_from_outside_is_markup() -> None:
    note = "<b>x</b> | [y](http://z) `q` @team &amp;\n| a |\x1b[0m\x00\udcff"
    *_, row = step_summary((account(result("lint", Outcome.FAILED, note=note)),)).splitlines()
    assert row.startswith("| lint | failed | 0.0 | &lt;b>x&lt;/b> \\| \\[y\\]\\(http\\://z\\) ")
    assert row.endswith("\\`q\\` \\@team &amp;amp;\\\\n\\| a \\|\\\\x00\\\\xff |")


def test_a_long_note_is_cut() -> None:
    told = step_summary((account(result("lint", Outcome.FAILED, note="x" * 5000)),))
    assert len(told) < 600
