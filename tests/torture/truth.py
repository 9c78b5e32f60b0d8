"""What is true of a tree, worked out in Python: the checks of the torture and their answers.

Every check is a line of sh (or a program of the environment) that is a pure function of the files
it may see and of what its environment says. The same function stands here in Python, so that the
right answer is known without running anything.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Files = Mapping[str, tuple[str, bytes]]
"""Mode and content of every file of a tree, by path."""

WORDS = ("good", "bad", "evil", "odd", "wrong", "shallow", "sad", "mad", "one", "two")
"""What files are made of. All but `good` displease some check, some of the time."""

MOODS = ("sad", "mad", "")
"""Values of a variable that a check sees; it fails where a file holds that word."""

TOOLS = ("one", "two")
"""Words that the program `judge` of the environment may have something against."""


@dataclass(frozen=True, slots=True)
class World:
    """What a check can see besides the files."""

    mood: str
    tool: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check: how the configuration says it, and whether it passes."""

    name: str
    toml: str
    passes: Callable[[Files, World], bool]
    deep: bool = False
    """Whether it is due at a push only."""


def _has(files: Files, word: str, ending: str = ".txt") -> bool:
    found = (
        data for path, (mode, data) in files.items() if _is_file(mode) and path.endswith(ending)
    )
    return bool(word) and any(word.encode() in data for data in found)


def _is_file(mode: str) -> bool:
    return stat.S_ISREG(int(mode, 8))


def _whole(word: str, *, deep: bool = False) -> Rule:
    line = f"! grep -rqs --include='*.txt' {word} ."
    on = '\non = "push"' if deep else ""
    name = "deep" if deep else "whole"
    toml = f'[checks.{name}]\nrun = """{line}"""{on}\n'
    return Rule(name, toml, lambda files, _: not _has(files, word), deep)


PART = Rule(
    "part",
    """[checks.part]\nrun = "! grep -qs odd a.txt"\ninputs = ["a.txt"]\n""",
    lambda files, _: not _has({p: f for p, f in files.items() if p == "a.txt"}, "odd"),
)
EACH = Rule(
    "each",
    '[checks.each]\nrun = "! grep -q wrong {files}"\nfiles = ["*.txt"]\nper-file = true\n',
    lambda files, _: not _has(files, "wrong"),
)
MOOD = Rule(
    "mood",
    """[checks.mood]\nrun = '[ -z "$MOOD" ] || ! grep -rqs --include="*.txt" "$MOOD" .'\n"""
    'pass-env = ["MOOD"]\n',
    lambda files, world: not _has(files, world.mood),
)
TOOL = Rule(
    "tool", '[checks.tool]\nrun = ["judge"]\n', lambda files, world: not _has(files, world.tool)
)
LATE = Rule(
    "late",
    '[checks.late]\nrun = "test ! -x b.txt"\nneeds = ["part"]\n',
    lambda files, _: files.get("b.txt", ("", b""))[0] != "100755",
)
HEAD = 'mainline = ["main"]\nbackground = false\n[size]\ntarget = 5000\nlimit = 5000\n'

CONFIGS: Mapping[str, tuple[Rule, ...] | None] = {
    HEAD + "".join(rule.toml for rule in rules): rules
    for rules in (
        (_whole("bad"), PART, EACH, MOOD, TOOL, _whole("shallow", deep=True)),
        (_whole("evil"), PART, LATE, EACH),
        (_whole("bad"), TOOL, _whole("sad", deep=True)),
        (MOOD, EACH),
        (),
    )
} | {HEAD + "[checks.x]\nrun = 7\n": None, "mainline = [": None}
"""Configurations with their rules; None for what is no configuration."""


def judge_text(word: str) -> str:
    """The program `judge`; all its versions have the same size."""
    return f"#!/bin/sh\n! grep -rqs --include='*.txt' {word} .\n"


def is_good(files: Files, world: World, *, deep: bool = False) -> bool:
    """Whether a tree may be committed (or, `deep`, be the tip of a mainline)."""
    rules = CONFIGS[files["devloop.toml"][1].decode()]
    if rules is None:
        return False
    return all(rule.passes(files, world) for rule in rules if deep or not rule.deep)
