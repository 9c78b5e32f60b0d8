"""A push of commits whose checks ran when they were made: what the gate adds to git's own time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from measure import Measured, in_turns, seconds
from repositories import STAGED, Sandbox
from tools import configuration, no_ops

GIT = "git alone"
TRACKING, ORIGINAL = "refs/remotes/origin/main", "refs/benchmark/original"
NUMBERS = count(1)


def measure_pushes(
    sandboxes: Mapping[str, Sandbox], sizes: tuple[int, ...], rounds: int
) -> Iterator[Measured]:
    """Pushes of so many commits to a bare repository on the same disk, one free check."""
    for sandbox in sandboxes.values():
        sandbox.commit_files(configuration(no_ops(1)), "1 check")
    for size in sizes:
        for sandbox in sandboxes.values():
            _prepare(sandbox, size)
        alone: dict[str, list[float]] = {tool: [] for tool in sandboxes}

        def once(tool: str, _: int, alone: dict[str, list[float]] = alone) -> float:
            alone[tool].append(1000 * _push(sandboxes[tool], "--no-verify"))
            return 1000 * _push(sandboxes[tool]) - alone[tool][-1]

        values = in_turns(tuple(sandboxes), rounds, once)
        plain = tuple(value for found in alone.values() for value in found)
        yield Measured(table="push", case=_case(size), unit="ms", values={GIT: plain, **values})


def _case(size: int) -> str:
    return f"{size} commit{'s' if size > 1 else ''}"


def _prepare(sandbox: Sandbox, commits: int) -> None:
    """Give the remote what is there, then make commits through the hooks."""
    sandbox.publish()
    for _ in range(commits):
        number = next(NUMBERS)
        sandbox.edit(STAGED, number)
        sandbox.git("commit", "-q", "-a", "-m", f"Change {number}")
    sandbox.git("update-ref", ORIGINAL, TRACKING)
    shutil.rmtree(_original(sandbox), ignore_errors=True)
    sandbox.remote.rename(_original(sandbox))


def _original(sandbox: Sandbox) -> Path:
    """The remote as it was before any push."""
    return sandbox.remote.with_suffix(".before")


def _push(sandbox: Sandbox, *options: str) -> float:
    """How long a push takes to a remote that has never seen it."""
    shutil.rmtree(sandbox.remote, ignore_errors=True)
    shutil.copytree(_original(sandbox), sandbox.remote)
    sandbox.git("update-ref", TRACKING, ORIGINAL)
    return seconds(sandbox.command("git", "push", "-q", *options, "origin", "main"))
