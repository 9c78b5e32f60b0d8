"""What a gate says to a step whose new lines no test ran."""

from __future__ import annotations

from collections.abc import Iterator

from devloop.change.step import Step, measure_steps
from devloop.change.untested import DiffCoverage, diff_coverage
from devloop.config.model import Check, Config, SizeRule
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, worst
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.run.coverage import coverage_of
from devloop.run.result import Report
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import Store

SHOWN = 3
"""Lines that a reason names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What one check knows of a step; None: nothing."""

    check: Check
    found: DiffCoverage | None


def coverage_of_step(
    repo: Repository, store: Store, report: Report, base: TreeId, rule: SizeRule
) -> Iterator[Covered]:
    """How much of the step from `base` to what was judged each check with coverage ran."""
    asked = [r for r in report.results if r.check.coverage and r.outcome is Outcome.PASSED]
    if not asked:
        return
    (step,) = measure_steps(repo, (Step.between(base, report.subject.tree),), rule)
    for result in asked:
        known = None if result.key is None else coverage_of(store, result.key)
        found = None if known is None else diff_coverage(step.files, known)
        yield Covered(check=result.check, found=found)


def rule_on_new_lines(
    repo: Repository, store: Store, report: Report, base: TreeId | None, config: Config
) -> Ruling:
    """The ruling on the step from `base` to what was judged; a first commit owes nothing."""
    limited = any(r.check.min_diff_coverage is not None for r in report.results)
    if base is None or not limited:
        return ALLOWED
    covered = tuple(coverage_of_step(repo, store, report, base, config.size))
    return rule_on_coverage(report.subject.name, covered)


def rule_on_coverage(name: str, covered: tuple[Covered, ...]) -> Ruling:
    """Refused where less of a step was run than its check asks for, or where nobody knows."""
    return worst(tuple(_rule(name, one) for one in covered)) if covered else ALLOWED


def _rule(name: str, covered: Covered) -> Ruling:
    check, found = covered.check, covered.found
    if check.min_diff_coverage is None:
        return ALLOWED
    if found is None:
        text = f"{name}: what {check.name} ran is not known any more"
        step = f"devloop check --again {check.name}"
        reasons = (Reason(text=text, next_step=step),)
        return Ruling(decision=Decision.CANNOT_JUDGE, reasons=reasons)
    if found.meets(check.min_diff_coverage):
        return ALLOWED
    lines = ", ".join(f"{gap.path}:{gap.line}" for gap in found.gaps[:SHOWN])
    more = f" and {len(found.gaps) - SHOWN} more" if len(found.gaps) > SHOWN else ""
    text = (
        f"{name}: tests ran {found.percent:.0f} % of its new lines, not"
        f" {check.min_diff_coverage} %: {lines}{more}"
    )
    reason = Reason(text=text, next_step="devloop coverage")
    return Ruling(decision=Decision.REFUSED, reasons=(reason,))
