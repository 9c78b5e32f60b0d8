"""History of checks: failures and durations."""

from __future__ import annotations

from devloop.git.record import dataclass
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import Store

RECENT = 50
"""Runs of a check that are looked back on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHistory:
    """The recent runs of one check."""

    runs: int
    """Number of came to a verdict."""
    failures: int
    seconds: float | None
    """Median of how long they took."""


def note_attempt(store: Store, check: str, outcome: Outcome, seconds: float) -> None:
    """Remember that a check ran, whatever came of it."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO attempt (check_name, outcome, seconds, recorded) VALUES (?,?,?,?)",
            (check, outcome.value, seconds, store.now()),
        )


def histories(store: Store) -> dict[str, CheckHistory]:
    """The history of every check that ever ran."""
    rows = store.read(
        "SELECT check_name, outcome, seconds FROM (SELECT *, row_number() OVER"
        " (PARTITION BY check_name ORDER BY id DESC) AS place FROM attempt"
        " WHERE outcome IN ('passed', 'failed')) WHERE place <= ?",
        (RECENT,),
    )
    runs: dict[str, list[tuple[str, float]]] = {}
    for name, outcome, seconds in rows:
        if isinstance(seconds, float):
            runs.setdefault(str(name), []).append((str(outcome), seconds))
    return {name: _history(found) for name, found in runs.items()}


def _history(runs: list[tuple[str, float]]) -> CheckHistory:
    seconds = sorted(taken for _, taken in runs)
    return CheckHistory(
        runs=len(runs),
        failures=sum(outcome == Outcome.FAILED.value for outcome, _ in runs),
        seconds=seconds[len(seconds) // 2],
    )
