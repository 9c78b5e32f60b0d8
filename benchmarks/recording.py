"""The CPU that recording costs a command: `python benchmarks/recording.py COMMAND …`.

Plain and recorded in turn, `--runs` times after one more; medians. The work of the listener in this
process is in it. Run it in the folder that stands for the tree.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from devloop.record.kernel import machine
from devloop.record.places import RunPlaces
from devloop.record.recorder import Recorder
from devloop.record.self_test import trouble_here
from devloop.record.trail import Trail

KNOWN: dict[tuple[bytes, tuple[int, int, int, int]], str] = {}
"""Digests of earlier runs, which devloop does not work out again either."""


def main() -> None:
    """Measure the command that is named, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if trouble := trouble_here():
        raise SystemExit(f"nothing can be recorded here: {trouble}")
    ways = {"plain": plain, "recorded": recorded}
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    recorded(asked.command)
    for _ in range(asked.runs):
        for name, way in ways.items():
            spent[name].append(measured(way, asked.command))
    for name, runs in spent.items():
        cpu, wall = (statistics.median(run[part] for run in runs) for part in (0, 1))
        print(f"{name:<10} {cpu:8.3f} s CPU {wall:8.3f} s")
    ratio = statistics.median(
        seen[0] / bare[0] for seen, bare in zip(spent["recorded"], spent["plain"], strict=True)
    )
    print(f"{'ratio':<10} {ratio:8.2f}   (median of {asked.runs} pairs)")


def measured(way: Callable[[list[str]], None], command: list[str]) -> tuple[float, float]:
    """Seconds of CPU, of this process and its children, and of time."""
    before, began = cpu(), time.monotonic()
    way(command)
    return cpu() - before, time.monotonic() - began


def cpu() -> float:
    """Seconds of CPU so far, of this process and of its children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def plain(command: list[str]) -> None:
    """Run a command as it is."""
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def recorded(command: list[str]) -> None:
    """Run a command seen, up to its record."""
    about = machine()
    if about is None:
        return
    places = RunPlaces(trees=(os.fsencode(Path.cwd()),), own=(b"/tmp",))
    recorder = Recorder(machine=about, trail=Trail(places=places))
    with recorder.command() as listener:
        subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            preexec_fn=listener.prepare,
        )
    record = recorder.record(KNOWN)
    KNOWN.update(
        ((path, fact.mark.values), fact.digest)
        for path, fact in record.outside.items()
        if fact.mark is not None and fact.settled
    )


if __name__ == "__main__":
    main()
