"""The result of a check that need not run: its verdict is known, or there is nothing to judge.

What only a failed one needs, its tests and the next step, is loaded for a failed one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from devloop.run.planning.planned_check import Reuse, Skip
from devloop.run.result import Result
from devloop.verdict.outcome import Outcome, Verdict
from devloop.verdict.store import Store

if TYPE_CHECKING:
    from devloop.run.testing.suite_result import SuiteResult


def reused(store: Store, planned: Reuse | Skip) -> Result:
    """The result of a check that need not run."""
    if isinstance(planned, Skip):
        return Result(check=planned.check, outcome=Outcome.SKIPPED, note=planned.reason)
    verdict = planned.verdict
    evidence = verdict.evidence
    failed = verdict.outcome is Outcome.FAILED
    output = store.logs.read(evidence.log) if failed and evidence.log else None
    tested = failed and planned.check.kind.rules.runs_tests
    flaky = "flaky: the same tree has passed and failed in this environment"
    return Result(
        check=planned.check,
        outcome=verdict.outcome,
        reused=True,
        flaky=planned.flaky,
        steady=planned.steady,
        seconds=evidence.seconds,
        key=verdict.key,
        exit_code=evidence.exit_code,
        output=output or b"",
        suite=_known_suite(store, verdict) if tested else None,
        note=flaky if planned.flaky else evidence.note,
        hint=_way_on(planned) if failed else "",
    )


def _known_suite(store: Store, verdict: Verdict) -> SuiteResult | None:
    from devloop.run.testing.kept_runs import suite_of

    return suite_of(store, verdict.key)


def _way_on(failed: Reuse) -> str:
    if failed.check.hook is not None:
        from devloop.run.kinds.pre_commit import fixing

        if failed.verdict.evidence.note:  # a hook that failed has none but for what it changes
            return fixing(failed.check)
    return f"run it again: devloop check --again {failed.check.name}"
