"""Plan of a split on the console."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from devloop.change.split.building import BuiltPart, Whole
from devloop.change.split.piece import Piece
from devloop.change.split.subject import SplitSubject
from devloop.cli.terminal.bars import gauge
from devloop.cli.terminal.console import Console, plain
from devloop.config.model import SizeRule
from devloop.words import counted

WIDTH = 20


def show_plan(
    console: Console,
    subject: SplitSubject,
    whole: Whole,
    built: Sequence[BuiltPart],
    rule: SizeRule,
) -> None:
    """The steps in order: how big each is, what it is called, which lines it takes."""
    total = f"{whole.size.effective} effective lines"
    parts = counted(len(built), "part")
    console.result(f"{console.style_out(plain(subject.name), 'bold')}: {total} in {parts}")
    for number, one in enumerate(built, 1):
        lines = one.size.effective
        drawn = gauge(lines, rule.target, rule.ceiling, WIDTH, console.out)
        shade = _color(lines, rule)
        message = plain(one.part.message.split("\n", 1)[0])
        console.result(f"{number:>3} {lines:>5}  {console.style_out(drawn, shade)}  {message}")
        for line in _content(one.part.pieces):
            console.result(console.style_out(f"{'':>11}{plain(line)}", "dim"))
    _show_rest(console, built, rule)


def _color(lines: int, rule: SizeRule) -> str:
    if lines <= rule.target:
        return "green"
    return "yellow" if lines <= rule.ceiling else "red"


def _content(pieces: Sequence[Piece]) -> list[str]:
    """A line a file, with what of it belongs to the step."""
    found = []
    in_order = sorted(pieces, key=lambda piece: piece.place)
    for path, group in groupby(in_order, key=lambda piece: piece.path):
        about = [piece.name.removeprefix(f"{path}: ") for piece in group]
        found.append(f"{path}: {', '.join(_shortened(about))}")
    return found


def _shortened(about: Sequence[str]) -> list[str]:
    """The word "lines" once for all that follow."""
    ranges = [text.removeprefix("lines ") for text in about if text.startswith("lines ")]
    rest = [text for text in about if not text.startswith("lines ")]
    return [*rest, *([f"lines {', '.join(ranges)}"] if ranges else [])]


def _show_rest(console: Console, built: Sequence[BuiltPart], rule: SizeRule) -> None:
    large = [str(n) for n, one in enumerate(built, 1) if one.size.effective > rule.target]
    if not large:
        return
    noun, verb = ("step", "is") if len(large) == 1 else ("steps", "are")
    told = (
        f"{noun} {', '.join(large)} {verb} above the target: could not find a way to split further"
    )
    console.result(console.style_out(told, "dim"))
