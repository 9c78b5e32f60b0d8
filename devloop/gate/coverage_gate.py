"""Ruling on new lines that no test ran."""

from __future__ import annotations

from devloop.change.marks import MarkedFile
from devloop.change.step import Step, measure_steps
from devloop.change.untested import DiffCoverage, diff_coverage
from devloop.config.model import Check, Config, SizeRule
from devloop.gate.ruling import ALLOWED, Decision, Reason, Ruling, worst
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.git.repository import Repository
from devloop.run.result import Report
from devloop.run.testing.coverage import coverage_of
from devloop.verdict.outcome import Digest, Outcome
from devloop.verdict.store import Store
from devloop.words import listed

KNOWING = frozenset({Outcome.PASSED, Outcome.SKIPPED})
"""Outcomes after which it is known what ran."""

SHOWN = 3
"""Lines that a reason names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What one check knows of a step; None: nothing."""

    check: Check
    key: Digest | None
    """Of the verdict that it was stored as."""
    found: DiffCoverage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredStep:
    """A step with what each check knows of it."""

    files: tuple[MarkedFile, ...] = ()
    checks: tuple[Covered, ...] = ()


def coverage_of_step(
    repo: Repository, store: Store, report: Report, base: TreeId, rule: SizeRule
) -> CoveredStep:
    """How much of the step from `base` to what was judged each check with coverage ran.

    One that had nothing to check has run nothing.
    """
    asked = [r for r in report.results if r.check.coverage and r.outcome in KNOWING]
    if not asked:
        return CoveredStep()
    (step,) = measure_steps(repo, (Step.between(base, report.subject.tree),), rule)
    known = [{} if r.key is None else coverage_of(store, r.key) for r in asked]
    found = [None if lines is None else diff_coverage(step.files, lines) for lines in known]
    checks = (
        Covered(check=result.check, key=result.key, found=one)
        for result, one in zip(asked, found, strict=True)
    )
    return CoveredStep(files=step.files, checks=tuple(checks))


def rule_on_new_lines(
    repo: Repository,
    store: Store,
    report: Report,
    base: TreeId | None,
    config: Config,
    revision: str = "",
) -> Ruling:
    """The ruling on the step from `base` to what was judged; a first commit is not counted.

    `revision` is what a command is told that shall look at the same; none: staged tree.
    """
    if base is None or not any(result.check.coverage for result in report.results):
        return ALLOWED
    covered = coverage_of_step(repo, store, report, base, config.size).checks
    return worst(tuple(rule_on_coverage(one, report.subject.name, revision) for one in covered))


def rule_on_coverage(covered: Covered, name: str, revision: str = "") -> Ruling:
    """Refused where less of a step was run than its check asks for; unknown is never enough.

    Without a limit it is only said what no test ran.
    """
    check, found = covered.check, covered.found
    told = f" {revision}" if revision else ""
    if found is None:
        text = f"{name}: the coverage of {check.name} is no longer stored"
        reason = Reason(text=text, next_step=f"devloop check{told} --again {check.name}")
        unknown = check.min_diff_coverage is not None
        return Ruling(decision=Decision.CANNOT_JUDGE, reasons=(reason,)) if unknown else ALLOWED
    if not found.gaps:
        return ALLOWED
    decision, text = Decision.ALLOWED, _in_a_sentence(found)
    if check.min_diff_coverage is not None and not found.meets(check.min_diff_coverage):
        decision = Decision.REFUSED
        text = f"{name}: {text}; {check.name} requires {check.min_diff_coverage} %"
    reason = Reason(text=text, next_step=f"devloop coverage{told}")
    return Ruling(decision=decision, reasons=(reason,))


def _in_a_sentence(found: DiffCoverage) -> str:
    gaps = found.gaps
    places = listed([f"{gap.path}:{gap.line}" for gap in gaps], SHOWN)
    return f"no test ran {len(gaps)} of {found.counted} new statements: {places}"
