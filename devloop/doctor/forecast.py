"""Forecast of a run: results that are known, checks that would run, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.git.record import dataclass
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Run, Skip
from devloop.verdict.history import CheckHistory
from devloop.verdict.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Forecast of one check."""

    check: str
    outcome: Outcome | None
    """Of a verdict that is known, or `skipped`; None: it would run."""
    seconds: float | None = None
    """Seconds it usually takes; None if it never ran."""
    files: int = 0
    """Number of files it would run over, if it is about single files."""


def forecast(
    planned_checks: Sequence[PlannedCheck], past: Mapping[str, CheckHistory]
) -> tuple[Forecast, ...]:
    """Forecasts of all checks, in order."""
    return tuple(_of(planned, past) for planned in planned_checks)


def _of(planned: PlannedCheck, past: Mapping[str, CheckHistory]) -> Forecast:
    name = planned.check.name
    match planned:
        case Reuse(verdict=verdict):
            return Forecast(check=name, outcome=verdict.outcome)
        case Skip():
            return Forecast(check=name, outcome=Outcome.SKIPPED)
        case Run(files=files):
            history = past.get(name)
            seconds = history.seconds if history else None
            return Forecast(check=name, outcome=None, seconds=seconds, files=len(files))
