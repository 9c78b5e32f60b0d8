"""Sizes and ages are read and told as people write them."""

from __future__ import annotations

import pytest

from devloop.cli.terminal.quantity import days_of, size_of, told_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("1000", 1000), ("500MB", 500_000_000), ("1.5 GiB", 3 << 29), ("2kb", 2000)],
)
def test_a_size_is_read(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("12h", 0.5), ("2w", 14), ("1.5d", 1.5)])
def test_an_age_is_read(text: str, days: float) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "GB", "-1GB", "1e9", "1 GB more", "5 parsecs", "1..5GB"])
def test_anything_else_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size: write 500MB or 1GB"):
        size_of(text)


@pytest.mark.parametrize("text", ["", "30", "30 years", "d"])
def test_anything_else_is_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="is not an age: write 30d, 12h or 2w"):
        days_of(text)


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (2_340_000, "2.3 MB"),
        (10**9, "1.0 GB"),
    ],
)
def test_a_size_is_told(size: int, told: str) -> None:
    assert told_size(size) == told
