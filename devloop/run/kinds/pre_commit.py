"""Kind `pre-commit`: the project's existing hooks over all files, on exactly the content.

All files and not only the changed ones: then what they say depends on the content alone, and is
known ever after. Their framework is the project's pre-commit, or prek.
"""

from __future__ import annotations

from devloop.config.model import Kind
from devloop.git.record import replace
from devloop.run.assignment import Assignment
from devloop.run.happened import Happened, account
from devloop.run.project import KIND_PROGRAMS
from devloop.verdict.outcome import Outcome
from devloop.verdict.program import which

CONFIGURATION = (".pre-commit-config.yaml", ".pre-commit-config.yml")
FAILED = 1
"""The exit code when a hook failed or changed files; any other is the framework's own trouble."""
TROUBLE = (b"An error has occurred:", b"An unexpected error has occurred:", b"error: ")
"""How the frameworks begin when it was not a hook that failed."""


def run_pre_commit(work: Assignment) -> Happened:
    """Run the hooks."""
    if not any((work.workspace.path / name).is_file() for name in CONFIGURATION):
        note = f"there is no {CONFIGURATION[0]} in what is judged"
        return _errored(_nothing_ran(), note, f"git add {CONFIGURATION[0]}")
    program = next(
        (p for name in KIND_PROGRAMS[Kind.PRE_COMMIT] if (p := which(name, work.environ["PATH"]))),
        None,
    )
    if program is None:
        hint = f"{work.python} -m pip install pre-commit"
        return _errored(_nothing_ran(), "neither pre-commit nor prek is there", hint)
    options = ("--all-files", "--color=never", "--show-diff-on-failure")
    return _understood(account(work.start((program, "run", *options))))


def _understood(happened: Happened) -> Happened:
    """Only a hook can fail the content; what kept the hooks from running has not judged it."""
    if happened.outcome is Outcome.PASSED and not happened.output.strip():
        return _errored(happened, "no hook ran, so nothing is proven")
    if happened.outcome is not Outcome.FAILED:
        return happened
    troubled = any(line.startswith(TROUBLE) for line in happened.output.split(b"\n"))
    if happened.exit_code != FAILED or troubled:
        return _errored(happened, "the hooks could not be run; the reason is above")
    if b"files were modified by this hook" in happened.output:
        return replace(happened, note="hooks changed files: what they would do is shown above")
    return happened


def _nothing_ran() -> Happened:
    return Happened(outcome=Outcome.ERRORED, seconds=0.0, exit_code=None, output=b"")


def _errored(happened: Happened, note: str, hint: str = "") -> Happened:
    return replace(happened, outcome=Outcome.ERRORED, note=note, hint=hint)
