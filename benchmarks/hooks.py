"""The hook of a commit: run again, on new content, and with unstaged edits elsewhere."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count

from measure import Command, Measured, in_turns, peak_megabytes, seconds
from repositories import STAGED, UNSTAGED, Sandbox
from tools import configuration, no_ops

NUMBERS = count(1)
"""So that no content is ever the same as another."""

SETTLE_SECONDS = 6.0
"""What a person leaves at least between a commit that was refused and the next try. Tools may use
it to write down what they know."""


def measure_hooks(
    sandboxes: Mapping[str, Sandbox], files: int, checks: int, rounds: int
) -> Iterator[Measured]:
    """What the hook of each tool costs, with free checks."""
    for sandbox in sandboxes.values():
        sandbox.commit_files(configuration(no_ops(checks)), f"{checks} checks")
        warm_up(sandbox)
    _settle(sandboxes)
    for table, once in (("repeat", _repeat), ("fresh", once_fresh), ("dirty", _dirty)):
        values = in_turns(
            tuple(sandboxes),
            rounds,
            lambda tool, _, once=once: 1000 * once(sandboxes[tool]),  # type: ignore[misc]
        )
        yield Measured(table=table, case=case_of(files, checks), unit="ms", values=values)
    for sandbox in sandboxes.values():
        sandbox.git("checkout", "-q", "--", UNSTAGED)


def measure_memory(sandboxes: Mapping[str, Sandbox], files: int, rounds: int) -> Measured:
    """The most memory each tool holds, on new content with unstaged edits elsewhere."""

    def once(tool: str, _: int) -> float:
        _edit(sandboxes[tool], unstaged=True)
        return peak_megabytes(hook_of(sandboxes[tool]))

    values = in_turns(tuple(sandboxes), rounds, once)
    return Measured(table="memory", case=case_of(files, 1), unit="MB", values=values)


def case_of(files: int, checks: int) -> str:
    """A line's name."""
    return f"{files:,} files, {checks} check{'s' if checks > 1 else ''}"


@cache
def programs_of_git() -> str:
    """The folder that git puts first on the PATH of its hooks."""
    return subprocess.run(
        ["git", "--exec-path"], capture_output=True, text=True, check=True
    ).stdout.strip()


def hook_of(sandbox: Sandbox) -> Command:
    """The hook as `git commit` starts it."""
    command = sandbox.command(str(sandbox.top / ".git/hooks/pre-commit"))
    path = f"{programs_of_git()}{os.pathsep}{sandbox.environ['PATH']}"
    variables = {"GIT_INDEX_FILE": ".git/index", "GIT_PREFIX": "", "GIT_EDITOR": ":", "PATH": path}
    return Command(argv=command.argv, cwd=sandbox.top, environ={**sandbox.environ, **variables})


def warm_up(sandbox: Sandbox) -> None:
    """Run the hook on new content often enough for everything to be made that is made once."""
    for _ in range(2):
        _edit(sandbox, unstaged=False)
        seconds(hook_of(sandbox))


def _settle(sandboxes: Mapping[str, Sandbox]) -> None:
    """Let everything come to rest, and run each hook once more on what stays as it is."""
    for _ in range(2):
        time.sleep(SETTLE_SECONDS)
        for sandbox in sandboxes.values():
            seconds(hook_of(sandbox))


def _repeat(sandbox: Sandbox) -> float:
    return seconds(hook_of(sandbox))


def once_fresh(sandbox: Sandbox) -> float:
    """Seconds that the hook takes on content nobody has seen."""
    _edit(sandbox, unstaged=False)
    return seconds(hook_of(sandbox))


def _dirty(sandbox: Sandbox) -> float:
    _edit(sandbox, unstaged=True)
    return seconds(hook_of(sandbox))


def _edit(sandbox: Sandbox, *, unstaged: bool) -> None:
    sandbox.edit(STAGED, next(NUMBERS))
    sandbox.git("add", STAGED)
    if unstaged:
        sandbox.edit(UNSTAGED, next(NUMBERS))
