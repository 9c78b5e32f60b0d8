"""Keeping a check's imports inside its workspace.

An editable install makes `import project` load the user's files. Here its roots are put first on
the search path as their counterparts in the workspace, and what is loaded from the user's folders
all the same is reported.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from devloop.git.record import dataclass

GUARD = Path(__file__).with_name("guard")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRules:
    """Whose code is the project's, and where it may come from."""

    tops: tuple[Path, ...]
    """The user's worktrees: code below them must not be loaded."""
    editable: tuple[Path, ...]
    """Folders below `tops` that an editable install puts on the search path."""
    allowed: tuple[Path, ...]
    """Folders below `tops` that are not project code: environments, shared folders."""


def import_variables(
    rules: ImportRules, workspace: Path, report: Path, inherited: str | None
) -> dict[str, str]:
    """Variables that redirect the project's imports into the workspace and watch them.

    `inherited` is the `PYTHONPATH` the check would have had, kept behind ours.
    """
    redirected = [str(workspace / part) for part in _counterparts(rules)]
    path = [str(GUARD), *redirected, *([inherited] if inherited else [])]
    return {
        "PYTHONPATH": os.pathsep.join(path),
        "DEVLOOP_LEAK_REPORT": str(report),
        "DEVLOOP_LEAK_ROOTS": os.pathsep.join(f"{top}{os.sep}" for top in rules.tops),
        "DEVLOOP_LEAK_ALLOWED": os.pathsep.join(f"{path}{os.sep}" for path in rules.allowed),
    }


def guard_variables(guard: Path, inherited: str | None) -> dict[str, str]:
    """Variables of a check whose imports all lead to its workspace: nothing is to be watched."""
    return {"PYTHONPATH": os.pathsep.join([str(guard), *([inherited] if inherited else [])])}


def _counterparts(rules: ImportRules) -> Sequence[Path]:
    """The editable roots relative to the worktree they are in, each once."""
    parts: dict[Path, None] = {}
    for root in rules.editable:
        for top in rules.tops:
            if root.is_relative_to(top):
                parts[root.relative_to(top)] = None
    return tuple(parts)


def read_leaks(report: Path) -> tuple[str, ...]:
    """Files of the user's that a check loaded as code, in the order they were first loaded."""
    try:
        return tuple(os.fsdecode(p) for p in report.read_bytes().split(b"\0") if p)
    except FileNotFoundError:
        return ()
