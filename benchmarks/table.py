"""What was measured as a page: one table for each question, the rivals side by side."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from measure import Measured
from tools import DEVLOOP

HEADINGS = {
    "repeat": "The hook again, with nothing changed",
    "fresh": "The hook on new staged tree",
    "dirty": "The same with an unstaged edit in another file",
    "push": "A push of commits that were checked when made: time beyond git's own",
    "memory": "Peak memory of the tool itself",
    "project": "A real project: click, with ruff and its tests at every commit and push",
}

INTRODUCTION = """\
# Speed

How long people wait for devloop and for others that do the same, measured side by side in one
run, in turns. Each cell is the median, with the middle half of the values in brackets. The last
column says how devloop compares with the quickest of the others.

What is behind the figures, and which budgets are missed: [where the time goes](where-time-goes.md).

Repeat it:

    {command}
"""


def page(
    found: Sequence[Measured], versions: Mapping[str, str], command: str, *, title: bool = True
) -> str:
    """All tables in markdown, with what they were measured with and on."""
    head = [INTRODUCTION.format(command=command)] if title else []
    return "\n".join([*head, _about(versions), *_tables(found)])


def _about(versions: Mapping[str, str]) -> str:
    tools = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"Measured with {tools}; {machine()}.\n"


def machine() -> str:
    """What the numbers were taken on."""
    cores = f"{os.cpu_count()} cores"
    return f"Python {platform.python_version()}, {platform.system()}, {_processor()}, {cores}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _tables(found: Sequence[Measured]) -> Iterator[str]:
    for table, heading in HEADINGS.items():
        lines = [one for one in found if one.table == table]
        if lines:
            yield f"## {heading}\n"
            yield from _table(lines)
            yield ""


def _table(lines: Sequence[Measured]) -> Iterator[str]:
    tools = tuple(lines[0].values)
    yield f"| | {' | '.join(tools)} | devloop : best |"
    yield f"|---|{'---:|' * (len(tools) + 1)}"
    for line in lines:
        cells = " | ".join(_cell(line, tool) for tool in tools)
        yield f"| {line.case} | {cells} | {_ratio(line)} |"


def _cell(line: Measured, tool: str) -> str:
    low, high = line.quartiles(tool)
    middle = f"{_number(line.middle(tool))} {line.unit}"
    return middle if len(line.values[tool]) < 2 else f"{middle} ({_number(low)}–{_number(high)})"  # noqa: RUF001


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.1f}"


def _ratio(line: Measured) -> str:
    """Against the quickest rival."""
    rivals = [line.middle(tool) for tool in line.values if tool not in {DEVLOOP, "git alone"}]
    if DEVLOOP not in line.values or not rivals or min(rivals) <= 0:
        return ""
    return f"{line.middle(DEVLOOP) / min(rivals):.2f}"
