"""Outcome of a pytest run, from the end of its process and from what the plugin saw.

Passed is only what the plugin saw through to the end: an exit code alone proves nothing, since a
test can end the interpreter with any.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from devloop.git.record import replace
from devloop.run.process.supervise import End, ProcessResult
from devloop.run.run_result import RunResult, classify_exit, errored
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.outcome import Outcome

FRAME = re.compile(rb'^  File "([^"]+)", line \d+', re.MULTILINE)

FAILED, INTERRUPTED, INTERNAL, USAGE, NOTHING = 1, 2, 3, 4, 5
"""Exit codes of pytest beside 0."""

TROUBLE = "pytest could not run; see its output above"
OTHERWISE = 'to use the exit code alone: kind = "command", run = ["python", "-m", "pytest"]'


def judge(
    done: ProcessResult, suite: SuiteResult, python: Path, top: Path | None = None
) -> RunResult:
    """What a run of pytest came to; `top` is where the content is."""
    plain = replace(classify_exit(done), suite=suite)
    if done.end is not End.EXITED or done.exit_code is None:
        return _with_running(plain, suite)
    if suite.altered:
        note = "something wrote to the test report during the run, so the result was discarded"
        return errored(plain, note, f"{python} -m pytest")
    if suite.ended is None:
        return _cut_short(plain, suite, python, top)
    if suite.dry:
        return errored(plain, "pytest was told not to run the tests")
    if done.exit_code == 0:
        return _green(plain, suite, python)
    return _red(plain, suite, done.exit_code, python)


def _green(plain: RunResult, suite: SuiteResult, python: Path) -> RunResult:
    """Exit code 0 counts only where the plugin saw the same."""
    ran = len(suite.cases)
    if suite.ended or suite.bad:
        failed = replace(
            plain, outcome=Outcome.FAILED, note="tests failed, though it exited with 0"
        )
        return failed if suite.bad else _red(failed, suite, suite.ended or FAILED, python)
    if suite.running:
        return _with_running(replace(plain, outcome=Outcome.FAILED), suite)
    if suite.narrow:
        narrow = f"pytest ran only the tests that failed last ({suite.narrow})"
        note = f"{narrow}, so the result was discarded"
        return errored(plain, note, f"remove {suite.narrow} from the options of pytest")
    if not ran:
        note = "no tests ran"
        return errored(plain, note, f"{python} -m pytest --collect-only")
    if suite.collected is not None and ran < suite.collected:
        note = f"only {ran} of {suite.collected} tests ran"
        return errored(plain, note, f"{python} -m pytest -v")
    return replace(plain, outcome=Outcome.PASSED)


def _red(plain: RunResult, suite: SuiteResult, code: int, python: Path) -> RunResult:
    if code == NOTHING:
        note = "no tests were collected"
        return errored(plain, note, f"{python} -m pytest --collect-only")
    if code in {INTERNAL, USAGE}:
        return errored(plain, TROUBLE, f"{python} -m pytest")
    if code == INTERRUPTED and not suite.bad:
        note = "the run was interrupted before all tests had run"
        return errored(plain, note, f"{python} -m pytest")
    if suite.ended == 0 and not suite.bad:
        how = plain.note or f"exit code {code}"
        return replace(plain, note=f"all tests passed, but their process then ended with {how}")
    return plain


def _cut_short(plain: RunResult, suite: SuiteResult, python: Path, top: Path | None) -> RunResult:
    """The process ended before pytest did: by the test that was running, or before any.

    A conftest that cannot be imported is content that fails, as is a test file that cannot be, and
    what pytest itself imports where that is the content.
    """
    if suite.running or suite.collecting:
        return _with_running(replace(plain, outcome=_crashed(plain)), suite)
    if suite.collected is not None or suite.cases:
        return replace(
            plain, outcome=_crashed(plain), note="the process ended before pytest was done"
        )
    return _never_began(plain, python, top)


def _never_began(plain: RunResult, python: Path, top: Path | None) -> RunResult:
    """Nothing was heard of any test; what pytest printed says why."""
    if b"No module named pytest" in plain.output:
        note = f"pytest is not installed in the environment of {python}"
        return replace(errored(plain, note), wants="pytest")
    if b'plugin "devloop_pytest' in plain.output:
        note = "the project's pytest cannot load devloop's plugin; see above"
        return errored(plain, note, OTHERWISE)
    if plain.exit_code == USAGE and b" while loading conftest" in plain.output:
        return replace(plain, note="a conftest.py cannot be imported")
    if (
        plain.outcome is Outcome.FAILED
        and top is not None
        and _raised_in(top, python, plain.output)
    ):
        return replace(plain, note="pytest could not start, because the code raised an exception")
    if plain.exit_code in {INTERNAL, USAGE}:
        return errored(plain, TROUBLE, f"{python} -m pytest")
    note = "pytest reported no tests; it exited early, or disabled devloop's plugin"
    return errored(plain, note, f"{python} -m pytest")


def _raised_in(top: Path, python: Path, output: bytes) -> bool:
    """True if Python gave up at a file of the tree; an environment below `top` is none of it."""
    places = FRAME.findall(output)
    own, environment = (os.fsencode(place) + b"/" for place in (top, python.parents[1]))
    inside = environment.startswith(own) and places and places[-1].startswith(environment)
    return bool(places) and places[-1].startswith(own) and not inside


def _crashed(plain: RunResult) -> Outcome:
    """A test that ends its interpreter has failed, whatever the exit code says."""
    return Outcome.FAILED if plain.outcome is Outcome.PASSED else plain.outcome


def _with_running(plain: RunResult, suite: SuiteResult) -> RunResult:
    how = plain.note or f"the process ended with exit code {plain.exit_code}"
    if suite.running:
        return replace(plain, note=f"{how}, while this ran: {', '.join(suite.running[:3])}")
    if suite.collecting:
        return replace(plain, note=f"{how}, while this was collected: {suite.collecting}")
    return plain
