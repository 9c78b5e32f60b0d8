"""Sizes on the console: a bar against target and limit, a table of files, hunks on request."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.account import FileSize, HunkSize, Size
from devloop.change.classes import FileClass
from devloop.change.decide import Band
from devloop.change.distribution import median
from devloop.cli.terminal.bars import gauge
from devloop.cli.terminal.console import Console, plain
from devloop.gate.size_gate import SPLIT
from devloop.gate.sizing import SizedStep
from devloop.git.record import asdict

COLORS = {
    Band.WITHIN: "green",
    Band.OVER_TARGET: "yellow",
    Band.OVER_LIMIT: "red",
    Band.EXEMPT: "cyan",
}
LONG, SHORT = 40, 20
"""Widths of the bar of one step, and of one among others."""


def show_steps(console: Console, steps: Sequence[SizedStep], *, explain: bool) -> None:
    """One step in full, or several, a line each."""
    if len(steps) == 1 or explain:
        for number, step in enumerate(steps):
            if number:
                console.result()
            _show_step(console, step, explain=explain)
    else:
        for step in steps:
            _show_line(console, step)
        _show_total(console, steps)
    if any(step.commit is None and step.decided.refused for step in steps):
        console.next_step(f"{SPLIT}, or give a reason in the message: Size-Override: <reason>")
    elif any(step.decided.band in {Band.OVER_TARGET, Band.OVER_LIMIT} for step in steps[-1:]):
        console.next_step(SPLIT)


def _name(step: SizedStep) -> str:
    if step.commit is None:
        return "staged tree"
    return f"{step.commit.short} {plain(step.commit.subject)}"


def _drawn(console: Console, step: SizedStep, width: int) -> str:
    rule = step.rule
    drawn = gauge(step.size.effective, rule.target, rule.ceiling, width, console.out)
    return console.style_out(drawn, COLORS[step.decided.band])


def _show_step(console: Console, step: SizedStep, *, explain: bool) -> None:
    size = step.size
    if not size.files and step.commit is None and not size.exempt:
        console.result("nothing is staged")
        console.next_step("git add FILE, or ask about a commit: devloop size HEAD")
        return
    color = COLORS[step.decided.band]
    console.result(console.style_out(_name(step), "bold"))
    console.result(f"{_drawn(console, step, LONG)}  {console.style_out(step.decided.why, color)}")
    for problem in step.decided.problems:
        console.result(console.style_out(plain(problem), "red"))
    console.result()
    _show_files(console, size, explain=explain)
    for note in size.notes:
        console.result(console.style_out(f"note: {note}", "dim"))


def _show_files(console: Console, size: Size, *, explain: bool) -> None:
    files = sorted(size.files, key=lambda file: (-file.effective, -file.lines))
    width = max((len(plain(file.path)) for file in files), default=0)
    for file in files:
        about = _about(file, size.exempt, explain=explain)
        _show_file(console, file, about, min(width, 48))
        for hunk in file.hunks if explain else ():
            counts = file.file_class is FileClass.CODE
            console.result(console.style_out(_hunk(hunk, counts=counts), "dim"))
            if len(hunk.runs) > 1:
                console.result(console.style_out(f"{'':>24}{_runs(hunk)}", "dim"))
    beside = [f"{count} {name}" for name, count in asdict(size.classes).items() if count]
    if len(files) > 1 and beside:
        console.result(console.style_out(f"total lines: {', '.join(beside)}", "dim"))


def _show_file(console: Console, file: FileSize, about: str, width: int) -> None:
    number = str(file.effective) if file.file_class is FileClass.CODE else "·"
    head = console.style_out(f"{number:>6}", "bold" if file.effective else "dim")
    told = console.style_out(plain(about), "dim")
    console.result(
        f"{head}  {file.file_class.value:<9}  {plain(file.path):<{width}}  {told}".rstrip()
    )


def _about(file: FileSize, exempt: str, *, explain: bool) -> str:
    """What is worth saying beside the number; with `explain`, the rule of the class too."""
    rule = f"{file.file_class.value}: {file.rule}"
    parts = [part for part in file.why.split("; ") if part not in {rule, exempt}]
    if file.file_class is FileClass.CODE and file.effective and parts and not _is_more(parts[0]):
        parts = parts[1:]
    return "; ".join([*parts, rule] if explain else parts)


def _is_more(part: str) -> bool:
    """True if it says more than the number of lines."""
    return "," in part or "line" not in part


def _hunk(hunk: HunkSize, *, counts: bool) -> str:
    value = f"{hunk.lines} counted" if counts else f"{hunk.lines} lines"
    about = f"; {hunk.why}" if hunk.why else ""
    return f"{'':>19}line {hunk.new_start:>4}: +{hunk.added} -{hunk.removed}, {value}{about}"


def _runs(hunk: HunkSize) -> str:
    """What became of each line, such as "1-2 comment, 3 counts"."""
    return ", ".join(
        f"{run.first}-{run.last} {run.why}" if run.last > run.first else f"{run.first} {run.why}"
        for run in hunk.runs
    )


def _show_line(console: Console, step: SizedStep) -> None:
    number = console.style_out(f"{step.size.effective:>5}", COLORS[step.decided.band])
    about = "" if step.decided.band is Band.WITHIN else f"  {_short(step)}"
    faint = console.style_out(plain(about), "dim")
    console.result(f"{number} {_drawn(console, step, SHORT)}  {_name(step)}{faint}")


def _short(step: SizedStep) -> str:
    if step.decided.override:
        return f"size override: {step.decided.override}"
    words = {Band.OVER_TARGET: "above the target", Band.OVER_LIMIT: "above the limit"}
    return words.get(step.decided.band, step.decided.why)


def _show_total(console: Console, steps: Sequence[SizedStep]) -> None:
    counted = [step.size.effective for step in steps if step.counts]
    if not counted:
        return
    rule = steps[-1].rule
    within = sum(number <= rule.target for number in counted)
    console.result()
    told = f"{within} of {len(counted)} within the target of {rule.target}"
    console.result(f"{told}, median {median(counted)}")
