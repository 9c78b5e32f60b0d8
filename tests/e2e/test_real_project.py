"""A real project from the package index, worked on as its developer would.

`python benchmarks/projects.py` does the same with more of them.
"""

from __future__ import annotations

import pytest

from tests.projects.catalogue import PLUGGY
from tests.projects.faults import FAULTS, Fault, commit_with, is_found
from tests.projects.workshop import devloop, furnish, guard, unpack
from tests.support.repo import Repo

pytestmark = pytest.mark.network

SDIST, VERSION = "pluggy==1.6.0", "1.6.0"
SOURCE = PLUGGY.source
INSTALL = ("-e", ".", "pytest", "pytest-benchmark", "coverage", "ruff==0.11.9")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The project as a repository with a bare remote and an editable install in its `.venv`."""
    folder = tmp_path_factory.mktemp("real")
    repo = unpack(SDIST, folder)
    furnish(repo, INSTALL, SETUPTOOLS_SCM_PRETEND_VERSION=VERSION)
    repo.git("init", "-q", "--bare", "-b", "main", str(folder / "remote.git"))
    repo.git("remote", "add", "origin", str(folder / "remote.git"))
    repo.git("push", "-q", "origin", "main")
    guard(repo)
    return repo


def edit(repo: Repo, old: str, new: str) -> None:
    text = (repo.path / SOURCE).read_text()
    assert old in text
    repo.write(SOURCE, text.replace(old, new))


def test_init_ends_in_a_configuration_that_is_green(project: Repo) -> None:
    config = (project.path / "devloop.toml").read_text()
    assert '\n[checks.tests]\nkind = "pytest"\n' in config
    assert "\n[checks.lint]\n" in config
    assert 'share = [".venv", "src/pluggy/_version.py"]' in config, "the tests import it"
    assert '#[checks.wheel]\n#kind = "build"\n' in config, "build is not installed"
    assert "nothing to run" in devloop(project, "check").said


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_the_hook_finds_what_is_wrong_with_what_is_staged(project: Repo, fault: Fault) -> None:
    done = commit_with(project, PLUGGY, fault)
    assert is_found(done, PLUGGY, fault), done.said


def test_staged_faults_are_refused_though_the_working_tree_is_fixed(project: Repo) -> None:
    """The tests import the workspace: the editable install alone would import the fixed file."""
    before = (project.path / SOURCE).read_text()
    edit(project, *PLUGGY.broken)
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
    edit(project, *PLUGGY.broken)
    broken = project.commit("Break", {SOURCE: (project.path / SOURCE).read_text()})
    project.commit("Fix", {SOURCE: before})

    done = project.run("git", "push", "origin", "main", code=1)
    assert broken[:7] in done.said

    project.git("checkout", "-q", "-b", "other", start)
    again = project.run("git", "push", "origin", "main:main", code=1)
    assert broken[:7] in again.said, "the branch that is pushed need not be checked out"

    project.run("git", "push", "origin", "other:main")
    assert project.git("ls-remote", "origin", "refs/heads/main").split()[0] == start
