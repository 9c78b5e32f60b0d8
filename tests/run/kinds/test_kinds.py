"""A kind is one entry in the table of kinds, and one file that carries it out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import devloop
from devloop.config.contradictions import in_check
from devloop.config.model import Check, Isolation, Kind
from devloop.run.execute import runner

PACKAGE = Path(devloop.__file__).parent
MAY_NAME_KINDS = ("config/kind.py", "config/check.py", "detect", "run/execute.py")
"""The table, the default, the guesses, and the one that runs a named command as any other."""


def kinds_named_in(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return [n.attr for n in named if isinstance(n.value, ast.Name) and n.value.id == "Kind"]


def test_nobody_asks_which_kind_a_check_is() -> None:
    """All that is to be known of a kind is in its rules, so a new one is known everywhere."""
    files = {file.relative_to(PACKAGE).as_posix(): file for file in PACKAGE.rglob("*.py")}
    elsewhere = {name: file for name, file in files.items() if not name.startswith(MAY_NAME_KINDS)}
    assert [name for name, file in elsewhere.items() if kinds_named_in(file)] == []


@pytest.mark.parametrize("kind", Kind)
def test_the_runner_of_a_kind_is_there(kind: Kind) -> None:
    assert callable(runner(kind))


@pytest.mark.parametrize("kind", Kind)
def test_a_check_has_a_command_or_a_kind_that_needs_none(kind: Kind) -> None:
    problems = [key for key, _ in in_check(Check(name="x", kind=kind))]
    assert problems == ([] if kind.rules.has_command else ["run"])


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.rules.runs_tests])
def test_only_a_kind_that_runs_tests_isolates_them(kind: Kind) -> None:
    check = Check(name="x", kind=kind, run="x", isolation=Isolation.FILE, coverage=True)
    assert [key for key, _ in in_check(check)] == ["isolation", "coverage"]
