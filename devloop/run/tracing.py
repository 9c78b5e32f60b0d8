"""Plans and results as events of the trace."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.files.trace import trace
from devloop.run.planning.planned_check import PlannedCheck, Reuse, Run, Skip
from devloop.run.result import Report


def trace_plan(planned_checks: Sequence[PlannedCheck]) -> None:
    """Say of each check whether it is looked up, run or skipped, and why."""
    for planned in planned_checks:
        name = planned.check.name
        match planned:
            case Reuse(verdict=verdict):
                why = f"stored result {verdict.key[:9]}, {verdict.outcome.words}"
                trace("plan", check=name, decision="look up", why=why, key=verdict.key)
            case Run(whole=whole, files=files):
                why = f"no stored result for key {whole.key[:9]}"
                trace("plan", check=name, decision="run", why=why, key=whole.key, files=len(files))
            case Skip(reason=reason):
                trace("plan", check=name, decision="skip", why=reason)


def trace_results(report: Report) -> None:
    """Say of each check how it ended."""
    for result in report.results:
        trace(
            "result",
            check=result.check.name,
            outcome=result.outcome.value,
            reused=result.reused,
            stored=result.kept,
            seconds=round(result.seconds, 3),
            exit_code=result.exit_code,
            note=result.note,
        )
