"""Outcomes of processes, with sentences. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from devloop.git.record import dataclass, replace
from devloop.run.process.supervise import End, ProcessResult
from devloop.verdict.outcome import Outcome

if TYPE_CHECKING:
    from devloop.record.fact import Record
    from devloop.run.testing.suite_result import SuiteResult

CRASHES = frozenset({4, 5, 6, 7, 8, 11, 31})
"""Signals that a program brings on itself (ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS): its content
failed. Any other signal came from outside and says nothing about the content."""

CANNOT_EXECUTE, NOT_FOUND = 126, 127
"""Exit codes by which a shell says that it could not start a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """Result of running a check."""

    outcome: Outcome
    seconds: float
    exit_code: int | None
    output: bytes
    note: str = ""
    hint: str = ""
    would_change: bool = False
    """True if it failed for what the check itself can change."""
    wants: str = ""
    """What the project's Python needs so that it can run; the hint follows from that."""
    end: End = End.EXITED
    coverage: bytes = b""
    """Document on which lines ran, where that was asked for."""
    before: RunResult | None = None
    """The run that came to the other outcome, where one run was not enough."""
    record: Record | None = None
    """What it looked at, where that was seen."""
    suite: SuiteResult | None = None
    """Test by test, where the kind of check knows."""


def errored(ran: RunResult, note: str, hint: str = "", *, wants: str = "") -> RunResult:
    """The run as one that says nothing of the tree, with why, and what to do about it."""
    return replace(ran, outcome=Outcome.ERRORED, note=note, hint=hint, wants=wants)


NOTHING_RAN = RunResult(outcome=Outcome.ERRORED, seconds=0.0, exit_code=None, output=b"")
"""A check of which no process was started."""


def combine(runs: Sequence[ProcessResult]) -> RunResult:
    """One account of all commands of a check: the worst of them decides."""
    accounts = [classify_exit(run) for run in runs]
    order = tuple(Outcome)
    worst = max(accounts, key=lambda one: _WEIGHT[one.outcome])
    assert len(order) == len(_WEIGHT)  # noqa: S101 - a new outcome needs a weight
    return RunResult(
        outcome=worst.outcome,
        seconds=sum(one.seconds for one in accounts),
        exit_code=worst.exit_code,
        output=b"".join(one.output for one in accounts),
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


def classify_exit(run: ProcessResult) -> RunResult:
    """Outcome of one command, by its end and exit code."""
    outcome, hint = _outcome(run)
    return RunResult(
        outcome=outcome,
        seconds=run.seconds,
        exit_code=run.exit_code,
        output=run.output,
        note=run.reason or _note(run.exit_code),
        hint=hint,
        end=run.end,
    )


def _outcome(run: ProcessResult) -> tuple[Outcome, str]:
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
