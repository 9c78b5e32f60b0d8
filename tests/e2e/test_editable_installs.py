"""A project installed into its own `.venv` by reference: what is judged is still the tree.

Every build backend has its own way to point at the code; the installs marked `network` are made
by pip for real, once each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, empty_repo
from tests.verdict.venv import Venv

MACHINE = dict(os.environ)
"""The variables of this machine, before any test: how pip finds the package index."""

GOOD, BAD = "ANSWER = 42\n", "ANSWER = 41\n"

CONFIG = """\
mainline = ["main"]
background = false

[checks.tests]
run = ["python", "tests/test_demo.py"]
"""

PLAIN = CONFIG + '[environment]\nsandbox = "plain"\n'
"""Where nothing but a variable and a guard keeps imports inside."""

TEST = """\
import unittest, demo

class Answer(unittest.TestCase):
    def test_answer(self):
        self.assertEqual(demo.ANSWER, 42)

unittest.main()
"""

SETUPTOOLS = """\
[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "demo"
version = "1"
"""

HATCHLING = SETUPTOOLS.replace("setuptools>=68", "hatchling").replace(
    "setuptools.build_meta", "hatchling.build"
)

LAYOUTS: dict[str, tuple[str, str]] = {
    "setuptools, src layout": (SETUPTOOLS, "src/demo/__init__.py"),
    "setuptools, flat layout": (
        SETUPTOOLS + '\n[tool.setuptools]\npackages = ["demo"]\n',
        "demo/__init__.py",
    ),
    "hatchling": (HATCHLING, "src/demo/__init__.py"),
}
"""Build configuration, and where the package is."""

Install = Callable[[Guarded], None]


def by_hand(guarded: Guarded) -> None:
    """Install by a `.pth` file, as most backends do."""
    venv = Venv.create(guarded.path / ".venv", guarded.home)
    venv.install_editable("demo", guarded.path)


FINDER = """\
import sys
from importlib.machinery import PathFinder

MAPPING = {"demo": PLACE}


class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        parent, _, child = name.rpartition(".")
        if name == "demo":
            return PathFinder.find_spec(name, path=[MAPPING[name].rpartition("/")[0]])
        return PathFinder.find_spec(name, path=[MAPPING[parent]]) if parent in MAPPING else None


sys.meta_path.append(Finder)
"""


def by_finder(guarded: Guarded) -> None:
    """Install by an import hook that knows where each package is, as setuptools does."""
    venv = Venv.create(guarded.path / ".venv", guarded.home)
    finder = FINDER.replace("PLACE", repr(str(guarded.path / "src/demo")))
    (venv.site / "__editable___demo_finder.py").write_text(finder)
    (venv.site / "__editable__.demo.pth").write_text("import __editable___demo_finder\n")


def by_pip(guarded: Guarded) -> None:
    """Install as people do."""
    venv = Venv.create(guarded.path / ".venv", guarded.home)
    command = ("-m", "pip", "--python", str(venv.python), "install", "-q", "--no-deps", "-e", ".")
    done = subprocess.run(
        [sys.executable, *command],
        cwd=guarded.path,
        env=MACHINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shutil.rmtree(guarded.path / "build", ignore_errors=True)


def project(folder: Path, build: str, source: str, install: Install) -> Guarded:
    """A repository of a project that is installed into its `.venv`, with hooks."""
    repo = empty_repo(folder)
    del repo.environ["VIRTUAL_ENV"]
    repo.environ["PATH"] = os.defpath
    files = {
        "devloop.toml": CONFIG,
        "tests/test_demo.py": TEST,
        ".gitignore": ".venv/\n*.egg-info/\n",
    }
    repo.commit("base", {"pyproject.toml": build, source: GOOD, **files})
    guarded = Guarded(repo=repo, remote=folder)
    install(guarded)
    assert imported(guarded) == str(guarded.path / source)
    guarded.devloop("install")
    return guarded


def imported(guarded: Guarded) -> str:
    """Where the project's Python takes the package from, left to itself."""
    line = "import demo; print(demo.__file__)"
    return guarded.repo.run(".venv/bin/python", "-I", "-c", line).stdout.strip()


@pytest.fixture(
    params=[
        "by hand",
        "by finder",
        *(pytest.param(name, marks=pytest.mark.network) for name in LAYOUTS),
    ],
    scope="module",
)
def installed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Guarded, str]:
    """A project, installed in one of the ways, and where its package is."""
    name = request.param
    build, source = LAYOUTS.get(name, (SETUPTOOLS, "src/demo/__init__.py"))
    install = {"by hand": by_hand, "by finder": by_finder}.get(name, by_pip)
    return project(tmp_path_factory.mktemp("editable"), build, source, install), source


