"""Progress of a push that has many commits to look at."""

from __future__ import annotations

from time import monotonic

from devloop.cli.terminal.console import Console

MANY = 50
"""Commits from which on it is said."""

PACE_SECONDS = 5.0


class PushProgress:
    """Says how far a push is that has much to look at; a small one is told nothing."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._missing = 0
        self._done = 0
        self._said = monotonic()

    def measures(self, count: int) -> None:
        """So many commits are about to be measured."""
        if count >= MANY:
            self._console.say(f"devloop: measuring {count} commits")

    def checks(self, missing: int) -> None:
        """So many commits are not known."""
        self._missing = missing
        if missing >= MANY:
            self._console.say(
                f"devloop: {missing} commits to check; Ctrl-C stops, results are kept"
            )

    def checked(self) -> None:
        """One of them is."""
        self._done += 1
        if self._missing >= MANY and monotonic() - self._said >= PACE_SECONDS:
            self._said = monotonic()
            self._console.say(f"devloop: {self._done} of {self._missing} commits checked")
