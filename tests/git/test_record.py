"""Records behave as the standard library's, which they stand in for, down to the errors."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from devloop.git import record
from devloop.git.ids import BlobId, RepoPath
from devloop.git.trees import TreeEntry

T = TypeVar("T")

MAKERS = [
    pytest.param((dataclasses.dataclass, dataclasses.field), id="standard"),
    pytest.param((record.make_record, record.Field), id="ours"),
]


@pytest.fixture(params=MAKERS)
def made(request: pytest.FixtureRequest) -> Any:
    """The same class made by the standard library and by us."""
    dataclass, field = request.param

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Point(Generic[T]):
        """Doc."""

        MOST: ClassVar[int] = 3
        x: int
        y: int = 2
        seen: list[int] = field(default_factory=list, repr=False, compare=False)

        @property
        def sum(self) -> int:
            """Of both."""
            return self.x + self.y

    return Point


@pytest.fixture(params=MAKERS)
def mutable(request: pytest.FixtureRequest) -> Any:
    """A record that may be changed and is made by position, in both ways."""
    dataclass, field = request.param

    @dataclass(slots=True)
    class Count:
        a: int
        b: int = 0
        c: list[int] = field(default_factory=list)

    return Count


def test_values_defaults_and_methods_are_there(made: Any) -> None:
    point = made(x=1)
    assert (point.x, point.y, point.seen, point.sum, point.MOST) == (1, 2, [], 3, 3)
    assert made.__doc__ == "Doc."


def test_a_default_factory_makes_a_new_value_each_time(made: Any) -> None:
    assert made(x=1).seen is not made(x=1).seen


def test_equal_values_are_equal_and_hash_alike(made: Any) -> None:
    assert made(x=1) == made(x=1, seen=[3])
    assert hash(made(x=1)) == hash(made(x=1, y=2))
    assert made(x=1) != made(x=2)
    assert made(x=1) != (1, 2)


def test_it_shows_its_fields(made: Any) -> None:
    assert repr(made(x=1)).endswith("Point(x=1, y=2)")


def test_nothing_can_be_changed_or_added(made: Any) -> None:
    point = made(x=1)
    with pytest.raises(AttributeError):
        point.x = 2
    with pytest.raises(AttributeError):
        del point.x
    with pytest.raises((AttributeError, TypeError)):
        point.z = 2


@pytest.mark.parametrize("given", [{}, {"y": 1}, {"x": 1, "z": 2}, {"x": 1, "y": 2, "z": 3}])
def test_missing_and_unknown_values_are_mistakes(made: Any, given: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        made(**given)


def test_keywords_only_means_no_positions(made: Any) -> None:
    with pytest.raises(TypeError):
        made(1)


def test_positions_where_they_are_allowed(mutable: Any) -> None:
    assert mutable(1, 2) == mutable(a=1, b=2, c=[])
    for wrong in ([], [1, 2, 3, 4]):
        with pytest.raises(TypeError):
            mutable(*wrong)
    with pytest.raises(TypeError):
        mutable(1, a=1)


def test_what_may_change_has_no_hash(mutable: Any) -> None:
    count = mutable(1)
    count.a = 5
    assert count == mutable(5)
    with pytest.raises(TypeError):
        hash(count)
    with pytest.raises(AttributeError):
        count.z = 1


def test_ours_is_replaced_and_read_by_the_standard_library_too(made: Any) -> None:
    assert dataclasses.replace(made(x=1), y=5) == made(x=1, y=5)
    assert dataclasses.asdict(made(x=1)) == {"x": 1, "y": 2, "seen": []}


def test_it_is_copied_and_sent_to_other_processes() -> None:
    entry = TreeEntry(mode="100644", blob=BlobId("1"), path=RepoPath("a"))
    assert pickle.loads(pickle.dumps(entry)) == entry  # noqa: S301 - our own bytes
    assert copy.copy(entry) == entry


def test_replace_changes_what_is_named_only() -> None:
    @record.make_record(frozen=True, kw_only=True)
    class Pair:
        a: int
        b: int = 1

    assert record.changed(Pair(a=1), b=3) == Pair(a=1, b=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        record.changed(Pair(a=1), c=3)  # type: ignore[call-arg]


def test_a_hook_is_ready_without_the_standard_one() -> None:
    program = "import sys, devloop.cli.hooks.commit; print({'dataclasses'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"
