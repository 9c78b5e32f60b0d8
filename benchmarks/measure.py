"""Time and memory of one command, and what many of them come to.

It knows nothing of hooks or tools: a command, where it runs, and how long or how big it was.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

HELPERS = frozenset({"git", "sh", "bash", "dash", "env", "true", "cat", "grep"})
"""Programs that tools start and that are not the tool."""

PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to start, where and with which variables."""

    argv: tuple[str, ...]
    cwd: Path
    environ: Mapping[str, str]
    input: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One line of a table: the same thing done by each tool, several times."""

    table: str
    case: str
    unit: str
    """`ms`, `s` or `MB`."""
    values: Mapping[str, tuple[float, ...]]
    """Of each tool, in the unit, in the order of the rounds."""

    def middle(self, tool: str) -> float:
        """The median of a tool."""
        return median(self.values[tool])

    def quartiles(self, tool: str) -> tuple[float, float]:
        """Where the middle half of a tool's values lies."""
        values = self.values[tool]
        if len(values) < 2:
            return values[0], values[0]
        low, _, high = quantiles(values, n=4, method="inclusive")
        return low, high


class CommandFailedError(Exception):
    """A command that has to succeed did not; the text holds what it said."""


def run(command: Command) -> None:
    """Run a command that has to succeed."""
    done = subprocess.run(
        command.argv,
        cwd=command.cwd,
        env=dict(command.environ),
        input=command.input,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace")
        raise CommandFailedError(f"{command.argv} in {command.cwd}: {done.returncode}\n{said}")


def output(command: Command) -> str:
    """All that a command says, whatever comes of it."""
    done = subprocess.run(
        command.argv,
        cwd=command.cwd,
        env=dict(command.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")


def seconds(command: Command) -> float:
    """How long a command takes, from its start until it has ended."""
    began = time.perf_counter()
    run(command)
    return time.perf_counter() - began


def in_turns(
    tools: Sequence[str], rounds: int, once: Callable[[str, int], float]
) -> dict[str, tuple[float, ...]]:
    """The values of each tool, taken in turns so that noise hits all of them alike.

    `once` is called with a tool and the number of the round, and gives one value.
    """
    values: dict[str, list[float]] = {tool: [] for tool in tools}
    for number in range(rounds):
        first = number % len(tools)
        for tool in (*tools[first:], *tools[:first]):
            values[tool].append(once(tool, number))
    return {tool: tuple(found) for tool, found in values.items()}


def peak_megabytes(command: Command) -> float:
    """The most memory that one process of the tool itself held (Linux only).

    git, shells and the checks themselves are left out; what is read is the kernel's own
    high-water mark of each process, until it is gone.
    """
    if not sys.platform.startswith("linux"):
        return float("nan")
    marks: dict[int, int] = {}
    with subprocess.Popen(
        command.argv,
        cwd=command.cwd,
        env=dict(command.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as leader:
        while leader.poll() is None:
            for process in _family(leader.pid):
                marks[process] = max(marks.get(process, 0), _high_water(process))
    return max(marks.values(), default=0) / 1024


def _family(leader: int) -> Sequence[int]:
    """A process and its descendants."""
    found = [leader]
    for process in found:
        for task in _listed(PROC / str(process) / "task"):
            children = _text(PROC / str(process) / "task" / task / "children")
            found += map(int, children.split())
    return found


def _listed(folder: Path) -> Sequence[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - called as often as can be
    except OSError:
        return ()


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _high_water(process: int) -> int:
    """In KiB; 0 for what is no part of the tool."""
    name, peak = "", 0
    for line in _text(PROC / str(process) / "status").splitlines():
        word, _, rest = line.partition(":")
        if word == "Name":
            name = rest.strip()
        elif word == "VmHWM":
            peak = int(rest.split()[0])
    return 0 if name in HELPERS else peak
