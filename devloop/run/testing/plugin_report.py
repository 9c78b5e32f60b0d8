"""From what devloop's plugin writes inside the project's test runner to a `SuiteResult`."""

from __future__ import annotations

import json
from posixpath import join, normpath

from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult


def read_suite(lines: bytes) -> SuiteResult:
    """The suite in a report: one JSON object a line, then perhaps a seal.

    A line cut short by a crash is left out; who wrote the lines is for `seal` to tell.
    """
    reading = _Reading()
    for line in lines.split(b"\n"):
        try:
            event = json.loads(line.partition(b"\t")[0])
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            reading.take(event)
    return reading.suite()


class _Reading:
    """A report while it is read."""

    def __init__(self) -> None:
        self._root = ""
        self._trials: dict[str, CaseResult] = {}
        self._errors: dict[str, CaseResult] = {}
        self._running: dict[str, None] = {}
        self._collecting = ""
        self._collected: int | None = None
        self._sessions = 0
        self._ends: list[int] = []
        self._dry = False
        self._narrow = ""
        self._unexplained = 0
        self._spread = False
        self._whole_because = ""

    def take(self, event: dict[str, object]) -> None:
        """Understand one event."""
        match str(event.get("event")):
            case "session":
                self._sessions += 1
                self._root = str(event.get("root", ""))
                self._dry = self._dry or event.get("dry") is True
                self._narrow = self._narrow or str(event.get("narrow", ""))
            case "isolation":
                self._spread = event.get("how") == "spread"
                self._whole_because = str(event.get("why", ""))
            case "collecting":
                self._collecting = self._id(event)
            case "collected":
                self._collecting = ""
                self._collected = (self._collected or 0) + _whole(event.get("count"))
            case "began":
                self._running[self._id(event)] = None
            case "test":
                case = self._trial(event)
                self._running.pop(case.id, None)
                self._keep(case)
            case "uncollected":
                case = self._trial(event)
                self._errors[case.id] = case
            case "end":
                self._ends.append(_whole(event.get("status")))
                self._unexplained += _whole(event.get("unexplained"))
            case _:
                pass

    def suite(self) -> SuiteResult:
        """All that was read."""
        return SuiteResult(
            cases=tuple(self._trials.values()),
            errors=tuple(self._errors.values()),
            collecting=self._collecting,
            collected=self._collected,
            running=tuple(self._running),
            ended=max(self._ends) if len(self._ends) >= max(self._sessions, 1) else None,
            dry=self._dry,
            narrow=self._narrow,
            unexplained=self._unexplained,
            spread=self._spread,
            whole_because=self._whole_because,
        )

    def _keep(self, case: CaseResult) -> None:
        """Of a test that ran more than once a bad end stays."""
        known = self._trials.get(case.id)
        if known is None or not known.outcome.is_bad:
            self._trials[case.id] = case

    def _trial(self, event: dict[str, object]) -> CaseResult:
        seconds = event.get("seconds")
        return CaseResult(
            id=self._id(event),
            outcome=_grade(event.get("grade")),
            seconds=seconds if isinstance(seconds, float) else 0.0,
            message=str(event.get("message", "")),
            place=str(event.get("place", "")),
            text=str(event.get("text", "")),
        )

    def _id(self, event: dict[str, object]) -> str:
        file, colons, rest = str(event.get("id", "")).partition("::")
        return normpath(join(self._root, file)) + colons + rest if file else colons + rest


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _grade(value: object) -> CaseOutcome:
    """What is not understood is never good."""
    return next((outcome for outcome in CaseOutcome if outcome.value == value), CaseOutcome.BROKEN)
