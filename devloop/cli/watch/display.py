"""Where `devloop watch` shows what it knows: a page on a terminal, lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devloop.cli.check.documents import watch_document
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.documents import show_document
from devloop.cli.terminal.render import summary, verdict_word
from devloop.cli.watch.board import Snapshot
from devloop.cli.watch.page import page, words_of
from devloop.run.result import Report, ReportStatus

Show = Callable[[Snapshot, bool], None]
"""Shows a moment, and whether a newer save is being checked."""


@contextmanager
def display(console: Console, title: str, *, as_json: bool) -> Iterator[Show]:
    """A live page on a terminal; elsewhere what came of every tree, one after another."""
    if as_json or not (console.live and console.out.isatty()):
        yield Lines(console, as_json=as_json)
        return
    from rich.console import Console as Screen
    from rich.live import Live

    screen = Screen(file=console.out, highlight=False)
    with Live(console=screen, screen=True, auto_refresh=False) as live:

        def show(now: Snapshot, busy: bool) -> None:  # noqa: FBT001
            height = screen.size.height
            live.update(page(now, title, busy=busy, height=height, console=console), refresh=True)

        yield show


class Lines:
    """Says what came of every tree, once."""

    def __init__(self, console: Console, *, as_json: bool) -> None:
        self._console = console
        self._as_json = as_json
        self._said: object = None

    def __call__(self, now: Snapshot, busy: bool) -> None:  # noqa: ARG002, FBT001
        """Say what is new."""
        news = now.problem or now.report
        if news is self._said:
            return
        self._said = news
        if isinstance(news, Report):
            self._tell(news)
        elif news:
            self._console.fail(news)

    def _tell(self, report: Report) -> None:
        console = self._console
        if self._as_json:
            show_document(console, watch_document(report), in_one_line=True)
        else:
            if report.decision is not ReportStatus.PASSED:
                console.say(words_of(report))
            name = console.style(plain(report.subject.name), "bold")
            words = summary(report) if report.decision is ReportStatus.PASSED else ""
            console.say(f"{verdict_word(console, report.decision)} {name}  {words}".rstrip())
        console.out.flush()
        console.err.flush()
