"""Running one check in a workspace, and reading what came of it.

Nothing here decides what is kept: it tells what happened, as an outcome and in a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from devloop.config.model import Kind
from devloop.git.ids import RepoPath
from devloop.git.record import replace
from devloop.run.assignment import Assignment
from devloop.run.run_result import RunResult, errored
from devloop.verdict.outcome import Outcome
from devloop.words import listed
from devloop.workspace.disk import is_full
from devloop.workspace.imports import (
    GUARD,
    ImportRules,
    guard_variables,
    import_variables,
    read_leaks,
)
from devloop.workspace.location import GLOBAL_CONFIG
from devloop.workspace.pool import Workspace

AS_IT_IS = {"UV_NO_SYNC": "1", "UV_FROZEN": "1"}
"""Variables under which tools leave an environment as it is, for checks that are not sealed."""
GIT_CONFIG = "gitconfig"
"""The file beside a workspace that stands in for the global configuration of git."""
LEAKS = "leaks"
"""Where the guard reports code from outside, among the notes of a workspace."""


def execute(work: Assignment) -> RunResult:
    """Carry out a check and judge it."""
    report = work.notes / LEAKS
    report.unlink(missing_ok=True)
    return _inspect(work.advised(_of_kind(work)), work.workspace, report)


def _of_kind(work: Assignment) -> RunResult:
    """Run a check in the way of its kind; one that names a command may be run as any command is."""
    kind = work.check.kind
    plain = work.check.run is not None and not kind.rules.reads_command
    return runner(Kind.COMMAND if plain else kind)(work)


def runner(kind: Kind) -> Callable[[Assignment], RunResult]:
    """Runner of a kind of check, loaded when it is needed."""
    module, _, function = kind.rules.runner.partition(":")
    found: Callable[[Assignment], RunResult] = getattr(import_module(module), function)
    return found


def variables_in(
    workspace: Workspace,
    variables: Mapping[str, str],
    imports: ImportRules,
    files: tuple[RepoPath, ...],
) -> dict[str, str]:
    """The variables of a check with those that name its workspace and its files."""
    notes = workspace.path.parent
    listing = notes / "files"
    listing.write_bytes(b"".join(os.fsencode(name) + b"\0" for name in files))
    (notes / GIT_CONFIG).write_text(GLOBAL_CONFIG)
    inherited = variables.get("PYTHONPATH")
    sealed = workspace.stand != workspace.path
    imported = (
        guard_variables(workspace.inside(GUARD), inherited)
        if sealed
        else import_variables(imports, workspace.path, notes / LEAKS, inherited)
    )
    return {
        **({} if workspace.sealed is not None else AS_IT_IS),
        **variables,
        **imported,
        **({} if workspace.temporary is None else {"TMPDIR": str(workspace.temporary)}),
        "GIT_CONFIG_GLOBAL": str(notes / GIT_CONFIG),
        "DEVLOOP_FILES": str(listing),
        "DEVLOOP_WORKSPACE": str(workspace.stand),
        "PWD": str(workspace.stand),
    }


def _inspect(ran: RunResult, workspace: Workspace, report: Path) -> RunResult:
    """A pass only counts when it was this tree that passed, unchanged."""
    if ran.outcome not in {Outcome.PASSED, Outcome.FAILED}:
        return ran
    leaks = read_leaks(report)
    if ran.outcome is Outcome.FAILED and workspace.modules.missing:
        ran = _without_submodules(ran, workspace.modules.missing)
    if leaks:
        return _leaked(ran, leaks)
    if ran.outcome is Outcome.FAILED and is_full(workspace.path):
        return _out_of_room(ran)
    changed = workspace.last_traces().changed if ran.outcome is Outcome.PASSED else ()
    return _changed(ran, changed) if changed else ran


def _without_submodules(ran: RunResult, missing: tuple[RepoPath, ...]) -> RunResult:
    """A failure that speaks of a submodule which is not there says nothing of the content."""
    named = next((path for path in missing if os.fsencode(path) in ran.output), None)
    hint = f"git submodule update --init {named or missing[0]}"
    if named is None:
        return ran if ran.hint else replace(ran, hint=hint)
    note = f"{named} is a submodule that is not checked out"
    return replace(ran, outcome=Outcome.ERRORED, note=note, hint=hint)


def _leaked(ran: RunResult, leaks: tuple[str, ...]) -> RunResult:
    return errored(
        ran,
        "result discarded: it imported code from your working tree instead of the tree being "
        f"checked: {listed(leaks, 1)}",
        "import the project by its name, not by a path",
    )


def _out_of_room(ran: RunResult) -> RunResult:
    return errored(
        ran,
        "result discarded: the disk is full, so this failure is not reliable",
        "free some space, or set DEVLOOP_CACHE_DIR to another place",
    )


def _changed(ran: RunResult, changed: tuple[RepoPath, ...]) -> RunResult:
    return replace(
        ran,
        outcome=Outcome.FAILED,
        note=f"result discarded: it modified the files it was checking: {listed(changed, 3)}",
        hint="give the command that changes files as `fix`, and let `run` only check",
    )
