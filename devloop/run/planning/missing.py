"""Which programs a check starts that are not there, told without starting any."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from devloop.config.model import Check
from devloop.environment.hook_caches import framework_in
from devloop.environment.interpreter import interpreter
from devloop.environment.program import PYTHON, which
from devloop.run.project import Project

PROGRAM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
SHELL_WORDS = frozenset(
    (
        *("case", "cd", "command", "echo", "eval", "exec", "exit", "export", "false", "for"),
        *("if", "read", "return", "set", "test", "time", "trap", "true", "type", "ulimit"),
        *("umask", "unset", "until", "wait", "while"),
    )
)
"""What a line of sh may begin with that is no program."""


def missing_programs(checks: Sequence[Check], project: Project) -> dict[str, str]:
    """Of each check (by name) that cannot run here, the program or module that is not there."""
    found = {check.name: _missing(check, project) for check in checks}
    return {name: missing for name, missing in found.items() if missing}


def _missing(check: Check, project: Project) -> str:
    variables = project.variables(check)
    if check.run is None and check.kind.rules.runs_hooks:
        return "" if framework_in(variables) else "pre-commit"
    if check.run is None:
        return _missing_module(check.kind.rules.module, project, variables)
    if isinstance(check.run, str):
        return _missing_in_line(check.run, variables)
    word, *rest = check.run
    if os.sep not in word and which(word, variables["PATH"]) is None:
        return word
    if PYTHON.fullmatch(word) and rest[:1] == ["-m"] and len(rest) > 1:
        return _missing_module(rest[1], project, variables)
    return ""


def _missing_in_line(line: str, variables: Mapping[str, str]) -> str:
    """The first word of a line of sh, where it plainly names a program that is not there."""
    word = line.split(maxsplit=1)[0]
    if not PROGRAM.fullmatch(word) or word in SHELL_WORDS:
        return ""
    return "" if which(word, variables["PATH"]) else word


def _missing_module(name: str, project: Project, variables: Mapping[str, str]) -> str:
    """The module, where neither the interpreter nor the content seems to have it."""
    top = name.partition(".")[0]
    paths = interpreter(project.python, project.memo, variables).paths
    folders = (*paths, *map(str, project.imports.tops))
    there = any(Path(folder, made).exists() for folder in folders for made in (top, f"{top}.py"))
    return "" if there or not top else top
