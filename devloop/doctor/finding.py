"""Finding of `devloop doctor`: one sentence, with the command that fixes it."""

from __future__ import annotations

from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFinding:
    """One thing that a person should know about."""

    about: str
    """Its subject: `hooks`, `configuration`, `mainline`, …"""
    text: str
    fix: str = ""
    """The command, or what else to do."""
    wrong: bool = True
    """True if something is broken; otherwise it is only good to know."""


def note(about: str, text: str, fix: str = "") -> HealthFinding:
    """Something good to know."""
    return HealthFinding(about=about, text=text, fix=fix, wrong=False)
