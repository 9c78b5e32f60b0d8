"""Spread of the sizes of past commits, and the limits that suit it."""

from __future__ import annotations

from collections.abc import Sequence

from devloop.change.account import Size
from devloop.config.model import SizeRule
from devloop.git.record import dataclass

LIMITS = (20, 50, 100)
"""Effective lines that a step is held to in turn."""

MOST = 0.9
"""The share of past commits that a limit should let through, to be no stranger to the project."""

ENOUGH = 20
"""Commits below which a history says nothing about the habits of a project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Number of commits that stayed within a limit."""

    limit: int
    within: int
    total: int

    @property
    def refused(self) -> int:
        """Commits that the limit would have refused without a reason in their message."""
        return self.total - self.within

    @property
    def part(self) -> float:
        """The share within, from 0 to 1; of no commits, all."""
        return self.within / self.total if self.total else 1.0

    @property
    def percent(self) -> int:
        """The share within, in whole percent; 100 only of all."""
        return int(self.part * 100)


def spread(sizes: Sequence[Size]) -> tuple[Share, ...]:
    """The share of commits within each of the limits."""
    return tuple(
        Share(
            limit=limit,
            within=sum(bool(size.exempt) or size.effective <= limit for size in sizes),
            total=len(sizes),
        )
        for limit in LIMITS
    )


def suited_rule(shares: Sequence[Share]) -> SizeRule:
    """The usual target and limit, or twice as much where the project took larger steps."""
    usual = SizeRule()
    for share in shares:
        if share.limit == usual.limit and share.total >= ENOUGH and share.part < MOST:
            return SizeRule(target=usual.target * 2, limit=usual.limit * 2)
    return usual
