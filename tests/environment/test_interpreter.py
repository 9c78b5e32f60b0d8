"""What an interpreter says about itself is remembered as long as its files are the same."""

from __future__ import annotations

from pathlib import Path

from devloop.environment.interpreter import interpreter
from tests.verdict.venv import Venv, settled_memo


def test_a_link_is_not_followed_out_of_its_environment(tmp_path: Path) -> None:
    venv = Venv.create(tmp_path / ".venv", tmp_path / "home")
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
