"""Coverage of a change as text and as a document."""

from __future__ import annotations

from collections.abc import Mapping

from devloop.change.untested import DiffCoverage, Fate, NewStatement
from devloop.cli.terminal.console import Console, plain
from devloop.gate.coverage_gate import Covered, CoveredStep, rule_on_coverage
from devloop.git.ids import TreeId
from devloop.git.record import dataclass
from devloop.run.result import Report, ReportStatus

SCHEMA = "devloop.coverage/1"
NOT_KNOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A change, and what is known of it."""

    base: TreeId
    report: Report
    covered: CoveredStep


def exit_code(told: Told) -> int:
    """1 where tests failed or ran too little, 3 where that is not known."""
    if told.report.decision is not ReportStatus.PASSED:
        return 1 if told.report.decision is ReportStatus.FAILED else NOT_KNOWN
    return max(map(_exit_code, told.covered.checks), default=NOT_KNOWN)


def _exit_code(covered: Covered) -> int:
    return NOT_KNOWN if covered.found is None else rule_on_coverage(covered, "").decision.exit_code


def show(console: Console, told: Told) -> None:
    """The statements that no test ran, file by file, and a line that sums them up."""
    for one in told.covered.checks:
        if one.found is None:
            console.say(f"{one.check.name}: its coverage is not known, and could not be stored")
            continue
        last = ""
        for statement in one.found.having(Fate.NOT_RUN, Fate.PARTIAL):
            if statement.path != last:
                console.result(console.style_out(plain(statement.path), "bold"))
                last = statement.path
            console.result(_line(console, statement))
        console.say(summary(console, told.report.subject.name, one, one.found))


def _line(console: Console, statement: NewStatement) -> str:
    is_partial = statement.fate is Fate.PARTIAL
    number = console.style_out(f"{statement.line:>6}", "yellow" if is_partial else "red")
    note = console.style_out("  # one way only", "dim") if is_partial else ""
    return f"{number}  {plain(statement.source)}{note}"


def summary(console: Console, name: str, covered: Covered, found: DiffCoverage) -> str:
    """One line on the whole change."""
    if not found.counted:
        return f"{plain(name)}: no new lines that tests could run"
    look = ("✗", "red") if _exit_code(covered) else ("·", "dim") if found.gaps else ("✓", "green")
    sign = console.style(*look, "bold")
    parts = (f"{percent(found)} %", *(f"{count} {what}" for what, count in beside(found)))
    ran = found.counted - len(found.gaps)
    told = f"tests ran {ran} of {found.counted} new statements ({', '.join(parts)})"
    asked = covered.check.min_diff_coverage
    least = f"; {covered.check.name} requires {asked} %" if asked is not None else ""
    return f"{sign} {plain(name)}: {told}{least}"


def percent(found: DiffCoverage) -> int:
    """Whole percent; 100 only for all of it."""
    return int(found.percent)


def beside(found: DiffCoverage) -> tuple[tuple[str, int], ...]:
    """What is worth a word beside run and not run, where there is any."""
    counts = ((fate.value, len(found.having(fate))) for fate in (Fate.PARTIAL, Fate.EXCLUDED))
    return tuple((what, count) for what, count in counts if count)


def document(told: Told) -> dict[str, object]:
    """The whole as `devloop.coverage/1`."""
    code = exit_code(told)
    return {
        "schema": SCHEMA,
        "tree": told.report.subject.tree,
        "base": told.base,
        "decision": {0: "passed", 1: "failed"}.get(code, "errored"),
        "checks": [_check(one) for one in told.covered.checks],
    }


def _check(covered: Covered) -> Mapping[str, object]:
    found = covered.found
    known = {"check": covered.check.name, "key": covered.key, "statements": None}
    if found is None:
        return known
    return {
        **known,
        "least": covered.check.min_diff_coverage,
        "statements": found.counted,
        "run": found.counted - len(found.gaps),
        "excluded": len(found.having(Fate.EXCLUDED)),
        "percent": round(found.percent, 2),
        "uncovered": [_statement(one) for one in found.gaps],
        "partial": [_statement(one) for one in found.having(Fate.PARTIAL)],
    }


def _statement(one: NewStatement) -> Mapping[str, object]:
    last = one.lines.stop - 1
    return {"file": one.path, "line": one.line, "last_line": last, "source": one.source}
