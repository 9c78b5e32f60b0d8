"""What judging would come to now: which verdicts are known, what would run, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from devloop.git.record import dataclass
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Run, Skip
from devloop.verdict.history import CheckHistory
from devloop.verdict.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What one check would come to."""

    check: str
    outcome: Outcome | None
    """Of a verdict that is known, or `skipped`; None: it would run."""
    seconds: float | None = None
    """How long that usually takes; None where it never ran."""
    files: int = 0
    """How many files it would run over, where it is about single files."""


def forecast(
    planned_checks: Sequence[PlannedCheck], past: Mapping[str, CheckHistory]
) -> tuple[Forecast, ...]:
    """What every check would come to, in order."""
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
