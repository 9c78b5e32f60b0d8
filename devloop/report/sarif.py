"""Findings as SARIF 2.1.0: one run for each tree, a rule for each kind of finding.

The format is that of https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import quote

from devloop import __version__
from devloop.git.ids import RepoPath
from devloop.report.finding import Finding, SourcePlace, fingerprints
from devloop.report.findings import ReportFindings, not_judged
from devloop.report.formats import Reported, json_file
from devloop.report.printable import in_one_line

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "devloop/v1"


def sarif(accounts: Sequence[ReportFindings], anchor: RepoPath | None = None) -> dict[str, object]:
    """The document. What has no place of its own gets `anchor`, if there is one."""
    runs = [_run(account, anchor) for account in accounts]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}


def _run(account: ReportFindings, anchor: RepoPath | None) -> dict[str, object]:
    subject, findings = account.report.subject, account.findings
    rules = tuple(dict.fromkeys(one.rule for one in findings))
    prints = fingerprints(findings)
    results = zip(findings, prints, strict=True)
    driver = {"name": "devloop", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(account)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.rule), mark, anchor) for one, mark in results],
        "properties": {"tree": subject.tree, "subject": in_one_line(subject.name)},
    }


def _rule(rule: str) -> dict[str, object]:
    return {"id": rule, "shortDescription": {"text": rule.replace("/", ": ", 1)}}


def _invocation(account: ReportFindings) -> dict[str, object]:
    """What could not be judged is no result: the run was not complete."""
    troubles = [
        {"level": "error", "message": {"text": f"{check} {why}"}}
        for check, why in not_judged(account.report)
    ]
    return {"executionSuccessful": not troubles, "toolExecutionNotifications": troubles}


def _result(one: Finding, rule: int, mark: str, anchor: RepoPath | None) -> dict[str, object]:
    place = one.place or (SourcePlace(path=anchor) if anchor is not None else None)
    return {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": one.level.value,
        "message": {"text": one.text.replace("](", "] (")},  # which would make a link of it
        "locations": [_location(place)] if place else [],
        "partialFingerprints": {FINGERPRINT: mark},
    }


def _location(place: SourcePlace) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": uri(place.path)}}
    if place.line is not None:
        region = {"startLine": place.line}
        physical["region"] = region | ({"startColumn": place.column} if place.column else {})
    return {"physicalLocation": physical}


def uri(path: RepoPath) -> str:
    """A path of the content as a reference relative to its root, whatever bytes it has."""
    return quote(os.fsencode(path))


def sarif_file(told: Reported) -> bytes:
    """SARIF of all findings."""
    return json_file(sarif(told.findings, told.anchor))
