"""Finding of a failing check, with its place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from enum import Enum

from devloop.git.ids import RepoPath
from devloop.git.record import dataclass


class Level(Enum):
    """Level of a finding."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlace:
    """Where in the content."""

    path: RepoPath
    line: int | None = None
    """The first is 1."""
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a failing check says."""

    check: str
    message: str
    """In the tool's own words, legible; may have several lines."""
    level: Level = Level.ERROR
    code: str = ""
    """Rule by the tool's own name: `F821`, `attr-defined`."""
    test: str = ""
    """The test that failed, legible; nothing where it was none."""
    place: SourcePlace | None = None

    @property
    def rule(self) -> str:
        """The kind of thing, told apart from those of other checks."""
        return f"{self.check}/{self.code}" if self.code else self.check

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.test}: {self.message}" if self.test else self.message


def fingerprints(findings: Iterable[Finding]) -> tuple[str, ...]:
    """An identity for each, all different; it stays when only the line numbers change."""
    seen: Counter[str] = Counter()
    found = []
    for one in findings:
        path = one.place.path if one.place else ""
        words = "\0".join((one.check, one.code, one.test, path, one.message))
        seen[words] += 1
        text = f"{words}\0{seen[words]}".encode("utf-8", "surrogateescape")
        found.append(hashlib.sha256(text).hexdigest())
    return tuple(found)
