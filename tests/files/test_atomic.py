"""A file that is written whole is seen whole, whoever writes it at the same time."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devloop.files.atomic import beside, replacing, write_whole


def test_two_writers_never_share_a_name(tmp_path: Path) -> None:
    """A number of a process is not enough: containers share a folder, and threads a process."""
    assert len({beside(tmp_path / "a") for _ in range(100)}) == 100


def test_many_writers_leave_one_whole_file_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "a"
    texts = [f"{number}".encode() * 100_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_whole, place, text) for text in texts * 4]:
            done.result()
    assert place.read_bytes() in texts
    assert list(tmp_path.iterdir()) == [place]


def test_an_error_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"before")

    def interrupted() -> None:
        with replacing(place) as part:
            part.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert place.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [place]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "none" / "a", b"x")


def test_permissions_are_there_before_the_file_is(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"x", mode=0o600)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["a" * 255, "ä" * 127, os.fsdecode(b"\xff" * 255)])
def test_the_longest_name_there_can_be_is_written(tmp_path: Path, name: str) -> None:
    write_whole(tmp_path / name, b"x")
    assert (tmp_path / name).read_bytes() == b"x"
