"""Kind `command`: whatever the configuration says, judged by its exit code alone."""

from __future__ import annotations

from devloop.config.model import Program
from devloop.run.arguments import expand
from devloop.run.assignment import Assignment
from devloop.run.happened import Happened, combine
from devloop.run.process import End, Finished


def run_command(work: Assignment, program: Program) -> Happened:
    """Run the program over the files, in as many commands as their names need."""
    runs: list[Finished] = []
    for argv in expand(program, work.files, work.environ):
        runs.append(work.start(argv))
        if runs[-1].end is not End.EXITED or work.cancel.cancelled:
            break
    return combine(runs)
