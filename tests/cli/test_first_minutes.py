"""The first ten minutes as a newcomer sees them: whole outputs of init, commit, status, doctor.

Each project is a real one made small, with programs that are a line of sh. What is said stands in
`transcripts/`; `DEVLOOP_WRITE_TRANSCRIPTS=1` writes it anew, to be read before it is committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.conftest import with_pytest
from tests.support.guarded import DEVLOOP
from tests.support.repo import Repo

TRANSCRIPTS = Path(__file__).parent / "transcripts"
PACKAGE = '{"scripts": {"test": "ava", "lint": "eslint ."}, "devDependencies": {"ava": "6"}}\n'
RED_NPM = "echo '> app@1.0 lint'; echo; echo 'a.js'; echo '  1:1  error  no semicolon'; exit 1"
NEEDED = (
    *("git", "sh", "env", "uname", "sed", "cat", "rm", "mkdir", "test", "dirname", "grep", "head"),
    *("tr", "cut", "mv", "touch", "cp", "date", "wc", "sleep", "ls", "ps", "id", "readlink"),
)
"""Programs that hooks and checks of any project may start."""
PYTEST = "[tool.pytest.ini_options]\n[tool.ruff]\n"


@dataclass(frozen=True)
class Project:
    """Files, and the programs of the machine: name and line of sh."""

    files: Mapping[str, str]
    programs: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    """Ignored folders that are there."""
    has_pytest: bool = False


PROJECTS = {
    "red-tests": Project(
        {"pyproject.toml": PYTEST, "tests/test_a.py": "def test(): assert 0\n"}, has_pytest=True
    ),
    "python-without-tools": Project(
        {"pyproject.toml": PYTEST, "tests/test_a.py": "def test(): assert 1\n"}
    ),
    "green-node": Project(
        {"package.json": PACKAGE, "package-lock.json": "{}\n", ".gitignore": "node_modules\n"},
        {"npm": "exit 0"},
        ("node_modules",),
    ),
    "node-with-red-lint": Project(
        {"package.json": PACKAGE, ".gitignore": "node_modules\n"},
        {"npm": f'case "$*" in *lint*) {RED_NPM} ;; esac'},
        ("node_modules",),
    ),
    "node-without-modules": Project(
        {"package.json": PACKAGE, "package-lock.json": "{}\n"}, {"npm": "exit 0"}
    ),
    "crate": Project({"Cargo.toml": "[package]\n", "src/lib.rs": ""}, {"cargo": "exit 0"}),
    "crate-without-cargo": Project({"Cargo.toml": "[package]\n", "src/lib.rs": ""}),
    "c-with-make": Project(
        {"Makefile": "tests: t\nt: t.c\n\t$(CC) -o t t.c\ntest: tests\n\t./t\n", "t.c": ""},
        {"make": 'test "$*" = test'},
    ),
    "terraform": Project({"main.tf": "", "modules/a/main.tf": ""}, {"terraform": "exit 0"}),
    "documents": Project({"README.md": "hello\n", "docs/a.md": "a\n"}),
    "two-languages": Project(
        {"package.json": '{"scripts": {"test": "node t.js"}}\n', "go.mod": "module a\n"},
        {"npm": "exit 0", "go": "exit 0", "gofmt": "exit 0"},
    ),
}


@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.usefixtures("own_python")
def test_what_is_said_in_the_first_minutes(name: str, repo: Repo) -> None:
    project = PROJECTS[name]
    _equip(repo, project)
    repo.commit("first", dict(project.files))

    said = "".join(
        f"$ {' '.join(command)}\n{_told(repo, command)}\n"
        for command in (
            ("devloop", "init", "--yes"),
            ("git", "add", "devloop.toml"),
            ("git", "commit", "-qm", "Add devloop"),
            ("devloop", "status"),
            ("devloop", "doctor"),
        )
        if command[0] == "devloop" or (repo.path / "devloop.toml").exists()
    )

    place = TRANSCRIPTS / f"{name}.txt"
    if os.environ.get("DEVLOOP_WRITE_TRANSCRIPTS"):
        place.write_text(said, encoding="utf-8")
    assert said == place.read_text(encoding="utf-8")


def _equip(repo: Repo, project: Project) -> None:
    """A machine with git, sh and the programs of the project, and nothing else."""
    programs = repo.path.parent / "programs"
    programs.mkdir()
    for name, line in project.programs.items():
        place = programs / name
        place.write_text(f"#!/bin/sh\n{line}\n")
        place.chmod(0o755)
    for name in NEEDED:
        found = next(
            Path(folder, name)
            for folder in repo.environ["PATH"].split(os.pathsep)
            if os.access(Path(folder, name), os.X_OK)
        )
        (programs / name).symlink_to(found)
    repo.environ["PATH"] = str(programs)
    repo.environ["DEVLOOP_CACHE_DIR"] = str(repo.path.parent / "cache")
    if project.has_pytest:
        with_pytest(repo)
    for name in project.folders:
        (repo.path / name).mkdir()


def _told(repo: Repo, command: tuple[str, ...]) -> str:
    """What a command said, without what differs from one run or machine to the next.

    Whether a check ran again or was known is told elsewhere.
    """
    program, *words = command
    done = repo.run(str(DEVLOOP) if program == "devloop" else program, *words, code=None)
    said = done.said.replace(str(repo.path), "REPO")
    said = re.sub(r"\b\d+(\.\d+)? (ms|s)\b", "TIME", said)
    said = re.sub(r"\b\d+ (seconds?|minutes?) ago|just now", "AGO", said)
    said = re.sub(r"\b[0-9a-f]{9}\b", "COMMIT", said)
    said = re.sub(r".*: waiting for another devloop.*\n|devloop: still running.*\n", "", said)
    said = re.sub(r"(?m)^(✓ devloop .*): already known, nothing to run$", r"\1", said)
    said = re.sub(r"(?m)^✓ devloop .*$", lambda line: line[0].replace(" TIME", ""), said)
    return f"{said}[{done.code}]\n" if done.code else said
