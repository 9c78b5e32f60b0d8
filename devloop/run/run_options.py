"""How a person wants a run to go; none of it can change a verdict."""

from __future__ import annotations

from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What was asked for beside the subject."""

    only: tuple[str, ...] = ()
    """Names of checks; none: all that are due."""
    again: tuple[str, ...] = ()
    """Names of checks to run even if their verdict is known."""
    keep_going: bool = False
    """Run on after the first failure."""
    who: str = "another devloop"
    """What others are told who wait for this run."""
    background: bool = False
    """Nobody waits for it: it gives way to runs that somebody waits for."""


DEFAULT_OPTIONS = RunOptions()
