"""A real project from the package index, worked on as its developer would."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.support.guarded import DEVLOOP
from tests.support.repo import Repo

pytestmark = [
    pytest.mark.network,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:tarfile"),
]

SDIST = "itsdangerous==2.2.0"
SOURCE = "src/itsdangerous/encoding.py"


def pip(python: Path, *args: str) -> None:
    """Run pip with what this machine knows about the package index."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=MACHINE)
    assert done.returncode == 0, done.stderr


MACHINE = dict(os.environ)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The project as a repository with a bare remote and an editable install in its `.venv`."""
    folder = tmp_path_factory.mktemp("real")
    pip(
        Path(sys.executable),
        "download",
        "--no-deps",
        "--no-binary",
        ":all:",
        "-d",
        str(folder),
        SDIST,
    )
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder)  # noqa: S202 - a pinned release of a known project
    (source,) = (path for path in folder.iterdir() if path.is_dir())
    repo = Repo.create(source, folder / "home")
    repo.environ["PATH"] = os.defpath
    subprocess.run([sys.executable, "-m", "venv", source / ".venv"], check=True)
    pip(source / ".venv/bin/python", "install", "-e", str(source), "pytest", "freezegun")
    repo.write(".gitignore", ".venv/\n__pycache__/\n.pytest_cache/\n")
    repo.git("add", "-A")
    repo.commit("import")
    repo.git("init", "-q", "--bare", "-b", "main", str(folder / "remote.git"))
    repo.git("remote", "add", "origin", str(folder / "remote.git"))
    repo.git("push", "-q", "origin", "main")
    devloop(repo, "init", "--yes")
    repo.git("add", "devloop.toml")
    repo.run("git", "commit", "-m", "Guard the repository")
    return repo


def devloop(repo: Repo, *args: str, code: int = 0) -> str:
    return repo.run(str(DEVLOOP), *args, code=code).said


def edit(repo: Repo, old: str, new: str) -> None:
    text = (repo.path / SOURCE).read_text()
    assert old in text
    repo.write(SOURCE, text.replace(old, new))


BROKEN = ('.rstrip(b"=")', '.rstrip(b"x")')


def test_init_ends_in_a_configuration_that_is_green(project: Repo) -> None:
    config = (project.path / "devloop.toml").read_text()
    assert "[checks.tests]" in config
    assert "nothing ran" in devloop(project, "check")


def test_staged_faults_are_refused_though_the_working_tree_is_mended(project: Repo) -> None:
    """The tests import the workspace: the editable install alone would import the mended file."""
    before = (project.path / SOURCE).read_text()
    edit(project, *BROKEN)
    project.git("add", SOURCE)
    project.write(SOURCE, before)

    done = project.run("git", "commit", "-m", "break", code=1)

    assert "tests failed" in done.said
    assert (project.path / SOURCE).read_text() == before
    project.git("add", SOURCE)


def test_a_part_of_a_file_is_judged_without_the_rest(project: Repo) -> None:
    before = (project.path / SOURCE).read_text()
    project.write(SOURCE, before + "\n\nEXTRA = 1\n")
    project.git("add", SOURCE)
    unstaged = (project.path / SOURCE).read_text() + "\nraise RuntimeError\n"
    project.write(SOURCE, unstaged)

    project.run("git", "commit", "-m", "Add a constant")

    assert (project.path / SOURCE).read_text() == unstaged
    project.git("checkout", "-q", "--", SOURCE)


def test_a_broken_commit_in_the_middle_of_a_push_is_found(project: Repo) -> None:
    start = project.rev("HEAD")
    before = (project.path / SOURCE).read_text()
    edit(project, *BROKEN)
    broken = project.commit("Break", {SOURCE: (project.path / SOURCE).read_text()})
    project.commit("Mend", {SOURCE: before})

    done = project.run("git", "push", "origin", "main", code=1)
    assert broken[:7] in done.said

    project.git("checkout", "-q", "-b", "other", start)
    again = project.run("git", "push", "origin", "main:main", code=1)
    assert broken[:7] in again.said, "the branch that is pushed need not be checked out"

    project.run("git", "push", "origin", "other:main")
    assert project.git("ls-remote", "origin", "refs/heads/main").split()[0] == start
