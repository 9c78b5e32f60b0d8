"""Distribution of the last sizes of a project: percentiles, shares, heights of a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from devloop.change.account import Size
from devloop.config.model import SizeRule
from devloop.git.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Number of steps of `first` to `last` effective lines; no `last`: that many or more."""

    first: int
    last: int | None
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Effective lines of several steps, exempt ones left out, smallest first."""

    sizes: tuple[int, ...]
    exempt: int
    """Number of steps left out because the rule does not apply to them."""

    @property
    def total(self) -> int:
        """Number of steps."""
        return len(self.sizes)

    def percentile(self, share: int) -> int | None:
        """The smallest size that `share` percent of the steps do not exceed (nearest rank)."""
        if not self.sizes:
            return None
        return self.sizes[max(ceil(share * self.total / 100), 1) - 1]

    def within(self, limit: int) -> float:
        """The share of steps of at most `limit` lines, from 0 to 1; of none, all."""
        return sum(size <= limit for size in self.sizes) / self.total if self.total else 1.0

    def buckets(self, rule: SizeRule) -> tuple[Bucket, ...]:
        """The histogram; target and limit of the rule end a bucket each."""
        edges = _edges(rule)
        firsts = (0, *(edge + 1 for edge in edges))
        lasts = (*edges, None)
        return tuple(
            Bucket(first=first, last=last, steps=self._between(first, last))
            for first, last in zip(firsts, lasts, strict=True)
        )

    def _between(self, first: int, last: int | None) -> int:
        return sum(first <= size and (last is None or size <= last) for size in self.sizes)


def distribution(sizes: Sequence[Size]) -> Distribution:
    """Distribution of the sizes."""
    counted = [size.effective for size in sizes if not size.exempt]
    return Distribution(sizes=tuple(sorted(counted)), exempt=len(sizes) - len(counted))


def median(sizes: Sequence[int]) -> int:
    """The size that half of the steps do not exceed; of none, 0."""
    return Distribution(sizes=tuple(sorted(sizes)), exempt=0).percentile(50) or 0


def _edges(rule: SizeRule) -> list[int]:
    target, limit = rule.target, max(rule.limit, rule.target)
    return sorted({0, target // 4, target // 2, target, limit, 2 * limit})
