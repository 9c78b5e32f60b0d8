"""Numbers and lists as people say them."""

from __future__ import annotations

import pytest

from devloop.words import counted, listed


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 tests fail"), (1, "1 test fails"), (2, "2 tests fail")]
)
def test_a_noun_goes_with_its_number(number: int, expected: str) -> None:
    assert counted(number, "test fails", "tests fail") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [((), ""), (("a",), "a"), (("a", "b"), "a, b"), (("a", "b", "c", "d"), "a, b and 2 more")],
)
def test_a_long_list_ends_with_how_many_more_there_are(
    names: tuple[str, ...], expected: str
) -> None:
    assert listed(names, 2) == expected
