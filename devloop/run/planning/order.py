"""In which order checks are worth running: the one that is likely to fail soon comes first.

It decides from values alone, the histories of the checks, and knows nothing of running them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Protocol

from devloop.git.record import dataclass

PRIOR_FAILURES = 1.0
PRIOR_RUNS = 10.0
"""What a check without a history is taken for: one failure in ten runs (a Beta prior)."""

UNKNOWN_SECONDS = 1.0
"""How long a check is taken to run when no check has ever run."""

LEAST_SECONDS = 0.001
"""What a check costs at least: starting a process."""


class Past(Protocol):
    """What is known of a check's earlier runs."""

    @property
    def runs(self) -> int:
        """How often it ran to a verdict."""

    @property
    def failures(self) -> int:
        """How often that was failed."""

    @property
    def seconds(self) -> float | None:
        """How long it usually takes."""


class Orderable(Protocol):
    """What has to be known of a check to place it."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of what has to run before it; those that are not to be ordered do not count."""


@dataclass(frozen=True, slots=True)
class _Expected:
    chance: float
    seconds: float
    needs: frozenset[str]


def ordered(checks: Sequence[Orderable], histories: Mapping[str, Past]) -> tuple[str, ...]:
    """Names of the checks, best first, each after all that it needs.

    Stopping at the first failure, the expected time is least with the chance to fail per second
    descending (exchange two neighbours: a before b iff p_a/c_a > p_b/c_b; Mitten 1960). A check
    that has to wait for others is worth what it and they are worth together, so that a promising
    one pulls forward what it needs (Sidney 1975). Equal ones stay in the order given.
    """
    usual = _usual_seconds(checks, histories)
    expected = {check.name: _expect(check, histories.get(check.name), usual) for check in checks}
    return tuple(_arrange(tuple(expected), expected))


def chance_to_fail(past: Past | None) -> float:
    """Share of runs that fail, smoothed, so that few runs do not say much."""
    if past is None:
        return PRIOR_FAILURES / PRIOR_RUNS
    return (past.failures + PRIOR_FAILURES) / (past.runs + PRIOR_RUNS)


def _usual_seconds(checks: Sequence[Orderable], histories: Mapping[str, Past]) -> float:
    """The median of the known durations: an unknown one is neither hurried nor put last."""
    pasts = (histories.get(check.name) for check in checks)
    known = sorted(past.seconds for past in pasts if past and past.seconds is not None)
    return known[len(known) // 2] if known else UNKNOWN_SECONDS


def _expect(check: Orderable, past: Past | None, usual: float) -> _Expected:
    known = past.seconds if past is not None else None
    seconds = max(usual if known is None else known, LEAST_SECONDS)
    return _Expected(chance_to_fail(past), seconds, frozenset(check.needs))


def _arrange(names: Sequence[str], expected: Mapping[str, _Expected]) -> list[str]:
    """Take the most promising check with all it needs, then the most promising of the rest."""
    left = list(names)
    placed: list[str] = []
    while left:
        groups = {name: _with_needs(name, left, expected) for name in left}
        best = max(left, key=lambda name: _promise(groups[name], expected))
        before = [name for name in left if name in groups[best] and name != best]
        placed += [*_arrange(before, expected), best]
        left = [name for name in left if name not in groups[best]]
    return placed


def _promise(group: frozenset[str], expected: Mapping[str, _Expected]) -> float:
    chance = fsum(expected[name].chance for name in group)
    return chance / fsum(expected[name].seconds for name in group)


def _with_needs(
    name: str, left: Sequence[str], expected: Mapping[str, _Expected]
) -> frozenset[str]:
    found = {name}
    todo = [name]
    while todo:
        new = expected[todo.pop()].needs.intersection(left) - found
        found |= new
        todo.extend(new)
    return frozenset(found)
