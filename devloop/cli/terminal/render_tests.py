"""Tests on the console: counts when all passed, else each failing test with place and reason."""

from __future__ import annotations

from devloop.cli.terminal.console import Console, plain
from devloop.run.process.printed import output_text
from devloop.run.testing.suite_result import CaseOutcome, CaseResult, SuiteResult
from devloop.words import counted

MOST_TRIALS = 10
"""Failing tests that are shown in full."""
MOST_LINES = 12
"""Lines of one failing test's assertion."""
MOST_WIDTH = 160
"""Characters of one such line."""


def counts(suite: SuiteResult) -> str:
    """Numbers of tests that passed and that did not run."""
    skipped = suite.count(CaseOutcome.SKIPPED)
    passed = suite.count(CaseOutcome.PASSED, CaseOutcome.XFAILED)
    told = f"{passed} passed" + (f", {skipped} skipped" if skipped and not passed else "")
    for outcome in (CaseOutcome.FLAKY, CaseOutcome.QUARANTINED):
        told += f", {suite.count(outcome)} {outcome.value}" if suite.count(outcome) else ""
    return told


def red_counts(suite: SuiteResult) -> str:
    """Number of failed tests, and of all."""
    failed = sum(case.outcome.is_bad for case in suite.cases)
    parts = [f"{failed} of {max(suite.collected or 0, len(suite.cases))} tests"] if failed else []
    if suite.errors:
        parts.append(f"{counted(len(suite.errors), 'file')} cannot be collected")
    return ", ".join(parts)


def show_tests(console: Console, suite: SuiteResult) -> None:
    """The failing tests, each with its assertion."""
    bad = suite.bad
    for case in bad[:MOST_TRIALS]:
        _show_trial(console, case)
    if len(bad) > MOST_TRIALS:
        console.say(f"  … and {len(bad) - MOST_TRIALS} more: {_named(bad[MOST_TRIALS:])}")


def _show_trial(console: Console, case: CaseResult) -> None:
    place = console.style(plain(case.place), "cyan") if case.place else ""
    console.say(f"  {console.style(plain(case.id), 'bold')}  {place}".rstrip())
    lines = output_text(case.message.encode(errors="replace"), color=False).split("\n")
    for line in lines[:MOST_LINES]:
        cut = line if len(line) <= MOST_WIDTH else f"{line[:MOST_WIDTH]}…"
        console.say(f"    {console.style('│', 'red')} {cut}")
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        console.say(console.style(f"    … {left} lines hidden", "dim"))


def _named(cases: tuple[CaseResult, ...]) -> str:
    names = [plain(case.id) for case in cases[:5]]
    return ", ".join(names) + (", …" if len(cases) > len(names) else "")
