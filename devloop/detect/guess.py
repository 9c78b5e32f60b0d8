"""Checks of a project without configuration: the tools it plainly uses, with reasons.

The checks are ordinary ones, as a person would write them, and each comes with a sentence on
what was taken for granted.
"""

from __future__ import annotations

import re

from devloop.config.document import PYPROJECT
from devloop.config.model import Check, Config, Kind, Stage
from devloop.config.values import FILES
from devloop.detect.evidence import PRE_COMMIT, ProjectTools, tools_in
from devloop.detect.guessed import Guess
from devloop.detect.test_runners import runner_of_tests
from devloop.git.ids import TreeId
from devloop.git.repository import Repository

GUESSED = "guessed"
PYTHON_FILES = ("*.py", "*.pyi")
RUFF_FILES = ("ruff.toml", ".ruff.toml")
RUNNERS = ("tox.ini", "noxfile.py", "Makefile")
FORMATTING = re.compile(r"^(?!\s*#).*\bruff\W+format\b", re.MULTILINE)

NOTHING = "found nothing to check (no ruff, tests or build): add checks to devloop.toml"


def guess_config(repo: Repository, tree: TreeId) -> Config:
    """Configuration for a tree that has none; `assumed` says why, check by check."""
    return guess(tools_in(repo, tree))


def guess(evidence: ProjectTools) -> Config:
    """The checks that the evidence speaks for; none, and a sentence, where it speaks for none."""
    found = guesses(evidence)
    return Config(
        checks=tuple(one.check for one in found),
        source=GUESSED,
        assumed=tuple(one.sentence for one in found) or (NOTHING,),
    )


def guesses(evidence: ProjectTools) -> tuple[Guess, ...]:
    """The checks that the evidence speaks for, each with its reason."""
    found = (_lint(evidence), _format(evidence), runner_of_tests(evidence), _wheel(evidence))
    return tuple(one for one in found if one is not None)


def _lint(evidence: ProjectTools) -> Guess | None:
    why = _why_ruff(evidence)
    if not why:
        return None
    command = ("ruff", "check", "--force-exclude")
    check = Check(
        name="lint",
        run=(*command, "--no-fix", FILES),
        fix=(*command, "--fix", FILES),
        files=PYTHON_FILES,
        per_file=True,
    )
    return Guess(check, "ruff checks every Python file", why)


def _why_ruff(evidence: ProjectTools) -> str:
    for name in RUFF_FILES:
        if name in evidence.texts:
            return f"there is a {name}"
    if evidence.table("tool", "ruff"):
        return f"{PYPROJECT} has [tool.ruff]"
    if "/ruff-pre-commit" in evidence.texts.get(PRE_COMMIT, ""):
        return f"{PRE_COMMIT} runs it"
    return _why_listed(evidence, "ruff")


def _why_listed(evidence: ProjectTools, name: str) -> str:
    listed = evidence.lists(name)
    return f"{listed} names {name}" if listed else ""


def _format(evidence: ProjectTools) -> Guess | None:
    why = _why_format(evidence)
    if not why:
        return None
    command = ("ruff", "format", "--force-exclude")
    check = Check(
        name="format",
        run=(*command, "--check", FILES),
        fix=(*command, FILES),
        files=PYTHON_FILES,
        per_file=True,
    )
    return Guess(check, "ruff checks the format of every Python file", why)


def _why_format(evidence: ProjectTools) -> str:
    for name in RUFF_FILES:
        if re.search(r"^\[format\]", evidence.texts.get(name, ""), re.MULTILINE):
            return f"{name} has [format]"
    if evidence.table("tool", "ruff", "format"):
        return f"{PYPROJECT} has [tool.ruff.format]"
    if re.search(r"^[\s-]*id:\s*ruff-format\b", evidence.texts.get(PRE_COMMIT, ""), re.MULTILINE):
        return f"{PRE_COMMIT} runs ruff-format"
    runs = (name for name in RUNNERS if FORMATTING.search(evidence.texts.get(name, "")))
    return next((f"{name} runs ruff format" for name in runs), "")


def _wheel(evidence: ProjectTools) -> Guess | None:
    if not evidence.table("build-system"):
        return None
    check = Check(name="wheel", kind=Kind.BUILD, on=Stage.PUSH)
    what = "the package is built, installed and imported before a push"
    return Guess(check, what, f"{PYPROJECT} has [build-system]")
