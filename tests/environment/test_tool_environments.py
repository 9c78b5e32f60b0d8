"""The environments that poetry, pdm, hatch and uv keep are found where these keep them."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from devloop.environment.memo import Memo
from devloop.environment.tool_environments import poetry_name, tool_environment
from tests.verdict.venv import program_at, settled_memo

POETRY = '[tool.poetry]\nname = "Good_Shop"\n'


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


@pytest.fixture
def memo(tmp_path: Path) -> Memo:
    return settled_memo(tmp_path / "memo")


def environment(path: Path) -> Path:
    program_at(path / "bin/python", "")
    (path / "pyvenv.cfg").write_text("")
    return path


def variables(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home"), "PATH": str(tmp_path / "bin")}


def test_poetrys_name_is_that_of_poetry() -> None:
    """As poetry 1.8 names the environment of a project at this place."""
    place = Path("/Users/donjayamanne/temp/poetry-sample1/poetry-demo")
    assert poetry_name("poetry-demo", place) == "poetry-demo-gNT2WXAV"


def test_poetrys_newest_python_counts_unless_one_is_activated(
    top: Path, tmp_path: Path, memo: Memo
) -> None:
    (top / "pyproject.toml").write_text(POETRY)
    store = tmp_path / "home/.cache/pypoetry/virtualenvs"
    base = poetry_name("good-shop", top)
    old = environment(store / f"{base}-py3.9")
    new = environment(store / f"{base}-py3.12")
    environment(store / "other-AAAAAAAA-py3.13")
    assert tool_environment(top, variables(tmp_path), memo) == new
    (store / "envs.toml").write_text(f'[{base}]\nminor = "3.9"\npatch = "3.9.1"\n')
    assert tool_environment(top, variables(tmp_path), Memo(tmp_path / "other")) == old


@pytest.mark.parametrize("way", ["variable", "poetry.toml", "config.toml"])
def test_poetry_may_keep_them_elsewhere(top: Path, tmp_path: Path, memo: Memo, way: str) -> None:
    (top / "pyproject.toml").write_text(POETRY)
    place = environment(tmp_path / "kept" / f"{poetry_name('good-shop', top)}-py3.11")
    environ = variables(tmp_path)
    setting = f'[virtualenvs]\npath = "{place.parent}"\n'
    if way == "variable":
        environ["POETRY_VIRTUALENVS_PATH"] = str(place.parent)
    elif way == "poetry.toml":
        (top / way).write_text(setting)
    else:
        config = tmp_path / "home/.config/pypoetry" / way
        config.parent.mkdir(parents=True)
        config.write_text(setting)
    assert tool_environment(top, environ, memo) == place


def test_where_files_do_not_tell_poetry_is_asked_once(
    top: Path, tmp_path: Path, memo: Memo
) -> None:
    (top / "pyproject.toml").write_text(POETRY)
    made = environment(tmp_path / "made") / "bin/python"
    program_at(tmp_path / "bin/poetry", f'#!/bin/sh\necho "$@" >> {tmp_path}/asked; echo {made}')
    for _ in range(2):
        assert tool_environment(top, variables(tmp_path), memo) == made
    assert (tmp_path / "asked").read_text() == "--no-plugins env info --executable\n"


def test_a_poetry_that_fails_has_no_answer(top: Path, tmp_path: Path, memo: Memo) -> None:
    (top / "pyproject.toml").write_text(POETRY)
    program_at(tmp_path / "bin/poetry", "#!/bin/sh\necho /bin/sh; exit 1")
    assert tool_environment(top, variables(tmp_path), memo) is None


def test_pdm_has_written_down_its_python(top: Path, tmp_path: Path, memo: Memo) -> None:
    python = environment(tmp_path / "made") / "bin/python"
    (top / ".pdm-python").write_text(f"{python}\n")
    assert tool_environment(top, variables(tmp_path), memo) == python


def test_hatch_keeps_it_by_name_and_place(top: Path, tmp_path: Path, memo: Memo) -> None:
    (top / "pyproject.toml").write_text(
        '[project]\nname = "Good.Shop"\n[tool.hatch.envs.default]\n'
    )
    data = tmp_path / "home/.local/share/hatch/env/virtual/good-shop"
    digest = base64.urlsafe_b64encode(hashlib.sha256(str(top).encode()).digest())
    place = environment(data / digest[:8].decode() / "good-shop")
    assert tool_environment(top, variables(tmp_path), memo) == place


def test_hatch_may_be_told_where(top: Path, tmp_path: Path, memo: Memo) -> None:
    (top / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    (top / "hatch.toml").write_text('[envs.default]\npath = "made/here"\n')
    place = environment(top / "made/here")
    assert tool_environment(top, variables(tmp_path), memo) == place


def test_uv_may_be_told_where(top: Path, tmp_path: Path, memo: Memo) -> None:
    (top / "pyproject.toml").write_text('[project]\nname = "shop"\n')
    place = environment(tmp_path / "elsewhere")
    told = {**variables(tmp_path), "UV_PROJECT_ENVIRONMENT": str(place)}
    assert tool_environment(top, told, memo) == place


def test_a_project_of_no_tool_has_none(top: Path, tmp_path: Path, memo: Memo) -> None:
    program_at(tmp_path / "bin/poetry", f"#!/bin/sh\ntouch {tmp_path}/asked")
    assert tool_environment(top, variables(tmp_path), memo) is None
    (top / "pyproject.toml").write_text("not TOML [")
    assert tool_environment(top, variables(tmp_path), memo) is None
    assert not (tmp_path / "asked").exists()
