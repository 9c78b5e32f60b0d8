"""Linters and formatters beside ruff: flake8, black, isort.

Each judges file by file, so where a tool would not heed its own excludes then, it is left alone
with the whole tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from devloop.config.document import PYPROJECT
from devloop.config.model import Check
from devloop.config.values import FILES
from devloop.detect.evidence import PRE_COMMIT, ProjectTools
from devloop.detect.guess import PYTHON_FILES
from devloop.detect.guessed import Guess
from devloop.detect.surroundings import tools_of_hooks

INI_FILES = ("setup.cfg", "tox.ini")


def linters(evidence: ProjectTools, taken: tuple[str, ...]) -> Iterator[Guess]:
    """A guess for each that is set up; names that are `taken` are not used again."""
    why = _why_flake8(evidence)
    if why:
        check = Check(
            name=_free("lint", "flake8", taken),
            run=("flake8", FILES),
            files=("*.py",),
            per_file=True,
        )
        yield Guess(check, "flake8 checks every Python file", why)
    why = _why(evidence, "black")
    if why:
        check = _black(evidence, _free("format", "black", taken))
        yield Guess(check, "black checks the format of every Python file", why)
    why = _why(evidence, "isort", ini="[isort]", own=".isort.cfg")
    if why:
        yield Guess(_isort(), "isort checks the order of imports", why)


def _free(name: str, other: str, taken: tuple[str, ...]) -> str:
    return other if name in taken else name


def _why_flake8(evidence: ProjectTools) -> str:
    return _why(evidence, "flake8", ini="[flake8]", own=".flake8")


def _why(evidence: ProjectTools, tool: str, *, ini: str = "", own: str = "") -> str:
    """What shows that a tool is in use; `ini` is the heading of its settings elsewhere."""
    if own in evidence.texts:
        return f"there is a {own}"
    if evidence.table("tool", tool):
        return f"{PYPROJECT} has [tool.{tool}]"
    for name in INI_FILES if ini else ():
        if any(line.strip() == ini for line in evidence.texts.get(name, "").splitlines()):
            return f"{name} has {ini}"
    if tool in tools_of_hooks(evidence):
        return f"{PRE_COMMIT} runs it"
    listed = evidence.lists(tool)
    return f"{listed} names {tool}" if listed else ""


def _black(evidence: ProjectTools, name: str) -> Check:
    """Files named one by one are formatted though they are excluded, unless by force."""
    if {"exclude", "extend-exclude"} & set(_settings(evidence, "black")):
        return Check(name=name, run=("black", "--check", "."), fix=("black", "."))
    return Check(
        name=name,
        run=("black", "--check", FILES),
        fix=("black", FILES),
        files=PYTHON_FILES,
        per_file=True,
    )


def _isort() -> Check:
    command = ("isort", "--filter-files")
    return Check(
        name="imports",
        run=(*command, "--check-only", "--diff", FILES),
        fix=(*command, FILES),
        files=PYTHON_FILES,
        per_file=True,
    )


def _settings(evidence: ProjectTools, tool: str) -> Mapping[str, object]:
    tools = evidence.pyproject.get("tool")
    found = tools.get(tool) if isinstance(tools, Mapping) else None
    return found if isinstance(found, Mapping) else {}
