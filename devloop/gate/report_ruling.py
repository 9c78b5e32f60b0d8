"""Rulings of a push on what checks have reported."""

from __future__ import annotations

from devloop.config.model import Stage
from devloop.gate.coverage_gate import rule_on_new_lines
from devloop.gate.flaky_gate import rule_on_flaky
from devloop.gate.requirement import Task
from devloop.gate.ruling import Decision, Reason, Ruling, worst
from devloop.git.commits import tree_of_commit
from devloop.git.ids import CommitId
from devloop.git.record import replace
from devloop.git.repository import Repository
from devloop.run.result import Report, ReportStatus
from devloop.verdict.outcome import Outcome
from devloop.verdict.store import Store


def rule_on_report(report: Report) -> Ruling:
    """The ruling on one commit by its checks."""
    if report.decision is ReportStatus.PASSED:
        return rule_on_flaky(report, Stage.PUSH)
    failed = report.decision is ReportStatus.FAILED
    text = "does not pass" if failed else "could not be checked"
    reason = Reason(text=f"{report.subject.name} {text}")
    return Ruling(decision=Decision.REFUSED if failed else Decision.CANNOT_JUDGE, reasons=(reason,))


def has_looked(report: Report) -> bool:
    """True if a check has looked at the tree: else nothing about it is proven."""
    return any(result.outcome is Outcome.PASSED for result in report.results)


def rule_on_coverage_of(
    repo: Repository, store: Store, report: Report, task: Task, start: CommitId | None
) -> Ruling:
    """The ruling on new lines that no test ran.

    A check that is due at a commit answers for the commit, a later one for all since `start`.
    """
    short, parent = task.commit.short, next(iter(task.commit.parents), None)
    at_commit = [r for r in report.results if r.check.on is Stage.COMMIT]
    later = [r for r in report.results if r.check.on is not Stage.COMMIT]
    rulings = []
    for results, base, named in (
        (at_commit, parent, short),
        (later, start, f"{(start or short)[:9]}..{short}"),
    ):
        if base is not None and any(r.check.min_diff_coverage is not None for r in results):
            part, tree = replace(report, results=tuple(results)), tree_of_commit(repo, base)
            rulings.append(rule_on_new_lines(repo, store, part, tree, task.config, named))
    return worst(tuple(ruling for ruling in rulings if not ruling.allowed))
