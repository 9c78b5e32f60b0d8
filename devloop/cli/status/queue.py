"""Background runs in `devloop status`: the running check, and those left."""

from __future__ import annotations

from collections.abc import Sequence
from time import time

from devloop.cli.background.following import entry_line
from devloop.cli.status.report import LABEL_WIDTH
from devloop.cli.terminal.console import Console, plain
from devloop.run.background.queue import QueuedCommit


def show_queue(console: Console, queue: Sequence[QueuedCommit]) -> None:
    """A line for each commit, newest first; none where nothing is left to do."""
    for number, entry in enumerate(queue):
        label = "" if number else "background"
        head = console.style_out(label.ljust(LABEL_WIDTH), "bold")
        about = console.style_out(f"{entry.commit[:9]} {plain(entry.subject)}", "dim")
        console.result(f"{head}{entry_line(entry, time(), console.out)}  {about}")
    if queue:
        arrow = console.style_out("→", "cyan")
        console.result(f"{' ' * LABEL_WIDTH}{arrow} devloop wait {queue[0].commit[:9]}")
