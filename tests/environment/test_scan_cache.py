"""In one look everything is found out once, and all who ask vouch for the same paths."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from devloop.environment.memo import stats_of, witnessed
from devloop.environment.scan_cache import Look


@pytest.fixture
def numbers() -> Iterator[int]:
    return count()


def test_what_was_found_is_not_looked_for_again(numbers: Iterator[int]) -> None:
    look = Look()
    assert [look.once("a", numbers.__next__) for _ in range(3)] == [0, 0, 0]


def test_another_subject_is_looked_for(numbers: Iterator[int]) -> None:
    look = Look()
    assert [look.once(subject, numbers.__next__) for subject in "aba"] == [0, 1, 0]


def test_another_look_finds_out_anew(numbers: Iterator[int]) -> None:
    assert [Look().once("a", numbers.__next__) for _ in range(2)] == [0, 1]


def test_nothing_found_is_remembered_too(numbers: Iterator[int]) -> None:
    look = Look()
    look.once("a", lambda: None)
    assert look.once("a", lambda: next(numbers)) is None


def test_whoever_is_told_what_was_found_vouches_for_its_paths(tmp_path: Path) -> None:
    look = Look()
    with witnessed() as first:
        look.once("a", lambda: stats_of([tmp_path]))
    with witnessed() as second:
        look.once("a", lambda: stats_of([tmp_path]))
    assert first == second == {str(tmp_path)}


def test_whoever_asks_for_something_else_does_not(tmp_path: Path) -> None:
    look = Look()
    look.once("a", lambda: stats_of([tmp_path / "a"]))
    with witnessed() as seen:
        look.once("b", lambda: stats_of([tmp_path / "b"]))
    assert seen == {str(tmp_path / "b")}


def test_what_is_found_within_counts_for_the_whole(tmp_path: Path) -> None:
    look = Look()
    look.once("inner", lambda: stats_of([tmp_path]))
    look.once("outer", lambda: look.once("inner", lambda: stats_of([])))
    with witnessed() as seen:
        look.once("outer", lambda: stats_of([]))
    assert seen == {str(tmp_path)}
