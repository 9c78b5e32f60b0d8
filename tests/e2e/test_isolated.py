"""However devloop is started, it imports nothing that the caller's variables or folder lead to."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.guarded import DEVLOOP, Guarded

ROOT = Path(__file__).parents[2]
WITHOUT_SETTINGS = f"""\
#!{sys.executable}
import sys
from devloop.cli.main import main
sys.exit(main())
"""
"""What installers make of an entry point."""

SHADOWS = ("click.py", "rich/__init__.py", "pathspec.py", "tomlkit.py", "yaml.py", "pygit2.py")
HARD_SHADOWS = ("sitecustomize.py", "usercustomize.py", "json.py", "re.py", "devloop/__init__.py")
"""Modules that only a Python which heeds no variable at all can pass by."""


@pytest.fixture
def poisoned(tmp_path: Path) -> Path:
    """A folder of modules by the names of those devloop needs; each tells that it was imported."""
    folder = tmp_path / "poisoned"
    for name in SHADOWS:
        _poison(folder / name, tmp_path / "imported")
    return folder


def _poison(place: Path, told: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"open({str(told)!r}, 'a').write(__name__ + ' ')\nraise SystemExit(7)\n")


def _commands(folder: Path) -> Path:
    """The folder of the command as an installer leaves it outside of a virtual environment."""
    folder.mkdir()
    for name in ("devloop", "devloop-start"):
        text = (ROOT / "bin" / name).read_text()
        made = text.replace("#!/usr/bin/env python3", f"#!{sys.executable}")
        (folder / name).write_text(made)
        (folder / name).chmod(0o755)
    return folder


def _ways(folder: Path) -> dict[str, tuple[str, ...]]:
    """Every way to start devloop."""
    link = folder / "linked"
    commands = _commands(folder / "commands")
    link.symlink_to("commands/devloop")
    made = folder / "made"
    made.write_text(WITHOUT_SETTINGS)
    made.chmod(0o755)
    return {
        "command": (str(commands / "devloop"),),
        "link": (str(link),),
        "module": (sys.executable, "-m", "devloop"),
        "entry point": (str(made),),
    }


@pytest.mark.parametrize("way", ["command", "link", "module", "entry point"])
def test_pythonpath_leads_no_import_of_devloops(
    bare_handed: Guarded, poisoned: Path, tmp_path: Path, way: str
) -> None:
    start = _ways(tmp_path)[way]
    for command in (("check", "HEAD"), ("status",), ("size", "HEAD"), ("doctor",), ("log",)):
        done = bare_handed.repo.run(*start, *command, env={"PYTHONPATH": str(poisoned)}, code=None)
        assert done.code in {0, 1}, done.said
    assert not (tmp_path / "imported").exists()


@pytest.mark.parametrize("way", ["command", "module"])
def test_the_folder_it_stands_in_leads_no_import(
    bare_handed: Guarded, tmp_path: Path, way: str
) -> None:
    start = _ways(tmp_path)[way]
    for name in SHADOWS:
        _poison(bare_handed.path / name, tmp_path / "imported")
    assert "quick" in bare_handed.repo.run(*start, "check", "HEAD").said
    assert not (tmp_path / "imported").exists()


@pytest.mark.parametrize("way", ["command", "link"])
def test_not_even_what_python_imports_by_itself_is_the_callers(
    bare_handed: Guarded, poisoned: Path, tmp_path: Path, way: str
) -> None:
    start = _ways(tmp_path)[way]
    for name in HARD_SHADOWS:
        _poison(poisoned / name, tmp_path / "imported")
    env = {"PYTHONPATH": str(poisoned), "PYTHONHOME": "/nowhere", "PYTHONWARNINGS": "error"}
    done = bare_handed.repo.run(*start, "check", "HEAD", env=env)
    assert "quick" in done.said
    assert not (tmp_path / "imported").exists()


def test_a_hook_imports_nothing_of_the_callers_and_asks_nobody(
    guarded: Guarded, poisoned: Path, tmp_path: Path
) -> None:
    command = _commands(tmp_path / "commands") / "devloop"
    for shim in (guarded.path / ".git/hooks").iterdir():
        text = shim.read_text()
        shim.write_text(text.replace(str(DEVLOOP), shlex.quote(str(command))))
    for name in HARD_SHADOWS:
        _poison(poisoned / name, tmp_path / "imported")
    variables = {"PYTHONPATH": str(poisoned), "PYTHONINSPECT": "1", "PYTHONHOME": "/nowhere"}
    guarded.repo.environ.update(variables)
    guarded.commit(state="good 1")
    guarded.commit(state="bad 1", code=1)
    assert not (tmp_path / "imported").exists()


def test_a_check_gets_the_variable_that_it_asks_for(guarded: Guarded, poisoned: Path) -> None:
    run = 'case $PYTHONPATH in *"$EXPECTED"*) ;; *) exit 1 ;; esac'
    text = f"[checks.see]\nrun = '{run}'\npass-env = [\"PYTHONPATH\"]\n"
    guarded.repo.commit("ask", {"devloop.toml": f'{text}env = {{ EXPECTED = "{poisoned}" }}\n'})
    guarded.repo.run(str(DEVLOOP), "check", "HEAD", env={"PYTHONPATH": str(poisoned)})


def test_a_command_whose_python_is_gone_says_so(tmp_path: Path) -> None:
    commands = _commands(tmp_path / "commands")
    (commands / "devloop-start").write_text("#!/nowhere/python\n")
    command = [str(commands / "devloop"), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "its Python (/nowhere/python)" in done.stderr
    assert done.returncode == 3
