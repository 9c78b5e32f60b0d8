"""Ruling on checks that have passed and failed on the same tree."""

from __future__ import annotations

from devloop.config.model import Check, Flaky, Stage
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling
from devloop.run.result import Report, Result
from devloop.verdict.outcome import Outcome

STEADY = 3
"""Passes in a row after which a check that once failed counts as steady again."""


def rule_on_flaky(report: Report, stage: Stage) -> Ruling:
    """Refused where a check of a passed report is flaky and may not be at this stage."""
    doubtful = [r for r in report.results if _is_doubtful(r) and _refuses(r.check, stage)]
    if not doubtful:
        return ALLOWED
    reasons = tuple(_reason(report, result) for result in doubtful)
    return Ruling(decision=Decision.REFUSED, reasons=reasons)


def _is_doubtful(result: Result) -> bool:
    return result.flaky and result.outcome is Outcome.PASSED and result.steady < STEADY


def _refuses(check: Check, stage: Stage) -> bool:
    if check.flaky is not None:
        return check.flaky is Flaky.REFUSE
    return check.kind.rules.runs_tests and stage is not Stage.COMMIT


def _reason(report: Report, result: Result) -> Reason:
    name, head = result.check.name, report.subject.head or "HEAD"
    left = STEADY - result.steady
    return Reason(
        text=f"{report.subject.name}: {name} is flaky: it failed and passed on the same tree",
        next_step=f"devloop flaky; fix it, or let it pass {left} more times:"
        f" devloop check --again {name} {head[:9]}",
    )
