"""Sets of things that are brought together two by two."""

from __future__ import annotations

from collections.abc import Iterable


class Groups:
    """Numbers from 0, each in one group, with the weight of each group."""

    __slots__ = ("_above", "_weights")

    def __init__(self, weights: Iterable[int]) -> None:
        self._weights = list(weights)
        self._above = list(range(len(self._weights)))

    def group(self, number: int) -> int:
        """Representative of the group of a number."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, one: int, other: int, most: int | None = None) -> bool:
        """Make one group of two, unless it would weigh more than `most`; whether they are one."""
        low, high = sorted((self.group(one), self.group(other)))
        if low == high:
            return True
        together = self._weights[low] + self._weights[high]
        if most is not None and together > most:
            return False
        self._above[high] = low
        self._weights[low] = together
        return True

    def all(self) -> tuple[tuple[int, ...], ...]:
        """The groups in the order of their first numbers."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            found.setdefault(self.group(number), []).append(number)
        return tuple(tuple(group) for group in found.values())
