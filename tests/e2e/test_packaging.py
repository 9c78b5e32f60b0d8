"""What people install is whole: the wheel, and the README's two commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.repo import Repo

pytestmark = pytest.mark.network

ROOT = Path(__file__).parents[2]
MACHINE = dict(os.environ)
"""What this machine knows about the package index, before tests hide it."""


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command that has to succeed; gives all it said."""
    done = subprocess.run(
        command, cwd=cwd, env=env or MACHINE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone of this repository, as it is committed."""
    folder = tmp_path_factory.mktemp("clone") / "devloop"
    run("git", "clone", "-q", ROOT, folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(clone: Path) -> Path:
    """The wheel, built in an environment of its own."""
    out = clone.parent / "wheel"
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, clone, cwd=clone)
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_carries_hooks_and_templates(wheel: Path, clone: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = [
        f"devloop/_data/{path.relative_to(clone).as_posix()}"
        for folder in ("hooks", "templates")
        for path in (clone / folder).iterdir()
        if not path.name.startswith(".")
    ]
    assert wanted
    assert names.issuperset(wanted)
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_an_installed_wheel_guards_a_repository(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", venv, cwd=tmp_path)
    run(venv / "bin/pip", "install", "-q", wheel, cwd=tmp_path)
    repo = Repo.create(tmp_path / "repo", tmp_path / "home")
    repo.stage({"devloop.toml": '[checks.state]\nrun = "! grep bad state"\n', "state": "good\n"})
    devloop = str(venv / "bin/devloop")

    repo.run(devloop, "install")
    repo.run("git", "commit", "-m", "first")
    repo.stage({"state": "bad\n"})
    said = repo.run("git", "commit", "-m", "second", code=1).said

    assert "state failed" in said
    assert "init" in repo.run(devloop, "--help").stdout
    assert "target = 20" in repo.run(devloop, "init", "--dry-run", cwd=_empty(tmp_path)).stdout


def _empty(folder: Path) -> Path:
    other = Repo.create(folder / "other", folder / "home")
    return other.path


def commands() -> list[str]:
    """The lines of sh under the README's heading for them."""
    section = (ROOT / "README.md").read_text().split("## Work on devloop")[1].split("\n## ")[0]
    return [block.strip() for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL)]


def test_the_first_command_installs_devloop_and_judges_this_repository(clone: Path) -> None:
    install, _ = commands()
    said = run("bash", "-c", install, cwd=clone)
    assert "staged tree" in said
    assert "could not run" not in said


def test_the_second_command_is_what_ci_runs() -> None:
    _, tests = commands()
    script = (ROOT / ".ci/run").read_text()
    assert tests.removeprefix(".venv/bin/") in script
