"""The rules of SARIF 2.1.0 that a consumer trips over, as far as devloop's documents go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LEVELS = {"none", "note", "warning", "error"}
URI = re.compile(r"(?:[A-Za-z0-9_.~/-]|%[0-9A-F]{2})+")
"""A relative reference of a path alone: no scheme, no query, all else in percent form."""


def breaches(document: dict[str, Any]) -> list[str]:
    """Everything that breaks a rule, each as a sentence."""
    found = [] if document["version"] == "2.1.0" else ["version"]
    found += [] if document["$schema"].endswith("/sarif-2.1.0.json") else ["$schema"]
    for run in document["runs"]:
        found += _of_run(run)
    return found


def _of_run(run: dict[str, Any]) -> Iterator[str]:
    driver = run["tool"]["driver"]
    rules = [rule["id"] for rule in driver["rules"]]
    if not driver["name"] or len(set(rules)) != len(rules):
        yield "a tool has a name and different rules"
    if run["columnKind"] not in {"utf16CodeUnits", "unicodeCodePoints"}:
        yield "columnKind"
    for invocation in run["invocations"]:
        if not isinstance(invocation["executionSuccessful"], bool):
            yield "executionSuccessful is required"
        for note in invocation["toolExecutionNotifications"]:
            yield from _of_message(note)
    for result in run["results"]:
        yield from _of_message(result)
        if rules[result["ruleIndex"]] != result["ruleId"]:
            yield "ruleIndex leads to another rule"
        for location in result["locations"]:
            yield from _of_place(location["physicalLocation"])


def _of_message(holder: dict[str, Any]) -> Iterator[str]:
    if holder["level"] not in LEVELS:
        yield f"level {holder['level']}"
    if not holder["message"]["text"]:
        yield "a message needs a text"


def _of_place(place: dict[str, Any]) -> Iterator[str]:
    reference = place["artifactLocation"]["uri"]
    if not URI.fullmatch(reference) or reference.startswith("/"):
        yield f"no relative reference: {reference}"
    region = place.get("region", {"startLine": 1})
    if region["startLine"] < 1 or region.get("startColumn", 1) < 1:
        yield "lines and columns begin with 1"
