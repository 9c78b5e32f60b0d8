"""Output of `devloop fix`: files that were fixed or left alone, and how to undo."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.documents import Document
from devloop.git.ids import TreeId
from devloop.run.fix.fixed_files import Saved
from devloop.run.fix.fixers import Fixed
from devloop.run.fix.merging import MergeStep
from devloop.run.process.printed import output_text
from devloop.words import counted, listed

MOST_NAMES = 5


def exit_code_of(fixed: Fixed, done: Sequence[Saved]) -> int:
    """0: done; 1: a file was left alone, or nothing could be fixed; 3: a fixer could not run."""
    if fixed.broken is not None:
        return 3
    left_alone = any(saved.fix.step is MergeStep.LEAVE for saved in done)
    return 1 if left_alone or (not done and _unfixed(fixed)) else 0


def _unfixed(fixed: Fixed) -> tuple[str, ...]:
    """Names of the checks whose fixer ended with a failure; something may be left to do by hand."""
    return tuple(fixer.check.name for fixer, ran in fixed.runs if ran.exit_code)


def show(console: Console, fixed: Fixed, done: Sequence[Saved], *, dry_run: bool) -> None:
    """Say what was done to the files."""
    if fixed.broken is not None:
        _show_broken(console, fixed)
        return
    if done:
        _show_codes(console, fixed)
    repaired = [saved for saved in done if saved.fix.step is not MergeStep.LEAVE]
    if repaired:
        word = "would be fixed" if dry_run else "fixed (index and working tree)"
        sign = console.style("✓", "green", "bold")
        names = plain(_names([saved.fix.change.path for saved in repaired]))
        console.say(f"{sign} {console.style(_count(repaired), 'bold')} {word}: {names}")
    elif not done and _unfixed(fixed):
        _show_unfixed(console, fixed)
    elif not done:
        who = ", ".join(fixer.check.name for fixer, _ in fixed.runs)
        why = f"{who} found nothing" if who else "no fixer applies to what is staged"
        console.say(f"{console.style('✓', 'green', 'bold')} no fixes needed: {plain(why)}")
    _show_left(console, fixed, done)
    if any(saved.file for saved in done):
        hint = "to undo: `devloop log` lists the old contents; git cat-file blob ID > FILE"
        console.say(console.style(f"  {hint}", "dim"))


def _show_unfixed(console: Console, fixed: Fixed) -> None:
    for name in _unfixed(fixed):
        text = f"{name}: there are problems that the fixer cannot fix; nothing was changed"
        console.say(f"{console.style('!', 'yellow', 'bold')} {plain(text)}")
        console.next_step(f"devloop check --only {name}")


def _show_broken(console: Console, fixed: Fixed) -> None:
    if fixed.broken is None:
        return
    fixer, ran = fixed.broken
    code = f"exit code {ran.exit_code}" if ran.exit_code is not None else ""
    why = ran.note or code or ran.outcome.value
    for line in output_text(ran.output, color=console.err_color).rstrip("\n").split("\n"):
        console.say(f"  {line}")
    console.fail(f"the fixer of {fixer.check.name} failed; nothing was changed")
    console.say(f"  {plain(why)}")
    if ran.hint:
        console.next_step(ran.hint)


def _show_codes(console: Console, fixed: Fixed) -> None:
    for fixer, ran in fixed.runs:
        if ran.exit_code:
            text = f"{fixer.check.name} ended with exit code {ran.exit_code}"
            left = f"devloop check --only {fixer.check.name}  shows what is left to do by hand"
            console.say(console.style(f"· {plain(text)}: {left}", "dim"))


def _show_left(console: Console, fixed: Fixed, done: Sequence[Saved]) -> None:
    left = [saved.fix for saved in done if saved.fix.step is MergeStep.LEAVE]
    for fix in left:
        sign = console.style("!", "yellow", "bold")
        console.say(f"{sign} {plain(fix.change.path)} is left alone: {plain(fix.why)}")
    if left:
        console.next_step("stage those edits (git add) or stash them, then: devloop fix")
    if fixed.passed_over:
        names = plain(_names(fixed.passed_over))
        console.say(console.style(f"· created by the fixer and ignored: {names}", "dim"))


def _count(repaired: Sequence[Saved]) -> str:
    return counted(len(repaired), "file")


def _names(paths: Sequence[str]) -> str:
    return listed(paths, MOST_NAMES)


def told(fixed: Fixed, done: Sequence[Saved]) -> tuple[str, str]:
    """Subject and detail of the event: who repaired how much, and what was there before."""
    names = ", ".join(fixer.check.name for fixer, _ in fixed.runs)
    repaired = [saved for saved in done if saved.fix.step is not MergeStep.LEAVE]
    left = [saved.fix.change.path for saved in done if saved.fix.step is MergeStep.LEAVE]
    before = [f"{s.fix.change.path} was {s.file or s.index}" for s in repaired if s.file or s.index]
    return f"{_count(repaired)} by {names}", "; ".join(
        (*before, *(f"{path} left alone" for path in left))
    )


class FixerEntry(Struct, frozen=True, kw_only=True):
    """What came of one fixer."""

    check: str
    outcome: str
    exit_code: int | None


class BeforeEntry(Struct, frozen=True, kw_only=True):
    """Blobs that hold a file as it was before."""

    file: str | None
    index: str | None


class FixedEntry(Struct, frozen=True, kw_only=True):
    """One file."""

    path: str
    step: str
    why: str
    before: BeforeEntry


class FixDocument(Document, frozen=True, kw_only=True, tag="devloop.fix/1"):
    """All that was fixed, and what was left alone."""

    dry_run: bool
    tree: TreeId
    fixed: TreeId
    fixers: tuple[FixerEntry, ...]
    files: tuple[FixedEntry, ...]
    passed_over: tuple[str, ...]


def document(fixed: Fixed, done: Sequence[Saved], *, dry_run: bool) -> FixDocument:
    """The report."""
    return FixDocument(
        dry_run=dry_run,
        tree=fixed.before,
        fixed=fixed.after,
        fixers=tuple(
            FixerEntry(check=fixer.check.name, outcome=h.outcome.value, exit_code=h.exit_code)
            for fixer, h in fixed.runs
        ),
        files=tuple(
            FixedEntry(
                path=saved.fix.change.path,
                step=saved.fix.step.value,
                why=saved.fix.why,
                before=BeforeEntry(file=saved.file, index=saved.index),
            )
            for saved in done
        ),
        passed_over=fixed.passed_over,
    )
