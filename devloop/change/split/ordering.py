"""Putting groups into an order in which each has what it needs, and filling steps with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

ThingT = TypeVar("ThingT")


def in_order(before: Mapping[int, frozenset[int]], rank: Sequence[tuple[int, ...]]) -> list[int]:
    """Numbers from 0, each after those that come before it, else by rank.

    Where they wait for each other, the one that waits for the fewest goes first.
    """
    waiting = {number: set(before.get(number, ())) - {number} for number in range(len(rank))}
    found: list[int] = []
    while waiting:
        number = min(waiting, key=lambda n: (len(waiting[n] & waiting.keys()), rank[n], n))
        del waiting[number]
        found.append(number)
    return found


def filled(
    things: Sequence[ThingT], weigh: Callable[[ThingT], int], most: int
) -> list[list[ThingT]]:
    """Neighbours put together as long as they weigh at most `most`."""
    found: list[list[ThingT]] = []
    weight = 0
    for thing in things:
        own = weigh(thing)
        if found and (weight + own <= most or own == 0):
            found[-1].append(thing)
            weight += own
        else:
            found.append([thing])
            weight = own
    return found
