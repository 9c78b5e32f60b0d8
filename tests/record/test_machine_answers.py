"""When a machine still gives the answers that a run got outside of the tree."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devloop.record.closing import close
from devloop.record.fact import Access, Outside
from devloop.record.machine_answers import first_difference, holds, look_at
from devloop.record.places import RunPlaces
from devloop.record.trail import Trail

LATER = time.time_ns() + 10**12
"""When all times of now are old."""


def fact(path: Path, looks: Access, *, now: int = LATER) -> Outside:
    """The answer that a run got just now."""
    trail = Trail(places=RunPlaces(trees=(b"/tree",)))
    name = os.fsencode(path)
    trail.outside[name] = looks, look_at(name)
    record = close(trail, now, {})
    assert not record.opaque
    return record.outside[name]


def later(path: Path) -> None:
    """The same with other times."""
    os.utime(path, ns=(1, 1))


CHANGES: list[tuple[Access, Callable[[Path], object], bool]] = [
    (Access.CONTENT, lambda p: (p / "a").write_text("other"), False),
    (Access.CONTENT, lambda p: later(p / "a"), True),
    (Access.CONTENT, lambda p: (p / "a").unlink(), False),
    (Access.CONTENT, lambda p: (p / "a").chmod(0o755), False),
    (Access.CONTENT, lambda p: (p / "b").touch(), True),
    (Access.STAT, lambda p: later(p / "a"), False),
    (Access.STAT, lambda p: (p / "a").write_text("longer"), False),
    (Access.EXISTENCE, lambda p: (p / "a").write_text("other"), True),
    (Access.EXISTENCE, lambda p: (p / "a").unlink(), False),
]


@pytest.mark.parametrize(("looks", "change", "same"), CHANGES)
def test_a_file_answers_as_far_as_it_was_looked_at(
    tmp_path: Path, looks: Access, change: Callable[[Path], object], *, same: bool
) -> None:
    (tmp_path / "a").write_text("first")
    seen = fact(tmp_path / "a", looks)
    change(tmp_path)
    assert holds(os.fsencode(tmp_path / "a"), seen) is same


def test_what_was_absent_must_not_be_there(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path / "a")
    seen = fact(tmp_path / "a", Access.ABSENCE)
    assert first_difference({path: seen}) is None
    (tmp_path / "a").symlink_to("nowhere")
    assert first_difference({path: seen}) == path


def test_a_listing_is_of_names_and_types(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a").touch()
    seen = fact(tmp_path / "d", Access.LISTING)
    (tmp_path / "d/b").touch()
    assert not holds(os.fsencode(tmp_path / "d"), seen)
    (tmp_path / "d/b").unlink()
    assert holds(os.fsencode(tmp_path / "d"), seen)
    (tmp_path / "d/a").unlink()
    (tmp_path / "d/a").mkdir()
    assert not holds(os.fsencode(tmp_path / "d"), seen)


def test_a_link_answers_by_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "l").symlink_to("a")
    seen = fact(tmp_path / "l", Access.LINK)
    (tmp_path / "l").unlink()
    (tmp_path / "l").symlink_to("b")
    assert not holds(os.fsencode(tmp_path / "l"), seen)


def test_times_of_a_moment_ago_are_not_believed(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_text("first")
    seen = fact(place, Access.CONTENT, now=time.time_ns())
    about = place.stat()
    with place.open("r+") as file:
        file.write("other")
    os.utime(place, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert not seen.settled
    assert not holds(os.fsencode(place), seen)


def test_what_is_no_more_as_it_was_seen_is_left_out_and_said(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_text("first")
    trail = Trail(places=RunPlaces(trees=(b"/tree",)))
    trail.outside[os.fsencode(place)] = Access.CONTENT, look_at(os.fsencode(place))
    place.write_text("changed")
    record = close(trail, LATER, {})
    assert not record.outside
    assert str(place) in record.opaque[0]
