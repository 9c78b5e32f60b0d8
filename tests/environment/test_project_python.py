"""The project's Python is found in one order, and none is given up in silence."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from devloop.environment.project_python import (
    NOBODY,
    FoundPython,
    Personal,
    Way,
    find_python,
    how_to_install,
    note_served,
    served_last,
)
from devloop.errors import CannotJudge
from tests.verdict.venv import program_at, settled_memo

BARE = {"PATH": "/nowhere", "TERM": "xterm"}


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


def found(
    tops: tuple[Path, Path],
    environ: Mapping[str, str] = BARE,
    configured: str | None = None,
    personal: Personal = NOBODY,
) -> FoundPython:
    memo = settled_memo(tops[0].parent / "memo")
    return find_python(configured, tops, {**BARE, **environ}, memo, personal)


def test_what_a_person_chooses_comes_first(tops: tuple[Path, Path], tmp_path: Path) -> None:
    environment(tops[0] / ".venv")
    mine, other = environment(tmp_path / "mine"), environment(tmp_path / "other")
    personal = Personal(chosen=str(mine))
    assert found(tops, personal=personal, configured=".venv/bin/python").path == mine
    variable = {"DEVLOOP_PYTHON": str(tmp_path / "other")}
    assert found(tops, variable, personal=personal) == FoundPython(path=other, way=Way.CHOSEN)


def test_then_comes_the_configured_one(tops: tuple[Path, Path]) -> None:
    environment(tops[0] / ".venv")
    chosen = environment(tops[0] / "tools")
    assert found(tops, configured="tools/bin/python").path == chosen


def test_a_configured_one_may_stand_in_the_main_worktree_or_anywhere(
    tops: tuple[Path, Path], tmp_path: Path
) -> None:
    main, outside = environment(tops[1] / "env"), environment(tmp_path / "outside")
    assert found(tops, configured="env/bin/python").path == main
    assert found(tops, configured=str(outside)).path == outside


@pytest.mark.parametrize("configured", ["env/bin/python", "env"])
def test_a_configured_one_that_is_not_there_cannot_be_replaced(
    tops: tuple[Path, Path], configured: str
) -> None:
    environment(tops[0] / ".venv")
    (tops[0] / "env").mkdir()
    with pytest.raises(CannotJudge, match="configured Python does not exist") as caught:
        found(tops, configured=configured)
    assert "environment.python" in caught.value.hint


def test_a_chosen_one_that_is_not_there_cannot_be_replaced(tops: tuple[Path, Path]) -> None:
    with pytest.raises(CannotJudge) as caught:
        found(tops, {"DEVLOOP_PYTHON": "/gone"})
    assert "correct DEVLOOP_PYTHON" in caught.value.hint


@pytest.mark.parametrize("name", [".venv", "venv", "env", ".direnv/python-3.11"])
def test_then_comes_the_worktrees_own(tops: tuple[Path, Path], name: str, tmp_path: Path) -> None:
    own = environment(tops[0] / name)
    environment(tops[1] / ".venv")
    environment(tmp_path / "active")
    active = {"VIRTUAL_ENV": str(tmp_path / "active")}
    assert found(tops, active) == FoundPython(path=own, way=Way.FOLDER)


def test_of_direnvs_the_active_one_counts_else_the_newest(tops: tuple[Path, Path]) -> None:
    newest = environment(tops[0] / ".direnv/python-3.12.1")
    old = environment(tops[0] / ".direnv/python-3.9.18")
    assert found(tops).path == newest
    assert found(tops, {"VIRTUAL_ENV": str(old.parent.parent)}).path == old


def test_a_folder_called_env_is_no_environment_by_its_name(tops: tuple[Path, Path]) -> None:
    program_at(tops[0] / "env" / "python", "")
    assert found(tops).way is Way.OWN


def test_a_linked_worktree_uses_the_main_ones(tops: tuple[Path, Path]) -> None:
    main = environment(tops[1] / ".venv")
    assert found(tops).path == main


def test_an_environment_that_has_lost_its_python_cannot_be_replaced(
    tops: tuple[Path, Path],
) -> None:
    environment(tops[0] / ".venv").unlink()
    (tops[0] / ".venv" / "bin" / "python").symlink_to("/gone/python")
    with pytest.raises(CannotJudge, match=r"Python of .* is missing"):
        found(tops)


@pytest.mark.parametrize("name", ["VIRTUAL_ENV", "CONDA_PREFIX"])
def test_then_comes_the_active_one(tops: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    active = environment(tmp_path / "active")
    on_path = environment(tmp_path / "other").parent
    variables = {name: str(tmp_path / "active"), "PATH": str(on_path)}
    assert found(tops, variables) == FoundPython(path=active, way=Way.ACTIVE)


@pytest.mark.parametrize("mark", ["pipx_metadata.json", "uv-receipt.toml"])
def test_an_environment_made_for_devloop_alone_is_not_the_active_one(
    tops: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    environment(tmp_path / "own")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "own"))
    active = {"VIRTUAL_ENV": str(tmp_path / "own")}
    assert found(tops, {**active, "PRE_COMMIT": "1"}).way is Way.OWN
    assert found(tops, active).way is Way.ACTIVE
    (tmp_path / "own" / mark).write_text("")
    assert found(tops, active).way is Way.OWN


def test_then_comes_the_first_on_the_path_that_is_not_devloops(
    tops: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = environment(tmp_path / "own").parent
    other = environment(tmp_path / "other").parent
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "own"))
    path = {"PATH": os.pathsep.join(("relative", str(own), str(other)))}
    assert found(tops, path) == FoundPython(path=other / "python", way=Way.PATH)
    program_at(other / "python3", "")
    assert found(tops, path).path == other / "python3"


def test_a_python_2_is_no_python(tops: tuple[Path, Path], tmp_path: Path) -> None:
    old = program_at(tmp_path / "bin" / "python2.7", "")
    (old.parent / "python").symlink_to("python2.7")
    assert found(tops, {"PATH": str(old.parent)}).way is Way.OWN


def test_the_one_devloop_runs_in_comes_last(tops: tuple[Path, Path]) -> None:
    assert found(tops) == FoundPython(path=Path(sys.executable), way=Way.OWN)


def test_where_none_is_active_the_one_that_served_last_serves_again(
    tops: tuple[Path, Path], tmp_path: Path
) -> None:
    served, note = environment(tmp_path / "active"), tmp_path / "note"
    on_path = {"PATH": str(environment(tmp_path / "other").parent)}
    note_served(note, found(tops, {"VIRTUAL_ENV": str(tmp_path / "active")}))
    again = found(tops, on_path, personal=Personal(served=served_last(note)))
    assert again == FoundPython(path=served, way=Way.SERVED)
    served.unlink()
    assert served_last(note) is None


def test_one_of_the_path_serves_again_only_where_nobody_types(
    tops: tuple[Path, Path], tmp_path: Path
) -> None:
    served, note = environment(tmp_path / "mine"), tmp_path / "note"
    other = environment(tmp_path / "other")
    note_served(note, found(tops, {"PATH": str(served.parent)}))
    personal = Personal(served=served_last(note))
    here = {"PATH": str(other.parent)}
    assert found(tops, here, personal=personal).path == other
    client = {"PATH": str(other.parent), "VIRTUAL_ENV": ""}
    memo = settled_memo(tmp_path / "memo")
    assert find_python(None, tops, client, memo, personal).path == served


def test_what_was_named_or_lies_in_the_repository_needs_no_note(
    tops: tuple[Path, Path], tmp_path: Path
) -> None:
    environment(tops[0] / ".venv")
    note_served(tmp_path / "note", found(tops))
    assert not (tmp_path / "note").exists()


def test_nothing_is_ever_to_be_installed_into_devloops_own_environment(
    tops: tuple[Path, Path],
) -> None:
    own = how_to_install(found(tops), "pytest")
    assert own == "python3 -m venv .venv && .venv/bin/python -m pip install pytest"
    mine = environment(tops[0] / ".venv")
    assert how_to_install(found(tops), "pytest") == f"{mine} -m pip install pytest"
    (tops[0] / ".venv/pyvenv.cfg").write_text("home = /x\nuv = 0.9.1\n")
    assert how_to_install(found(tops), "ruff") == f"uv pip install --python {mine} ruff"


def test_nor_into_a_python_that_its_distribution_keeps(
    tops: tuple[Path, Path], tmp_path: Path
) -> None:
    system = program_at(tmp_path / "usr/bin/python3", "")
    on_path = {"PATH": str(system.parent)}
    assert how_to_install(found(tops, on_path), "x") == f"{system} -m pip install x"
    mark = tmp_path / "usr/lib/python3.12/EXTERNALLY-MANAGED"
    mark.parent.mkdir(parents=True)
    mark.write_text("")
    assert how_to_install(found(tops, on_path), "x").startswith("python3 -m venv .venv")
