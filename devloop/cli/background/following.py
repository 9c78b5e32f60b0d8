"""Background runs on the console: a line for each commit, or one to watch."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from devloop.cli.session import CommandSession
from devloop.cli.terminal.bars import bar
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.progress import FRAMES, TICK_SECONDS
from devloop.cli.terminal.render import duration
from devloop.git.commits import Commit
from devloop.git.hooks import hooks_location
from devloop.hooks_install.shim import is_ours
from devloop.run.background.queue import QueuedCommit, Running, entries
from devloop.run.background.runner import QUEUE

BAR_WIDTH = 20
JUST_MADE_SECONDS = 10.0
"""Age up to which the process that is to judge a commit may not have got into the queue yet: it
has the lowest priority from its first moment."""


def in_queue(session: CommandSession) -> tuple[QueuedCommit, ...]:
    """Runs in the background of the repository, running or waiting, newest first."""
    return entries(session.store.directory / QUEUE)


def entry_line(entry: QueuedCommit, now: float, stream: TextIO | None = None) -> str:
    """Line about a commit: the check that runs and how far it is, or why it waits.

    With a bar where there is a stream that shows it.
    """
    left = plain(", ".join(entry.left))
    if entry.running is not None:
        return _running(entry.running, now, stream) + (f", then {left}" if left else "")
    if entry.blocked_by:
        return f"waiting: {plain(entry.blocked_by)}"
    return f"about to run {left}" if left else "queued"


def _running(running: Running, now: float, stream: TextIO | None) -> str:
    taken = max(now - running.began, 0.1)
    if not running.expected:
        return f"{plain(running.check)} {duration(taken)}"
    drawn = f" {bar(taken / running.expected, BAR_WIDTH, stream)}" if stream else ""
    about = f"{duration(taken)} of about {duration(running.expected)}"
    return f"{plain(running.check)}{drawn} {about}"


def follow(session: CommandSession, commit: Commit, until: float | None) -> bool:
    """Wait with a bar while a commit is in the queue; whether it came out of it in time.

    `until` is a time of the monotonic clock, None: however long it takes.
    """
    line = BackgroundLine(session.console)
    stream = session.console.err if session.console.live else None
    try:
        entry = _appears(session, commit)
        while entry is not None:
            if until is not None and time.monotonic() >= until:
                return False
            line.show(f"{commit.short}  {entry_line(entry, time.time(), stream)}")
            time.sleep(TICK_SECONDS)
            entry = find(session, commit)
    finally:
        line.erase()
    return True


def find(session: CommandSession, commit: Commit) -> QueuedCommit | None:
    """The entry of a commit, while there is one."""
    return next((entry for entry in in_queue(session) if entry.commit == commit.id), None)


def _appears(session: CommandSession, commit: Commit) -> QueuedCommit | None:
    """The entry of a commit; of one that was made just now it is waited for a moment."""
    entry = find(session, commit)
    expected = entry is None and _is_expected(session, commit)
    while entry is None and expected and abs(time.time() - commit.time) < JUST_MADE_SECONDS:
        time.sleep(TICK_SECONDS)
        entry = find(session, commit)
    return entry


def _is_expected(session: CommandSession, commit: Commit) -> bool:
    """True if a commit made here has its checks run in the background."""
    wanted = session.comfort.background
    if wanted is None:
        wanted = session.config(commit.tree).background
    return wanted and is_ours(hooks_location(session.repo).directory / "post-commit")


class BackgroundLine:
    """One line that is drawn again and again; where that cannot be, said when it has changed."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._drawn = False
        self._said = ""

    def show(self, text: str) -> None:
        """Show this instead of what was shown before."""
        console = self._console
        if console.live:
            frame = FRAMES[int(self._clock() / TICK_SECONDS) % len(FRAMES)]
            console.err.write(f"\r\x1b[K{console.style(f'{frame} {text}'[: _width()], 'cyan')}")
            console.err.flush()
            self._drawn = True
        elif (words := " ".join(text.split()[:2])) != self._said:
            self._said = words
            console.say(f"devloop: {text}")

    def erase(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._console.err.write("\r\x1b[K")
            self._console.err.flush()
            self._drawn = False


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns - 1
