"""The versions of tools that a project has settled on: in a lock, or in its hooks' configuration.

A newer linter or test runner judges by rules that the project has not agreed to, so what `init`
says to install names these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from devloop.detect.evidence import PRE_COMMIT, ProjectTools

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
LOCKED = re.compile(r'^\[\[package\]\]\s*\nname = "([^"]+)"\s*\nversion = "([^"]+)"', re.MULTILINE)
REVISION = re.compile(
    r"^\s*(?:-\s+)?repo:\s*(\S+).*?^\s*rev:\s*['\"]?v?([0-9][\w.]*)", re.MULTILINE | re.DOTALL
)
REPOSITORIES = {
    "ruff-pre-commit": "ruff",
    "black": "black",
    "black-pre-commit-mirror": "black",
    "flake8": "flake8",
    "isort": "isort",
    "mirrors-isort": "isort",
    "mirrors-mypy": "mypy",
    "yamllint": "yamllint",
    "ansible-lint": "ansible-lint",
    "codespell": "codespell",
    "nbstripout": "nbstripout",
    "pyright-python": "pyright",
}
"""Repositories of hooks whose revision is the version of a package."""


def pins_of(evidence: ProjectTools) -> Mapping[str, str]:
    """The settled version of each package by its name; a lock counts before the hooks."""
    found: dict[str, str] = {}
    for repository, revision in _revisions(evidence.texts.get(PRE_COMMIT, "")):
        name = REPOSITORIES.get(repository.rstrip("/").removesuffix(".git").rpartition("/")[2])
        if name:
            found[name] = revision
    for lock in LOCKS:
        found.update(LOCKED.findall(evidence.texts.get(lock, "")))
    return found


def pinned(name: str, pins: Mapping[str, str]) -> str:
    """What to ask an installer for."""
    return f"{name}=={pins[name]}" if name in pins else name


def _revisions(text: str) -> list[tuple[str, str]]:
    """Each repository with its revision, where that is a version."""
    parts = re.split(r"(?m)^(?=\s*-\s+repo:)", text)
    return [(found[1], found[2]) for part in parts if (found := REVISION.search(part))]
