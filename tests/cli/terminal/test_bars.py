"""Facts about bars."""

from __future__ import annotations

import io

import pytest

from devloop.cli.terminal.bars import bar


def drawn(part: float, encoding: str = "utf-8") -> str:
    return bar(part, 10, io.TextIOWrapper(io.BytesIO(), encoding=encoding))


@pytest.mark.parametrize(
    ("part", "filled"),
    [(0.0, 0), (0.001, 1), (0.5, 5), (0.999, 9), (1.0, 10), (7.0, 10), (-1.0, 0)],
)
def test_a_bar_is_full_only_for_all_and_empty_only_for_nothing(part: float, filled: int) -> None:
    assert drawn(part) == "█" * filled + "░" * (10 - filled)


def test_a_bar_shows_where_there_are_no_blocks() -> None:
    assert drawn(0.3, "ascii") == "###......."
