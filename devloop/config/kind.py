"""The kinds of check, one entry each: all that devloop asks of a kind without running it.

What a kind does when it runs is in the one file that its entry names; that is loaded when a check
of the kind runs, and not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from devloop.config.check import Check


class KindRules(Struct, frozen=True, kw_only=True):
    """All that is asked of a kind."""

    runner: str
    """`module:function`, which takes an `Assignment` and gives a `RunResult`."""
    has_command: bool = True
    """True if it knows by itself what to run, so that a check need not say `run`."""
    reads_command: bool = False
    """True if it runs a `run` of the check's in its own way, and not as kind `command` does."""
    module: str = ""
    """Module that a check without a command needs in the project's Python."""
    package: str = ""
    """Package to install for a check that names no command."""
    recorded: bool = False
    """True if what its runs look at is recorded."""
    runs_tests: bool = False
    """True if its verdict is about tests, each with an outcome of its own."""
    runs_hooks: bool = False
    """True if one check stands for all hooks that the project configures for a framework."""
    excludes: tuple[str, ...] = ()
    """Keys that say nothing to a check that names no command."""


class Kind(Enum):
    """Kind of a check: how it is run and how its output is understood."""

    _value_: str
    rules: KindRules

    def __new__(cls, word: str, rules: KindRules) -> Kind:  # noqa: PYI034 - an enum has no subclass
        """A kind by its word in a configuration."""
        kind = object.__new__(cls)
        kind._value_ = word
        kind.rules = rules
        return kind

    COMMAND = (
        "command",
        KindRules(runner="devloop.run.kinds.command:run_check", has_command=False, recorded=True),
    )
    PYTEST = (
        "pytest",
        KindRules(
            runner="devloop.run.kinds.pytest:run_pytest",
            reads_command=True,
            module="pytest",
            package="pytest",
            recorded=True,
            runs_tests=True,
        ),
    )
    PRE_COMMIT = (
        "pre-commit",
        KindRules(
            runner="devloop.run.kinds.pre_commit:run_pre_commit",
            package="pre-commit",
            runs_hooks=True,
            excludes=("files", "inputs", "fix"),
        ),
    )
    BUILD = (
        "build",
        KindRules(runner="devloop.run.kinds.build:run_build", module="build", package="build"),
    )


def problems_of_kind(check: Check) -> Iterator[tuple[str, str]]:
    """Keys of a check that do not go with its kind, each with a sentence."""
    rules, word = check.kind.rules, check.kind.value
    if check.run is None and not rules.has_command:
        yield "run", "is missing: the command to run"
    for key, value in (("isolation", check.isolation), ("coverage", check.coverage)):
        if value and not rules.runs_tests:
            yield key, f"is only for kind {_that_run_tests()}"
    if check.run is not None:
        return
    said = {"files": check.files, "inputs": check.inputs, "fix": check.fix}
    for key in rules.excludes:
        if said.get(key):
            yield key, f"does not apply to kind '{word}': each hook declares it itself"


def _that_run_tests() -> str:
    return " or ".join(f"'{kind.value}'" for kind in Kind if kind.rules.runs_tests)
