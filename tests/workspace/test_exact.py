"""Whatever was in the folder before, it holds exactly what it shall, and what is right stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from devloop.workspace.exact import hold_exactly

FILES = {"first": b"1", "a/b/deep": b"deep\n", "a/side": b"side\n"}
FOLDERS = ("a/b", "empty/inner")


def listing(folder: Path) -> dict[str, tuple[bytes | None, int, int]]:
    """Content, mode and number of names by path."""
    return {
        path.relative_to(folder).as_posix(): (
            None if path.is_dir() else path.read_bytes(),
            path.lstat().st_mode,
            1 if path.is_dir() else path.lstat().st_nlink,
        )
        for path in sorted(folder.rglob("*"))
    }


def hold(folder: Path) -> dict[str, tuple[bytes | None, int, int]]:
    hold_exactly(folder, FILES, FOLDERS)
    return listing(folder)


def test_it_is_made_where_nothing_was(tmp_path: Path) -> None:
    made = hold(tmp_path / "new")
    assert {name: content for name, (content, _, _) in made.items()} == {
        **FILES,
        **dict.fromkeys(("a", "a/b", "empty", "empty/inner")),
    }


def change(path: Path) -> None:
    (path / "a/side").write_bytes(b"SIDE\n")


def change_the_first(path: Path) -> None:
    (path / "first").write_bytes(b"other")


def add(path: Path) -> None:
    (path / "a/more").write_bytes(b"")
    (path / "hooks").mkdir()
    (path / "hooks/x").write_bytes(b"x")


def add_an_empty_folder(path: Path) -> None:
    (path / "a/void").mkdir()


def delete(path: Path) -> None:
    (path / "a/side").unlink()
    (path / "empty/inner").rmdir()


def change_modes(path: Path) -> None:
    (path / "a/side").chmod(0o755)
    (path / "a/b").chmod(0o500)


def lock_up(path: Path) -> None:
    (path / "a/b").chmod(0)
    (path / "a").chmod(0)


def lock_the_whole(path: Path) -> None:
    path.chmod(0)


def link_to_the_same(path: Path) -> None:
    (path / "a/side").rename(path / "elsewhere")
    (path / "a/side").symlink_to("../elsewhere")


def keep_another_name(path: Path) -> None:
    os.link(path / "a/side", path.with_name("another-name"))


def file_for_folder(path: Path) -> None:
    (path / "empty/inner").rmdir()
    (path / "empty/inner").write_bytes(b"")


def folder_for_file(path: Path) -> None:
    (path / "first").unlink()
    (path / "first").mkdir()


def file_for_all(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.write_bytes(b"")


def link_for_all(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


def pipe(path: Path) -> None:
    (path / "a/side").unlink()
    os.mkfifo(path / "a/side")


MISDEEDS = (
    *(change, change_the_first, add, add_an_empty_folder, delete, change_modes, lock_up),
    *(lock_the_whole, link_to_the_same, keep_another_name, file_for_folder, folder_for_file),
    *(file_for_all, link_for_all, pipe),
)


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_nothing_that_was_done_to_it_is_left(
    misdeed: Callable[[Path], None], tmp_path: Path
) -> None:
    made = hold(tmp_path / "f")
    misdeed(tmp_path / "f")
    assert hold(tmp_path / "f") == made
    assert not (tmp_path / "f").is_symlink()


def test_what_a_link_in_its_place_led_to_is_left_alone(tmp_path: Path) -> None:
    hold(tmp_path / "f")
    link_for_all(tmp_path / "f")
    (tmp_path / "moved/mine").touch()
    hold(tmp_path / "f")
    assert (tmp_path / "moved/mine").exists()


def test_what_is_right_is_not_written_again(tmp_path: Path) -> None:
    hold(tmp_path / "f")
    before = (tmp_path / "f/a/side").stat()
    hold(tmp_path / "f")
    assert os.path.samestat(before, (tmp_path / "f/a/side").stat())
    assert (tmp_path / "f/a/side").stat().st_ctime_ns == before.st_ctime_ns