@pytest.fixture
def editable(installed: tuple[Guarded, str]) -> tuple[Guarded, str]:
    """The same, as it was at its first commit."""
    guarded, source = installed
    first = guarded.repo.git("rev-list", "--max-parents=0", "HEAD")
    guarded.repo.git("reset", "-q", "--hard", first)
    guarded.repo.git("clean", "-q", "-fd")
    return guarded, source


def test_staged_bad_code_fails_though_the_working_tree_is_fixed(
    editable: tuple[Guarded, str],
) -> None:
    guarded, source = editable
    guarded.repo.stage({source: BAD})
    guarded.repo.write(source, GOOD)
    assert "41 != 42" in guarded.commit(code=1).said


def test_staged_good_code_passes_though_the_working_tree_is_broken(
    editable: tuple[Guarded, str],
) -> None:
    guarded, source = editable
    guarded.repo.stage({source: GOOD + "MORE = 1\n"})
    guarded.repo.write(source, BAD)
    guarded.commit()


def test_a_module_that_is_not_added_is_not_found(editable: tuple[Guarded, str]) -> None:
    guarded, source = editable
    place = Path(source).parent
    guarded.repo.write(str(place / "extra.py"), "X = 1\n")
    guarded.repo.stage({"tests/test_demo.py": "import demo.extra\n" + TEST})
    assert "No module named 'demo.extra'" in guarded.commit(code=1).said
    guarded.repo.git("add", str(place / "extra.py"))
    guarded.commit()


def test_a_module_beside_the_package_that_is_not_added_is_not_taken(
    editable: tuple[Guarded, str],
) -> None:
    """The search path may lead there; then it is said whose it is."""
    guarded, source = editable
    guarded.repo.write(str(Path(source).parent.parent / "alone.py"), "X = 1\n")
    guarded.repo.stage({"tests/test_demo.py": "import alone\n" + TEST})
    guarded.commit(code=1)


def test_code_loaded_by_its_absolute_path_is_no_verdict(editable: tuple[Guarded, str]) -> None:
    guarded, source = editable
    place = guarded.path / source
    line = f"import sys; sys.path.insert(0, {str(place.parent.parent)!r})\n"
    guarded.repo.stage({"tests/test_demo.py": line + TEST, "devloop.toml": PLAIN})
    said = guarded.commit(code=1).said
    assert "tests could not run" in said
    assert "your working tree" in said
    assert str(place) in said
    assert "import the project by its name" in said


def test_code_that_a_program_of_the_check_loads_is_watched_too(
    editable: tuple[Guarded, str],
) -> None:
    guarded, source = editable
    place = str((guarded.path / source).parent.parent)
    child = f"import sys; sys.path.insert(0, {place!r}); import demo"
    line = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)\n"
    )
    guarded.repo.stage({"tests/test_demo.py": line + TEST, "devloop.toml": PLAIN})
    assert "could not run" in guarded.commit(code=1).said


def test_an_interpreter_in_isolated_mode_is_not_let_into_the_working_tree(
    editable: tuple[Guarded, str],
) -> None:
    """`python -I` looks at no variable: sealed it need not, else it cannot be led or watched."""
    guarded, source = editable
    config = CONFIG.replace('["python",', '["python", "-I",')
    guarded.repo.stage({source: BAD, "devloop.toml": config})
    guarded.repo.write(source, GOOD)
    assert "41 != 42" in guarded.devloop("check", "--staged", code=1).said
    plain = config + '[environment]\nsandbox = "plain"\n'
    guarded.repo.stage({"devloop.toml": plain})
    said = guarded.devloop("check", "--staged", code=3).said
    assert "python -I would import your working tree" in said


def test_a_linked_worktree_is_judged_by_its_own_code(editable: tuple[Guarded, str]) -> None:
    """Its tests run in the main worktree's environment, which points at the main worktree."""
    guarded, source = editable
    linked = guarded.path.parent / "linked"
    guarded.repo.git("worktree", "add", "-q", "--detach", str(linked))
    try:
        (linked / source).write_text(BAD)
        said = guarded.repo.run("git", "commit", "-am", "bad", code=1, cwd=linked).said
        assert "41 != 42" in said
        (linked / source).write_text(GOOD + "MORE = 2\n")
        guarded.repo.write(source, BAD)
        guarded.repo.run("git", "commit", "-am", "good", cwd=linked)
    finally:
        guarded.repo.git("worktree", "remove", "--force", str(linked))
