"""English for numbers and for lists that may be long."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 check`, `2 checks`; `many` for other plurals."""
    return f"{number} {one}" if number == 1 else f"{number} {many or f'{one}s'}"


def and_more(all_of_them: int, shown: int) -> str:
    """` and 3 more`, where more are there than are shown."""
    return f" and {all_of_them - shown} more" if all_of_them > shown else ""


def listed(names: Sequence[str], most: int) -> str:
    """Names in a sentence, the first of them only: `a, b and 3 more`."""
    return ", ".join(names[:most]) + and_more(len(names), most)
