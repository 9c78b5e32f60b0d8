"""Outcomes and verdicts of checks."""

from __future__ import annotations

from enum import Enum
from typing import NewType

from devloop.git.ids import TreeId
from devloop.git.record import dataclass

Digest = NewType("Digest", str)
"""A SHA-256 in hexadecimal."""


class Outcome(Enum):
    """All that can come of running a check. "Could not run" is never "failed", never "passed"."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    """It could not run."""
    TIMED_OUT = "timed-out"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    """There was nothing to judge."""

    @property
    def words(self) -> str:
        """The outcome as it is said to people."""
        return _WORDS[self]

    @property
    def is_verdict(self) -> bool:
        """True if it says something about the content, so that it may be kept."""
        return self in {Outcome.PASSED, Outcome.FAILED}


_WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERRORED: "could not run",
    Outcome.TIMED_OUT: "timed out",
    Outcome.CANCELLED: "not run",
    Outcome.SKIPPED: "nothing to check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Evidence of a verdict."""

    seconds: float
    exit_code: int | None
    log: Digest | None
    """The log of the run, in the store."""
    note: str = ""
    """Note beyond the outcome, as a sentence."""
    record: Digest | None = None
    """What the run looked at in the tree, as a document beside the logs."""
    outside: Digest | None = None
    """The same outside of it, with answers: it holds where the machine still gives them."""
    weak: Digest | None = None
    """The key of all that the verdict depends on, but for the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Verdict of one check on one tree in one environment."""

    key: Digest
    check: str
    outcome: Outcome
    evidence: Evidence
    tree: TreeId
    recorded: float
    """When, in seconds since 1970."""
