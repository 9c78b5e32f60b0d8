"""A suite as a document, `devloop.tests/1`: kept beside the log, and read back from there."""

from __future__ import annotations

import json
from collections.abc import Iterable

from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult

SCHEMA = "devloop.tests/1"


def document_of(suite: SuiteResult) -> dict[str, object]:
    """The suite by file."""
    return {
        "schema": SCHEMA,
        "collected": suite.collected,
        "isolation": "file" if suite.spread else "process",
        "independent": list(suite.independent),
        "leaning": list(suite.order_dependent),
        "confirmed": list(suite.confirmed),
        "files": [
            {
                "file": name,
                "seconds": round(sum(case.seconds for case in cases), 3),
                "tests": [_as_json(case, suite) for case in cases],
            }
            for name, cases in suite.files().items()
        ],
    }


def _as_json(case: CaseResult, suite: SuiteResult) -> dict[str, object]:
    found: dict[str, object] = {
        "id": case.id,
        "outcome": "uncollected" if case in suite.errors else case.outcome.value,
        "seconds": round(case.seconds, 4),
    }
    texts = {"message": case.message, "place": case.place, "text": case.text}
    return {**found, **{name: text for name, text in texts.items() if text}}


def encode(suite: SuiteResult) -> bytes:
    """The document as it is kept."""
    return json.dumps(document_of(suite), separators=(",", ":")).encode()


def decode(data: bytes) -> SuiteResult | None:
    """The suite in a kept document; None where it cannot be understood."""
    try:
        document = json.loads(data)
        if document["schema"] != SCHEMA:
            return None
        tests = [test for file in document["files"] for test in file["tests"]]
        return SuiteResult(
            cases=tuple(_trial(t) for t in tests if t["outcome"] != "uncollected"),
            errors=tuple(_trial(t) for t in tests if t["outcome"] == "uncollected"),
            collected=document["collected"],
            spread=document["isolation"] == "file",
            independent=_names(document.get("independent", ())),
            order_dependent=_names(document.get("leaning", ())),
            confirmed=_names(document.get("confirmed", ())),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _names(given: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(name) for name in given)


def _trial(test: dict[str, str]) -> CaseResult:
    outcome = test["outcome"]
    return CaseResult(
        id=test["id"],
        outcome=CaseOutcome.BROKEN if outcome == "uncollected" else CaseOutcome(outcome),
        seconds=float(test["seconds"]),
        message=test.get("message", ""),
        place=test.get("place", ""),
        text=test.get("text", ""),
    )
