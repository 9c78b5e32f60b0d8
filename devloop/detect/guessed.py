"""A check that somebody did not write down, and what shows that it is wanted all the same."""

from __future__ import annotations

from devloop.config.model import Check
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """A check that a project plainly uses."""

    check: Check
    what: str
    why: str
    """What shows it, such as "pyproject.toml has [tool.ruff]"."""

    @property
    def sentence(self) -> str:
        """What is taken for granted."""
        return f"{self.check.name}: {self.what}, because {self.why}"
