"""Findings as GitLab's Code Quality report: a list of what stands on which line.

What has no place cannot be in it, and tests have a report of their own (JUnit). The format is that
of https://docs.gitlab.com/ci/testing/code_quality/.
"""

from __future__ import annotations

from collections.abc import Sequence

from devloop.report.finding import Level, fingerprints
from devloop.report.findings import ReportFindings
from devloop.report.formats import Reported, json_file
from devloop.report.printable import printable

SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def code_quality(accounts: Sequence[ReportFindings]) -> list[dict[str, object]]:
    """The list."""
    findings = [one for account in accounts for one in account.findings if not one.test]
    return [
        {
            "description": one.message,
            "check_name": one.rule,
            "fingerprint": mark,
            "severity": SEVERITIES[one.level],
            "location": {
                "path": printable(one.place.path),
                "lines": {"begin": one.place.line or 1},
            },
        }
        for one, mark in zip(findings, fingerprints(findings), strict=True)
        if one.place is not None
    ]


def code_quality_file(told: Reported) -> bytes:
    """Code Quality of all findings."""
    return json_file(code_quality(told.findings))
