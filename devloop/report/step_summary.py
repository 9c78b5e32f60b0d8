"""Summary of a step in GitHub Actions: a table of its checks, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from devloop.report.findings import ReportFindings
from devloop.report.printable import bounded, in_one_line
from devloop.run.result import ReportStatus, Result
from devloop.verdict.outcome import Outcome

SIGNS = {ReportStatus.PASSED: "✅", ReportStatus.FAILED: "❌", ReportStatus.ERRORED: "⚠️"}
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$@:.-])")
"""What Markdown may take for markup, a table's column, a link or a name to call."""
MOST_NOTE = 300


def step_summary(accounts: Sequence[ReportFindings]) -> str:
    """A table for each tree."""
    return "\n".join(_of(account) for account in accounts)


def _of(account: ReportFindings) -> str:
    report = account.report
    title = f"### {SIGNS[report.decision]} devloop: {_quoted(report.subject.name)}"
    head = ("| check | outcome | seconds | |", "|---|---|---:|---|")
    return "\n".join((title, "", *head, *map(_row, report.results), ""))


def _row(result: Result) -> str:
    known = " (known)" if result.reused else ""
    ran = result.outcome not in {Outcome.SKIPPED, Outcome.CANCELLED}
    seconds = f"{result.seconds:.1f}" if ran else ""
    told = (_quoted(result.check.name), f"{result.outcome.value}{known}", seconds, _about(result))
    return f"| {' | '.join(told)} |"


def _about(result: Result) -> str:
    bad = result.suite.bad if result.suite is not None else ()
    names = [case.id for case in bad[:3]] + (["…"] if len(bad) > 3 else [])
    return _quoted("; ".join(filter(None, (", ".join(names), result.note))))


def _quoted(text: str) -> str:
    """Text that is shown as it is."""
    line = in_one_line(bounded(text, MOST_NOTE)).replace("&", "&amp;").replace("<", "&lt;")
    return SPECIAL.sub(r"\\\1", line)
