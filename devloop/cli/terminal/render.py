"""Results on the console: one line when all passed, else the output of what failed."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.cli.terminal.console import Console, plain
from devloop.run.process.printed import output_text
from devloop.run.result import Report, ReportStatus, Result
from devloop.verdict.outcome import Outcome

MOST_LINES = 60
"""Lines of a failing check's output that are shown; the rest is in its log."""

MOST_COLUMNS = 2000
"""Characters of one line that are shown."""

MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.ERRORED: ("!", "red"),
    Outcome.TIMED_OUT: ("!", "red"),
    Outcome.CANCELLED: ("-", "dim"),
    Outcome.SKIPPED: ("-", "dim"),
}


def duration(seconds: float) -> str:
    """Seconds as text: `12 ms`, `3.4 s`, `2 min 05 s`."""
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def summary(report: Report) -> str:
    """All checks in one line: those that ran with their times, then those already known."""
    if not report.results:
        return "nothing was judged: no check is due"
    judged = [r for r in report.results if r.outcome is not Outcome.SKIPPED]
    if not judged:
        return "no checks to run"
    fresh = [r for r in judged if not r.reused]
    known = [r for r in judged if r.reused]
    words = [_in_a_word(r) for r in fresh]
    if known:
        names = ", ".join(f"{r.check.name}{' (flaky)' if r.flaky else ''}" for r in known)
        words.append(f"{names} known" if fresh else f"{names}: already known, nothing to run")
    return ", ".join(words)


def _in_a_word(result: Result) -> str:
    counted = ""
    if result.suite is not None:
        from devloop.cli.terminal.render_tests import counts

        counted = f" {counts(result.suite)}"
    return f"{result.check.name}{counted} {duration(result.seconds)}"


def show_problem(console: Console, report: Report) -> None:
    """Show what did not pass, with its output and the next command; then notes and skipped checks.

    A note that several checks share is printed once, under the names of all.
    """
    for result in report.results:
        if result.outcome in {Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT}:
            show_failure(console, result, report.subject.revision)
    noted = [r for r in report.results if r.outcome is Outcome.PASSED and r.note]
    for note in dict.fromkeys(result.note for result in noted):
        names = ", ".join(r.check.name for r in noted if r.note == note)
        console.say(console.style(f"· {names}: {plain(note)}", "dim"))
    skipped = [r for r in report.results if r.outcome is Outcome.CANCELLED]
    for note in dict.fromkeys(r.note for r in skipped):
        names = ", ".join(r.check.name for r in skipped if r.note == note)
        console.say(console.style(f"- {names}: {plain(note)}", "dim"))


def show_failure(console: Console, result: Result, revision: str | None = "") -> None:
    """Show one result that did not pass; `revision` is how `devloop why` is told of its tree."""
    (sign, color), word = MARKS[result.outcome], result.outcome.words
    known = ", already known" if result.reused else ""
    about = console.style(f"({duration(result.seconds)}{_detail(result)}{known})", "dim")
    console.say(f"{console.style(f'{sign} {result.check.name} {word}', color, 'bold')} {about}")
    if result.suite is not None and result.suite.bad:
        from devloop.cli.terminal.render_tests import show_tests

        show_tests(console, result.suite)
    else:
        text = output_text(result.output, color=console.err_color).rstrip("\n")
        for line in _shown(text, _log_command(result, revision)):
            console.say(f"  {line}".rstrip())
    if result.note:
        console.say(f"  {console.style(plain(result.note), 'yellow')}")
    if result.check.fix is not None and result.outcome is Outcome.FAILED:
        console.next_step(f"devloop fix {result.check.name}")
    if result.hint:
        console.next_step(result.hint)


def _detail(result: Result) -> str:
    """Counts or exit code, for the parentheses behind the duration."""
    if result.suite is not None and result.suite.bad:
        from devloop.cli.terminal.render_tests import red_counts

        return f", {red_counts(result.suite)}"
    return f", exit code {result.exit_code}" if result.outcome is Outcome.FAILED else ""


def _log_command(result: Result, revision: str | None) -> str:
    """The command that prints the whole log; empty if it is not stored, or of no revision."""
    if revision is None or not (result.kept and result.outcome.is_verdict):
        return ""
    import shlex

    return shlex.join(("devloop", "why", result.check.name, *filter(None, [revision]), "--log"))


def _shown(text: str, command: str) -> Sequence[str]:
    lines = [_shortened(line) for line in text.split("\n")] if text.strip() else []
    if len(lines) <= MOST_LINES:
        return lines
    half = MOST_LINES // 2
    where = f"; full output: {command}" if command else ""
    return [*lines[:half], f"… {len(lines) - MOST_LINES} lines hidden{where}", *lines[-half:]]


def _shortened(line: str) -> str:
    left_out = len(line) - MOST_COLUMNS
    if left_out <= 0:
        return line
    half = MOST_COLUMNS // 2
    return f"{line[:half]} … {left_out} characters left out … {line[-half:]}"


def verdict_word(console: Console, decision: ReportStatus) -> str:
    """The sign of a decision, for the head of a line."""
    match decision:
        case ReportStatus.PASSED:
            return console.style("✓", "green", "bold")
        case ReportStatus.FAILED:
            return console.style("✗", "red", "bold")
        case ReportStatus.ERRORED:
            return console.style("!", "red", "bold")
