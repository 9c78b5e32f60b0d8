"""A suite as a document, `devloop.tests/1`: kept beside the log, and read back from there."""

from __future__ import annotations

import json
from collections.abc import Iterable

from devloop.run.testing.suite_result import Grade, Suite, Trial

SCHEMA = "devloop.tests/1"


def document_of(suite: Suite) -> dict[str, object]:
    """The suite by file."""
    return {
        "schema": SCHEMA,
        "collected": suite.collected,
        "isolation": "file" if suite.spread else "process",
        "independent": list(suite.independent),
        "leaning": list(suite.leaning),
        "files": [
            {
                "file": name,
                "seconds": round(sum(trial.seconds for trial in trials), 3),
                "tests": [_as_json(trial, suite) for trial in trials],
            }
            for name, trials in suite.files().items()
        ],
    }


def _as_json(trial: Trial, suite: Suite) -> dict[str, object]:
    found: dict[str, object] = {
        "id": trial.id,
        "outcome": "uncollected" if trial in suite.errors else trial.grade.value,
        "seconds": round(trial.seconds, 4),
    }
    texts = {"message": trial.message, "place": trial.place, "text": trial.text}
    return {**found, **{name: text for name, text in texts.items() if text}}


def encode(suite: Suite) -> bytes:
    """The document as it is kept."""
    return json.dumps(document_of(suite), separators=(",", ":")).encode()


def decode(data: bytes) -> Suite | None:
    """The suite in a kept document; None where it cannot be understood."""
    try:
        document = json.loads(data)
        if document["schema"] != SCHEMA:
            return None
        tests = [test for file in document["files"] for test in file["tests"]]
        return Suite(
            trials=tuple(_trial(t) for t in tests if t["outcome"] != "uncollected"),
            errors=tuple(_trial(t) for t in tests if t["outcome"] == "uncollected"),
            collected=document["collected"],
            spread=document["isolation"] == "file",
            independent=_names(document.get("independent", ())),
            leaning=_names(document.get("leaning", ())),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _names(given: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(name) for name in given)


def _trial(test: dict[str, str]) -> Trial:
    outcome = test["outcome"]
    return Trial(
        id=test["id"],
        grade=Grade.BROKEN if outcome == "uncollected" else Grade(outcome),
        seconds=float(test["seconds"]),
        message=test.get("message", ""),
        place=test.get("place", ""),
        text=test.get("text", ""),
    )
