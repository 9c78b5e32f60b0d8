"""devloop's own programs, for projects that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.environment.own_tools import folder_of, lent


def environment(path: Path, *programs: str) -> Path:
    for name in programs:
        file = path / "bin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    return path


@pytest.mark.parametrize("run", ["ruff check a.py", ("ruff", "check"), "cd src && ruff check"])
def test_ruff_is_lent_where_the_project_has_none(
    tmp_path: Path, run: str | tuple[str, ...]
) -> None:
    own = environment(tmp_path / "own", "ruff", "mypy")
    assert lent(run, str(tmp_path), own) == ("ruff",)


def test_the_projects_own_comes_first(tmp_path: Path) -> None:
    own = environment(tmp_path / "own", "ruff")
    theirs = environment(tmp_path / "theirs", "ruff")
    assert lent("ruff check", str(theirs / "bin"), own) == ()


def test_what_imports_the_project_is_never_lent(tmp_path: Path) -> None:
    own = environment(tmp_path / "own", "pytest", "mypy")
    assert lent("pytest && mypy .", str(tmp_path), own) == ()


def test_a_link_leads_to_the_devloop_that_runs(tmp_path: Path) -> None:
    (tmp_path / "own-tools").mkdir()
    (tmp_path / "own-tools/ruff").symlink_to(tmp_path / "gone")
    folder = folder_of(("ruff",), tmp_path)
    assert (folder / "ruff").resolve().name == "ruff"
    assert (folder / "ruff").exists()
