"""Commands that start Python so that it cannot be led into the workspace.

`-I` and `-E` make Python ignore `PYTHONPATH`, by which its imports are redirected and watched. With
an editable install it then imports the user's files, and nothing would tell.
"""

from __future__ import annotations

import re

from devloop.config.model import Program
from devloop.run.run_result import NOTHING_RAN, RunResult, errored

PYTHON = re.compile(r"(?:^|[\s/;&|(])(?:python|pypy)[\d.]*((?:\s+-\w+)+)")
"""An interpreter with the options that follow it."""


def isolated_python(program: Program | None) -> str | None:
    """The option by which the command shuts Python off from its variables, if it does."""
    if program is None:
        return None
    line = program if isinstance(program, str) else " ".join(program)
    for options in PYTHON.findall(line):
        for option in _before_code(options.split()):
            if {"I", "E"} & set(option[1:]):
                return str(option)
    return None


def refused(option: str) -> RunResult:
    """What comes of a check that would import the user's files unseen."""
    return errored(
        NOTHING_RAN,
        f"python {option} would import your working tree: an editable install points there,"
        " and this option keeps devloop from leading it to what is judged",
        f"remove {option} from the command of the check",
    )


def _before_code(options: list[str]) -> list[str]:
    """The interpreter's own options: what follows `-m` or `-c` is not for it."""
    for place, option in enumerate(options):
        if option[-1:] in {"m", "c"}:
            return options[: place + 1]
    return options
