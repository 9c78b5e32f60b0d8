"""The command line that runs just the tests that failed, for a person to paste."""

from __future__ import annotations

import shlex
from pathlib import Path

from devloop.config.model import Check
from devloop.run.testing.suite_result import SuiteResult

MOST_NAMED = 12
"""Tests it names; above that it names their files, and above as many files nothing."""


def rerun_command(check: Check, python: Path, top: Path, suite: SuiteResult) -> str:
    """The command, as it is run at `top`; nothing where there is none that is short enough."""
    if isinstance(check.run, str) or not suite.bad:
        return ""
    names = tuple(dict.fromkeys(case.id for case in suite.bad))
    if len(names) > MOST_NAMED:
        names = tuple(dict.fromkeys(case.file for case in suite.bad))
    if len(names) > MOST_NAMED:
        return ""
    short = python.relative_to(top) if python.is_relative_to(top) else python
    words = check.run or (str(short), "-m", "pytest")
    return shlex.join((*words, *names))
