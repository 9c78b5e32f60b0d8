"""A guarded repository whose background runs, and what tests do with it.

Its check of the push stage says when it has started and ends when it is told to; whatever is left
of the background at the end of a test is ended.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from devloop.run.background.queue import QueuedCommit, entries
from tests.support.guarded import QUICK, WAIT, Guarded
from tests.support.patience import PATIENCE, until

SLOW_WAIT = 'touch "$HOME/slow-started"; while ! [ -e "$HOME/slow-go" ]; do sleep 0.02; done'
CONFIG = f"""\
mainline = ["main"]

[checks.quick]
run = {QUICK}

[checks.deep]
run = '''{WAIT}; echo "deep $(cat state)" >> "$HOME/runs"; ! grep -q shallow state'''
on = "push"

[checks.slow]
run = '''{SLOW_WAIT}'''
on = "ci"
"""


@dataclass(slots=True)
class Behind:
    """The repository and its background."""

    guarded: Guarded

    @property
    def folder(self) -> Path:
        """Where the places of the queue are."""
        return self.guarded.path / ".git/devloop/queue"

    def slip(self, state: str, *args: str, **env: str) -> None:
        """A commit past the gates, but not past what comes after it."""
        self.guarded.repo.stage({"state": f"{state}\n"})
        self.guarded.repo.run("git", "commit", "-qm", "slip", "--no-verify", *args, env=env)

    def ran(self) -> str:
        """What has run so far, which `Guarded.runs` would forget."""
        place = self.guarded.home / "runs"
        return place.read_text() if place.exists() else ""

    def queue(self) -> tuple[QueuedCommit, ...]:
        """Everybody in it."""
        return entries(self.folder)

    def until(self, fact: Callable[[], bool]) -> None:
        """Wait until something holds."""
        until(fact, otherwise=lambda: f"in the queue: {self.queue()}; said: {self.said()}")

    def runs_check(self, name: str = "deep") -> QueuedCommit:
        """Wait until the check runs in the background; gives for whom."""
        self.until(lambda: any(e.running and e.running.check == name for e in self.queue()))
        return next(e for e in self.queue() if e.running)

    def done(self) -> None:
        """Let the check go on, and wait until nothing is left to do.

        A commit of which nobody heard yet counts as left: what tells of its end is its verdict.
        """
        self.guarded.go()
        self.until(lambda: self.folder.is_dir() and not self.queue())

    @contextmanager
    def beside(self, *command: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs while the test goes on; its words go to the file `said`."""
        with (self.guarded.home / "said").open("w") as said:
            process = subprocess.Popen(
                command,
                cwd=self.guarded.path,
                env=self.guarded.repo.environ,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                text=True,
            )
            try:
                yield process
                assert process.wait(PATIENCE) is not None
            finally:
                process.kill()
                process.wait()

    def said(self) -> str:
        """What the command beside has said so far."""
        place = self.guarded.home / "said"
        return place.read_text() if place.exists() else ""

    def end(self) -> None:
        """End all that is left."""
        self.guarded.go()
        (self.guarded.home / "slow-go").touch()
        for entry in self.queue():
            with suppress(ProcessLookupError):
                os.kill(entry.pid, signal.SIGCONT)
                os.kill(entry.pid, signal.SIGTERM)
        self.until(lambda: not self.queue())


def allow_background(guarded: Guarded) -> Behind:
    """The repository with its background on, however busy the machine is."""
    guarded.repo.environ.pop("PYTEST_CURRENT_TEST", None)
    guarded.repo.write(".git/info/exclude", "/devloop.local.toml\n")
    guarded.repo.write("devloop.local.toml", "background-load = 100000\n")
    return Behind(guarded)
