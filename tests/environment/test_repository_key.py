"""A clone has one key, which only its owner can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.environment.repository_key import repository_key


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    key = repository_key(tmp_path / "devloop")
    assert len(key) == 32
    assert repository_key(tmp_path / "devloop") == key
    assert repository_key(tmp_path / "other") != key
    (file,) = (tmp_path / "devloop").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "ab", "x" * 64])
def test_a_damaged_one_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    key = repository_key(tmp_path)
    assert repository_key(tmp_path) == key
    assert (tmp_path / "key").read_text() == key.hex() + "\n"


def test_where_none_can_be_kept_there_is_one_for_this_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    key = repository_key(tmp_path / "file")
    assert len(key) == 32
    assert repository_key(tmp_path / "file") == key
