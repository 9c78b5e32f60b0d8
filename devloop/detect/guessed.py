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
    """Reason, such as "pyproject.toml has [tool.ruff]"."""
    caches: tuple[str, ...] = ()
    """What its program keeps from one run to the next, safely: it compares contents, not names."""
    language: str = "python"
    """Whose check it is; it names the check where two languages want one name."""
    is_extra: bool = False
    """True if nothing but files for it speaks for it: it is left out where it is not installed."""
    folder: str = ""
    """A folder that git ignores and without which it cannot run, such as `node_modules`."""

    @property
    def sentence(self) -> str:
        """Assumption in words."""
        return f"{self.check.name}: {self.what}, because {self.why}"
