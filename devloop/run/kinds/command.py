"""Kind `command`: whatever the configuration says, judged by its exit code alone."""

from __future__ import annotations

import re

from devloop.config.model import Program
from devloop.errors import CannotJudge
from devloop.run.arguments import expand
from devloop.run.assignment import Assignment
from devloop.run.run_result import RunResult, combine, errored
from devloop.verdict.outcome import Outcome


def run_check(work: Assignment) -> RunResult:
    """Run the command of the check over its files."""
    if work.check.run is None:
        hint = "name a command as `run`"
        raise CannotJudge(f"checks.{work.check.name}: has no command to run", hint=hint)
    return run_command(work, work.check.run)


def run_command(work: Assignment, program: Program) -> RunResult:
    """Run the program over the files, in as many commands as their names need."""
    ran = combine(work.start_all(expand(program, work.files, work.environ)))
    module = missing_module(program, ran.output)
    if module is None or ran.outcome is not Outcome.FAILED:
        return ran
    note = f"{module} is not installed in the environment of {work.python}"
    return errored(ran, note, wants=module)


def missing_module(program: Program, output: bytes) -> str | None:
    """The module that `python -m` was to run and did not find; nothing was judged then.

    Python says so with an exit code that tests use for failing, and in one line that ends all.
    """
    line = program if isinstance(program, str) else " ".join(program)
    last = output.rstrip().rpartition(b"\n")[2]
    for module in re.findall(r"python[\d.]*(?: -\w+)* -m ([\w.]+)", line):
        if last.endswith(f": No module named {module}".encode()):
            return str(module)
    return None
