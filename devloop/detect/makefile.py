"""The targets of a Makefile, and which of them run what they build.

Read as text: what only make could work out (includes, functions, patterns) is not known here, so
a target counts as one that runs something only where a line of its own, or of what it depends on,
plainly does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from devloop.git.record import dataclass

NAMES = ("GNUmakefile", "makefile", "Makefile")
"""In the order in which make looks for them."""

RULE = re.compile(r"^([^\s#:=][^#:=]*?)\s*::?(?![=:])\s*([^#;]*)(?:;(.*))?$")
VARIABLE = re.compile(r"^(?:override\s+|export\s+)?([\w.-]+)\s*(?:[:?+]|::)?=\s*(.*)$")
USE = re.compile(r"\$[({]([\w.-]+)[)}]")
BUILDS = frozenset(
    (
        *("cc", "gcc", "g++", "clang", "clang++", "c++", "ar", "ranlib", "ld", "strip", "as"),
        *("cp", "mv", "rm", "mkdir", "ln", "touch", "install", "echo", "printf", "true", ":"),
        *("cd", "set", "export", "test", "[", "sed", "cat", "chmod", "if", "for", "while"),
        *("then", "do", "fi", "done", "else", "exit"),
    )
)
"""What a line begins with that builds or prints and judges nothing."""
BUILD_VARIABLES = frozenset(
    ("cc", "cxx", "cpp", "cppc", "ar", "ld", "ranlib", "rm", "mkdir", "install")
)
DEEPEST = 5
"""Steps from a target to what it depends on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a target depends on, and the lines that make it."""

    prerequisites: tuple[str, ...]
    lines: tuple[str, ...]


def rules_in(text: str) -> dict[str, Rule]:
    """The rules of a Makefile by target, with the variables that it sets itself filled in."""
    lines = text.replace("\\\n", " ").splitlines()
    variables = {
        found[1]: found[2].strip()
        for line in lines
        if not line.startswith("\t") and (found := VARIABLE.match(line))
    }
    rules: dict[str, Rule] = {}
    current: tuple[str, ...] = ()
    for line in lines:
        if line.startswith("\t"):
            for name in current:
                rules[name] = Rule(rules[name].prerequisites, (*rules[name].lines, line.strip()))
            continue
        found = None if VARIABLE.match(line) else RULE.match(line)
        if not found and line.strip() and not line.lstrip().startswith("#"):
            current = (
                ()
                if not line[0].isspace() and not line.startswith(("if", "endif", "else"))
                else current
            )
        if found:
            current = tuple(_filled(found[1], variables).split())
            own = (found[3].strip(),) if found[3] else ()
            for name in current:
                old = rules.get(name, Rule((), ()))
                more = tuple(_filled(found[2], variables).split())
                rules[name] = Rule((*old.prerequisites, *more), (*old.lines, *own))
    return rules


def runs_something(rules: Mapping[str, Rule], target: str, depth: int = 0) -> bool:
    """True if a line of the target, or of what it depends on, starts a program that judges."""
    rule = rules.get(target)
    if rule is None or depth > DEEPEST:
        return False
    if any(_judges(line, target) for line in rule.lines):
        return True
    return any(runs_something(rules, name, depth + 1) for name in rule.prerequisites)


def _judges(line: str, target: str) -> bool:
    commands = re.split(r"&&|\|\||;|\|", line.lstrip("@-+ "))
    return any(_starts_a_judge(command.strip(), target) for command in commands)


def _starts_a_judge(command: str, target: str) -> bool:
    words = command.lstrip("@-+({ ").split()
    while words and re.fullmatch(r"\w+=\S*", words[0]):
        words = words[1:]
    if not words or words[0].startswith("#"):
        return False
    first = words[0]
    variable = USE.fullmatch(first)
    if variable:
        return variable[1].lower() not in BUILD_VARIABLES
    return first.rpartition("/")[2] not in BUILDS and first != target


def _filled(text: str, variables: Mapping[str, str], depth: int = 0) -> str:
    if depth > DEEPEST:
        return text
    found = USE.sub(lambda use: variables.get(use[1], use[0]), text)
    return found if found == text else _filled(found, variables, depth + 1)
