"""Running one check in a workspace, and reading what came of it.

Nothing here decides what is kept: it tells what happened, as an outcome and in a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from devloop.config.model import Check, Program
from devloop.git.ids import RepoPath
from devloop.run.arguments import expand
from devloop.run.cancellation import Cancellation
from devloop.run.process import Command, End, Finished, run_process
from devloop.verdict.outcome import Outcome
from devloop.workspace.imports import ImportRules, import_variables, read_leaks
from devloop.workspace.pool import Workspace

CRASHES = frozenset({4, 5, 6, 7, 8, 11, 31})
"""Signals that a program brings on itself (ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS): its content
failed. Any other signal came from outside and says nothing about the content."""

CANNOT_EXECUTE, NOT_FOUND = 126, 127
"""Exit codes by which a shell says that it could not start a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a run of a check came to."""

    outcome: Outcome
    seconds: float
    exit_code: int | None
    output: bytes
    note: str = ""
    hint: str = ""


def execute(
    check: Check,
    program: Program,
    files: tuple[RepoPath, ...],
    workspace: Workspace,
    *,
    variables: Mapping[str, str],
    imports: ImportRules,
    cancel: Cancellation,
    on_output: Callable[[bytes], None] | None,
) -> Happened:
    """Run the program over the files (in as many commands as their names need) and judge it."""
    notes = workspace.path.parent
    report, listing = notes / "leaks", notes / "files"
    report.unlink(missing_ok=True)
    listing.write_bytes(b"".join(os.fsencode(name) + b"\0" for name in files))
    environ = {
        **variables,
        **import_variables(imports, workspace.path, report, variables.get("PYTHONPATH")),
        "DEVLOOP_FILES": str(listing),
        "DEVLOOP_WORKSPACE": str(workspace.path),
        "PWD": str(workspace.path),
    }
    runs: list[Finished] = []
    left = check.timeout
    for argv in expand(program, files, environ):
        command = Command(
            argv=argv,
            cwd=workspace.path,
            environ=environ,
            timeout=left,
            inherit=(workspace.lock.descriptor,),
        )
        runs.append(run_process(command, cancel=cancel, on_output=on_output))
        left = None if left is None else max(left - runs[-1].seconds, 0.0)
        if runs[-1].end is not End.EXITED or cancel.cancelled:
            break
    return _inspect(_combine(runs), workspace, report)


def _combine(runs: list[Finished]) -> Happened:
    """One account of all commands of a check: the worst of them decides."""
    accounts = [_account(run) for run in runs]
    order = tuple(Outcome)
    worst = max(accounts, key=lambda account: _WEIGHT[account.outcome])
    assert len(order) == len(_WEIGHT)  # noqa: S101 - a new outcome needs a weight
    return Happened(
        outcome=worst.outcome,
        seconds=sum(account.seconds for account in accounts),
        exit_code=worst.exit_code,
        output=b"".join(account.output for account in accounts),
        note=worst.note,
        hint=worst.hint,
    )


_WEIGHT = {
    Outcome.SKIPPED: 0,
    Outcome.PASSED: 1,
    Outcome.FAILED: 2,
    Outcome.ERRORED: 3,
    Outcome.TIMED_OUT: 4,
    Outcome.CANCELLED: 5,
}


def _account(run: Finished) -> Happened:
    outcome, hint = _outcome(run)
    return Happened(
        outcome=outcome,
        seconds=run.seconds,
        exit_code=run.exit_code,
        output=run.output,
        note=run.reason or _note(run.exit_code),
        hint=hint,
    )


def _outcome(run: Finished) -> tuple[Outcome, str]:
    if run.end is End.TIMED_OUT:
        return Outcome.TIMED_OUT, 'give it more with: timeout = "20m"'
    if run.end is End.CANCELLED:
        return Outcome.CANCELLED, ""
    if run.end is End.NOT_STARTED or run.exit_code is None:
        return Outcome.ERRORED, ""
    return _outcome_of_code(run.exit_code), ""


def _outcome_of_code(code: int) -> Outcome:
    if code == 0:
        return Outcome.PASSED
    if code in {CANNOT_EXECUTE, NOT_FOUND}:
        return Outcome.ERRORED
    signal = -code if code < 0 else code - 128 if 128 < code < 160 else 0
    return Outcome.ERRORED if signal and signal not in CRASHES else Outcome.FAILED


def _note(code: int | None) -> str:
    if code == NOT_FOUND:
        return "a program that it starts was not found"
    if code == CANNOT_EXECUTE:
        return "a program that it starts cannot be executed"
    if code is not None and code > 128 and _outcome_of_code(code) is Outcome.ERRORED:
        return f"it was killed by signal {code - 128}"
    return ""


def _inspect(happened: Happened, workspace: Workspace, report: Path) -> Happened:
    """A pass only counts when it was this content that passed, unchanged."""
    if happened.outcome not in {Outcome.PASSED, Outcome.FAILED}:
        return happened
    leaks = read_leaks(report)
    if leaks:
        return _leaked(happened, leaks)
    changed = workspace.traces().changed if happened.outcome is Outcome.PASSED else ()
    return _changed(happened, changed) if changed else happened


def _leaked(happened: Happened, leaks: tuple[str, ...]) -> Happened:
    more = f" and {len(leaks) - 1} more" if len(leaks) > 1 else ""
    return Happened(
        outcome=Outcome.ERRORED,
        seconds=happened.seconds,
        exit_code=happened.exit_code,
        output=happened.output,
        note=f"it loaded code of your working tree, not of what is judged: {leaks[0]}{more}",
        hint="import the project by its name, not by a path; see docs: editable installs",
    )


def _changed(happened: Happened, changed: tuple[RepoPath, ...]) -> Happened:
    shown = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
    return Happened(
        outcome=Outcome.FAILED,
        seconds=happened.seconds,
        exit_code=happened.exit_code,
        output=happened.output,
        note=f"it changed what it was to judge: {shown}",
        hint="name the command that mends as `fix`, and let `run` only look",
    )
