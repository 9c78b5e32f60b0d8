"""The page of `devloop watch`: a line for each check, the words of what is red, and no more."""

from __future__ import annotations

import time
from io import StringIO
from typing import TYPE_CHECKING

from devloop.cli.terminal.bars import bar
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.progress import FRAMES, TICK_SECONDS
from devloop.cli.terminal.render import MARKS, duration, show_problem
from devloop.cli.watch.board import Row, Snapshot, decision_of
from devloop.run.result import Report, ReportStatus
from devloop.verdict.outcome import Outcome

if TYPE_CHECKING:
    from rich.text import Text

BAR_WIDTH = 24
AROUND = 6
"""Lines of the page that are neither a check nor its words."""
LIGHTS = {
    ReportStatus.PASSED: ("✓ passed", "green"),
    ReportStatus.FAILED: ("✗ failed", "red"),
    ReportStatus.ERRORED: ("! could not run", "yellow"),
}
Part = tuple[str, str]
"""Text and style."""


def page(now: Snapshot, title: str, *, busy: bool, height: int, console: Console) -> Text:
    """The page as it looks at this moment, at most `height` lines."""
    from rich.text import Text

    lines = [Text.assemble(*_head(now, title, busy=busy)), Text()]
    lines += [Text.assemble(*_row(row, console)) for row in now.rows]
    words = list(Text.from_ansi(_words(now)).split(allow_blank=True)) if _is_red(now) else []
    room = max(height - len(lines) - AROUND, 3)
    shown = words[:room]
    if len(words) > room:
        shown.append(Text(f"  … {len(words) - room} more lines: devloop check", style="dim"))
    foot = Text(_foot(now), style="dim")
    whole = Text("\n").join([*lines, Text(), *shown, *([Text()] if shown else []), foot])
    whole.no_wrap, whole.overflow = True, "ellipsis"
    return whole


def _head(now: Snapshot, title: str, *, busy: bool) -> list[Part]:
    decision = decision_of(now)
    if decision is None:
        return [("· looking", "bold cyan"), (f"   {plain(title)}", "dim")]
    word, color = LIGHTS[decision]
    since = f"  for {age(time.monotonic() - now.since)}"
    style = f"bold {color}" if not busy else f"dim {color}"
    again = ("  · a newer save is being checked", "cyan") if busy else ("", "")
    return [(word, style), (since, "dim"), again, (f"   {plain(title)}", "dim")]


def _row(row: Row, console: Console) -> list[Part]:
    name = f"{plain(row.name):<14} "
    if row.began is not None:
        taken = max(time.monotonic() - row.began, 0.1)
        frame = FRAMES[int(time.monotonic() / TICK_SECONDS) % len(FRAMES)]
        return [(f"  {frame} ", "cyan"), (name, "bold"), (_progress(row, taken, console), "")]
    if row.result is None:
        return [("  · ", "dim"), (name, ""), (plain(row.note), "dim")]
    (sign, color), word = MARKS[row.result.outcome], row.result.outcome.words
    took = "known" if row.result.reused else duration(row.result.seconds)
    told = took if row.result.outcome is Outcome.PASSED else f"{word}  {plain(row.result.note)}"
    return [(f"  {sign} ", f"bold {color}"), (name, ""), (told, "dim")]


def _progress(row: Row, taken: float, console: Console) -> str:
    counts = f"  {row.counts}" if row.counts else ""
    if not row.expected or row.expected < 1:
        return f"{duration(taken)}{counts}"
    drawn = bar(taken / row.expected, BAR_WIDTH, console.out)
    return f"{drawn} {duration(taken)} of about {duration(row.expected)}{counts}"


def _is_red(now: Snapshot) -> bool:
    return decision_of(now) in {ReportStatus.FAILED, ReportStatus.ERRORED}


def _words(now: Snapshot) -> str:
    """The words of everything that is red, as `devloop check` says them."""
    if now.problem or now.report is None:
        return plain(now.problem)
    return words_of(now.report)


def words_of(report: Report) -> str:
    """Output of `devloop check` on what did not pass."""
    said = StringIO()
    show_problem(Console(out=said, err=said, out_color=True, err_color=True, live=False), report)
    return said.getvalue().rstrip("\n")


def _foot(now: Snapshot) -> str:
    judged = f"checked {age(time.monotonic() - now.seen)} ago · " if now.seen else ""
    return f"{judged}Ctrl-C ends"


def age(seconds: float) -> str:
    """Rounded duration: `12 s`, `3 min`, `2 h`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min" if seconds < 3600 else f"{seconds // 3600:.0f} h"
