"""The project's Python is found in one order, and never by giving up on a better one in silence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devloop.environment.interpreter import find_python, interpreter
from devloop.errors import CannotJudge
from tests.verdict.venv import Venv, program_at, settled_memo


def environment(path: Path) -> Path:
    (path / "bin").mkdir(parents=True)
    (path / "pyvenv.cfg").write_text("")
    return program_at(path / "bin" / "python", "")


@pytest.fixture
def tops(tmp_path: Path) -> tuple[Path, Path]:
    """A linked worktree and the main one."""
    for name in ("linked", "main"):
        (tmp_path / name).mkdir()
    return (tmp_path / "linked", tmp_path / "main")


def test_the_configured_one_comes_first(tops: tuple[Path, Path]) -> None:
    environment(tops[0] / ".venv")
    chosen = environment(tops[0] / "env")
    assert find_python("env/bin/python", tops, {}) == chosen


def test_a_configured_one_may_stand_in_the_main_worktree_or_anywhere(
    tops: tuple[Path, Path], tmp_path: Path
) -> None:
    main, outside = environment(tops[1] / "env"), environment(tmp_path / "outside")
    assert find_python("env/bin/python", tops, {}) == main
    assert find_python(str(outside), tops, {}) == outside


@pytest.mark.parametrize("configured", ["env/bin/python", "env"])
def test_a_configured_one_that_is_not_there_cannot_be_replaced(
    tops: tuple[Path, Path], configured: str
) -> None:
    environment(tops[0] / ".venv")
    (tops[0] / "env").mkdir()
    with pytest.raises(CannotJudge, match="configured Python is not there") as caught:
        find_python(configured, tops, {})
    assert "environment.python" in caught.value.hint


@pytest.mark.parametrize("name", [".venv", "venv"])
def test_then_comes_the_worktrees_own(tops: tuple[Path, Path], name: str, tmp_path: Path) -> None:
    own = environment(tops[0] / name)
    environment(tops[1] / ".venv")
    environment(tmp_path / "active")
    assert find_python(None, tops, {"VIRTUAL_ENV": str(tmp_path / "active")}) == own


def test_a_linked_worktree_uses_the_main_ones(tops: tuple[Path, Path]) -> None:
    main = environment(tops[1] / ".venv")
    assert find_python(None, tops, {}) == main


def test_an_environment_that_has_lost_its_python_cannot_be_replaced(
    tops: tuple[Path, Path],
) -> None:
    environment(tops[0] / ".venv").unlink()
    (tops[0] / ".venv" / "bin" / "python").symlink_to("/gone/python")
    with pytest.raises(CannotJudge, match=r"Python of .* is gone"):
        find_python(None, tops, {})


def test_then_comes_the_active_one(tops: tuple[Path, Path], tmp_path: Path) -> None:
    active = environment(tmp_path / "active")
    assert find_python(None, tops, {"VIRTUAL_ENV": str(tmp_path / "active")}) == active


def test_devloops_own_environment_is_not_the_active_one(
    tops: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a hook framework it is active, and has nothing to do with the project."""
    environment(tmp_path / "own")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "own"))
    assert find_python(None, tops, {"VIRTUAL_ENV": str(tmp_path / "own")}) == Path(sys.executable)


def test_the_one_devloop_runs_in_comes_last(tops: tuple[Path, Path]) -> None:
    assert find_python(None, tops, {}) == Path(sys.executable)


def test_a_link_is_not_followed_out_of_its_environment(tmp_path: Path) -> None:
    venv = Venv.create(tmp_path / ".venv", tmp_path / "home")
    assert find_python(None, (tmp_path,), {}) == venv.python
    about = interpreter(venv.python, settled_memo(tmp_path / "memo"), venv.variables)
    assert about.prefix == str(venv.path)
    assert about.sites == (str(venv.site),)


def test_an_interpreter_is_asked_once(tmp_path: Path) -> None:
    """Once it has been asked, it need not even run."""
    venv = Venv.create(tmp_path / ".venv", tmp_path / "home")
    memo = settled_memo(tmp_path / "memo")
    once = interpreter(venv.python, memo, venv.variables)
    memo.save()
    read_anew = settled_memo(memo.file)
    unstartable = {**venv.variables, "LD_PRELOAD": "/nowhere", "PYTHONHOME": "/nowhere"}
    assert interpreter(venv.python, read_anew, unstartable) == once


def test_it_knows_where_its_shared_library_would_be(tmp_path: Path) -> None:
    venv = Venv.create(tmp_path / ".venv", tmp_path / "home")
    assert interpreter(venv.python, settled_memo(tmp_path / "memo"), venv.variables).library
