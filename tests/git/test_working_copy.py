"""Files of the working tree are replaced whole, and never through a link."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.git.ids import RepoPath
from devloop.git.working_copy import NOTHING, OTHER, Form, WorkingCopy, put, read_working_copy

PATH = RepoPath("sub/a.sh")


def file(content: bytes, *, executable: bool = False) -> WorkingCopy:
    return WorkingCopy(form=Form.FILE, content=content, executable=executable)


@pytest.mark.parametrize(
    "wanted",
    [file(b"x"), file(b"x", executable=True), WorkingCopy(form=Form.LINK, content=b"to")],
)
def test_what_is_put_is_what_is_read(tmp_path: Path, wanted: WorkingCopy) -> None:
    put(tmp_path, PATH, wanted)
    assert read_working_copy(tmp_path, PATH) == wanted


def test_nothing_can_be_put(tmp_path: Path) -> None:
    put(tmp_path, PATH, file(b"x"))
    put(tmp_path, PATH, NOTHING)
    assert read_working_copy(tmp_path, PATH) == NOTHING


def test_the_mode_of_a_file_is_kept(tmp_path: Path) -> None:
    put(tmp_path, PATH, file(b"x"))
    (tmp_path / PATH).chmod(0o640)
    put(tmp_path, PATH, file(b"y"))
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640


def test_whoever_may_read_may_execute(tmp_path: Path) -> None:
    put(tmp_path, PATH, file(b"x"))
    (tmp_path / PATH).chmod(0o640)
    put(tmp_path, PATH, file(b"x", executable=True))
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o750


def test_no_part_is_left_where_putting_fails(tmp_path: Path) -> None:
    (tmp_path / PATH).mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        put(tmp_path, PATH, file(b"x"))
    assert [path.name for path in (tmp_path / "sub").iterdir()] == ["a.sh"]


def test_what_stands_behind_a_link_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.sh").write_text("theirs")
    (tmp_path / "sub").symlink_to("elsewhere")
    assert read_working_copy(tmp_path, PATH) == OTHER


def test_what_stands_behind_a_file_is_nothing_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "sub").write_text("a file")
    assert read_working_copy(tmp_path, PATH) == OTHER


def test_a_folder_is_something_else(tmp_path: Path) -> None:
    (tmp_path / PATH).mkdir(parents=True)
    assert read_working_copy(tmp_path, PATH) == OTHER
