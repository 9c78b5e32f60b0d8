"""Progress of checks: one live line on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import threading
import time

from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.render import duration
from devloop.config.model import Check
from devloop.git.record import dataclass, field
from devloop.run.result import Result
from devloop.run.watcher import Watcher

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TICK_SECONDS = 0.1
PATIENCE_SECONDS = 0.3
"""Seconds before a line is shown: shorter runs get none."""
WORD_EVERY_SECONDS = 30.0
"""Where nobody can redraw a line: how often to say that something still runs."""


@dataclass(slots=True)
class _Running:
    check: Check
    began: float
    expected: float | None
    last_line: str = ""
    counts: str = ""


@dataclass(slots=True)
class Progress(Watcher):
    """Shows a run as it goes; use it as a context manager."""

    console: Console
    label: str = ""
    _running: dict[str, _Running] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _drawn: bool = False

    def __enter__(self) -> Progress:  # noqa: PYI034 - Self needs 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._erase()

    def started(self, check: Check, expected: float | None) -> None:
        """Begin to show a check."""
        with self._turn:
            self._running[check.name] = _Running(check, time.monotonic(), expected)
        if self._thread is None:
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()

    def output(self, check: Check, chunk: bytes) -> None:
        """Keep the last line a check printed."""
        lines = [line for line in chunk.splitlines() if line.strip()]
        running = self._running.get(check.name)
        if lines and running is not None:
            running.last_line = plain(lines[-1].decode("utf-8", "replace")).replace("\n", " ")

    def counted(self, check: Check, ended: int, total: int, bad: int) -> None:
        """Keep how far the tests are."""
        running = self._running.get(check.name)
        if running is not None and (ended or total):
            failed = f", {bad} failed" if bad else ""
            running.counts = f"{ended}/{total or '?'}{failed}"

    def waiting(self, check: Check, whom: str) -> None:
        """Say whom this run waits for."""
        with self._turn:
            self._erase()
            self.console.say(f"{check.name}: waiting for {plain(whom)}")

    def finished(self, result: Result) -> None:
        """Stop showing a check."""
        with self._turn:
            self._running.pop(result.check.name, None)

    def warning(self, text: str) -> None:
        """Say what a person should know."""
        with self._turn:
            self._erase()
            self.console.say(f"{self.console.style('note:', 'yellow')} {plain(text)}")

    def _show(self) -> None:
        pause = TICK_SECONDS if self.console.live else WORD_EVERY_SECONDS
        if self._stop.wait(PATIENCE_SECONDS if self.console.live else WORD_EVERY_SECONDS):
            return
        beat = 0
        while not self._stop.is_set():
            with self._turn:
                self._draw(beat)
            beat += 1
            self._stop.wait(pause)

    def _draw(self, beat: int) -> None:
        now = time.monotonic()
        running = tuple(self._running.values())
        if not running:
            return
        parts = " · ".join(_part(one, now) for one in running)
        if not self.console.live:
            self.console.say(f"devloop: still running {parts}")
            return
        line = f"{FRAMES[beat % len(FRAMES)]} {parts}"
        tail = running[0].last_line if len(running) == 1 and not running[0].counts else ""
        self._redraw(line, tail)

    def _redraw(self, line: str, tail: str) -> None:
        import shutil

        width = shutil.get_terminal_size().columns - 1
        shown = line[:width]
        room = width - len(shown) - 3
        faint = self.console.style(f"   {tail[:room]}", "dim") if tail and room > 10 else ""
        self.console.err.write(f"\r\x1b[K{self.console.style(shown, 'cyan')}{faint}")
        self.console.err.flush()
        self._drawn = True

    def _erase(self) -> None:
        if self._drawn:
            self.console.err.write("\r\x1b[K")
            self.console.err.flush()
            self._drawn = False


def _part(one: _Running, now: float) -> str:
    taken = now - one.began
    expected = f" of about {duration(one.expected)}" if one.expected and one.expected > 1 else ""
    counts = f" {one.counts}" if one.counts else ""
    return f"{one.check.name}{counts} {duration(max(taken, 0.1))}{expected}"
