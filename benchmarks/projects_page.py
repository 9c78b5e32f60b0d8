"""What was found in the six projects, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from table import machine

Record = Mapping[str, Any]

LONGEST = 70
INTRODUCTION = """\
# Real projects

Six projects that many people know, at the commits named below, each with the `.venv` that its
developers have. `devloop init --yes` is given no further help; the configuration that it writes is
committed through the hook that it installs.

Repeat it:

    python benchmarks/projects.py --cache DIR --write

It clones from GitHub; `--clones DIR` names a folder with clones instead. It goes on where it was
stopped. In CI, `tests/e2e/test_real_project.py` plants the same faults in one of them.
Tests of requests connect to 10.255.255.1, where nobody should answer; in the environments made
here nothing leaves the machine for it.
"""
FOUND = """\
## What init proposes, and what the hook finds

Green: the commit of the configuration passed its hook, and `devloop check --stage push` passes.
Red: the commit hook refused a broken function, a syntax error, a failing import, a file that only
the working tree has, and a lint fault, each for the check that has to see it.

| project | commit | switched on | left off, and why | green | five faults red |
|---|---|---|---|---|---|"""
SECONDS = """\
## How long it takes

Seconds, the median of {rounds} rounds in turns. Plain tests are the tests alone, in the working
tree. prek runs all checks of the commit stage with the same commands on all files
(`prek run --all-files`). devloop runs the same checks: knowing nothing and with no workspace,
after one line of one file was edited, and once more. Tests in quarantine are left out by the
others.

| project | plain tests | prek | devloop, first | devloop, after an edit | devloop, again |
|---|---:|---:|---:|---:|---:|"""
ISOLATION = """\
## One process for each test file

The tests alone: one ordinary run, the same through devloop (`isolation = "process"`), and a process
for each file (`isolation = "file"`). Outcomes are compared test by test.

| project | plain pytest | process | file | plain : file | tests with another outcome |
|---|---:|---:|---:|---:|---|"""


def projects_page(found: Mapping[str, Record], versions: Mapping[str, str]) -> str:
    """The page in markdown."""
    tools = ", ".join(f"{name} {version}" for name, version in versions.items())
    load = max((record.get("load", 0.0) for record in found.values()), default=0.0)
    about = f"Measured with {tools}; {machine()}, at a load of up to {load:.1f}.\n"
    return "\n".join([INTRODUCTION, about, *_tables(found)])


def _tables(found: Mapping[str, Record]) -> Iterator[str]:
    yield FOUND
    yield from (_found(name, one) for name, one in found.items() if "init" in one)
    yield from _quarantined(found)
    rounds = max((one["rounds"] for one in found.values()), default=0)
    yield "\n" + SECONDS.format(rounds=rounds)
    yield from (_seconds(name, one["seconds"]) for name, one in found.items() if "seconds" in one)
    yield "\n" + ISOLATION
    for name, one in found.items():
        if "isolation" in one:
            yield _isolation(name, one["isolation"])
    yield ""


def _found(name: str, record: Record) -> str:
    init, faults = record["init"], record.get("faults", {})
    off = "; ".join(f"{check}: {_short(why)}" for check, why in init["off"].items())
    on = ", ".join(init["on"])
    missed = [fault for fault, red in faults.items() if not red]
    red = f"all but {', '.join(missed)}" if missed else "yes" if faults else ""
    green = "yes" if init["green"] else "no"
    return f"| {name} | {init['commit'][:9]} | {on} | {off} | {green} | {red} |"


def _short(why: str) -> str:
    text = why.replace("|", "\\|")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _quarantined(found: Mapping[str, Record]) -> Iterator[str]:
    for name, record in found.items():
        for test in record.get("init", {}).get("quarantine", ()):
            yield f"\nIn quarantine in {name}, since it fails at this commit: `{test}`."


def _seconds(name: str, values: Mapping[str, Sequence[float]]) -> str:
    cells = " | ".join(f"{median(taken):.2f}" for taken in values.values())
    return f"| {name} | {cells} |"


def _isolation(name: str, record: Record) -> str:
    middles = {mode: median(taken) for mode, taken in record["seconds"].items()}
    cells = " | ".join(f"{value:.2f}" for value in middles.values())
    ratio = middles["plain"] / middles["file"]
    different = {mode: len(tests) for mode, tests in record["different"].items()}
    told = ", ".join(f"{mode}: {count} of {record['tests']}" for mode, count in different.items())
    return f"| {name} | {cells} | {ratio:.2f} | {told} |"
