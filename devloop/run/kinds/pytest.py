"""Kind `pytest`: the project's own pytest in its own environment, understood test by test.

A reporting plugin is handed in beside whatever the project configures. Passed is only what the
plugin saw through to the end: an exit code alone proves nothing, since a test can end the
interpreter with any.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from devloop.config.model import Isolation
from devloop.git.record import replace
from devloop.run.assignment import Assignment
from devloop.run.happened import Happened, account
from devloop.run.process import End, Finished
from devloop.run.suite import Suite
from devloop.run.suite_report import read_suite
from devloop.verdict.outcome import Outcome

PLUGIN = Path(__file__).with_name("plugin")
MODULES = ("devloop_pytest.report", "devloop_pytest.spread")
REPORT, SPREAD = "DEVLOOP_TEST_REPORT", "DEVLOOP_TEST_SPREAD"

WORTH_SECONDS = 4.0
"""What all tests together take at least, before processes for each file save time."""

FAILED, INTERRUPTED, INTERNAL, USAGE, NOTHING = 1, 2, 3, 4, 5
"""Exit codes of pytest beside 0."""


def run_pytest(work: Assignment) -> Happened:
    """One ordinary run of the project's tests."""
    report = work.notes / "tests"
    report.unlink(missing_ok=True)
    wish = _spread(work)
    plugins = MODULES if wish else MODULES[:1]
    done = work.start(
        _command(work, plugins),
        extra={**_variables(work, plugins), REPORT: str(report), **wish},
        on_output=_counting(work, report),
    )
    suite = read_suite(_content(report))
    if suite.whole_because and work.check.isolation is Isolation.FILE:
        work.watcher.warning(
            f"{work.check.name} ran in one process, though isolation is 'file':"
            f" {suite.whole_because}"
        )
    return judge(done, suite, work.python)


def _spread(work: Assignment) -> dict[str, str]:
    """The variable that asks for one process for each file; nothing where one serves all."""
    seconds = work.earlier.seconds if work.earlier is not None else {}
    wanted = work.check.isolation
    if wanted is Isolation.PROCESS or work.cores < 2:
        return {}
    if wanted is None and sum(seconds.values()) < WORTH_SECONDS:
        return {}
    careful = wanted is None
    wish = {"workers": work.cores + 1, "seconds": seconds, "careful": careful}
    return {SPREAD: json.dumps(wish)}


def _command(work: Assignment, plugins: tuple[str, ...]) -> tuple[str, ...]:
    run = work.check.run
    options = tuple(word for name in plugins for word in ("-p", name))
    if run is None:
        return (str(work.python), "-m", "pytest", "-q", *options)
    return ("/bin/sh", "-c", run) if isinstance(run, str) else (*run, *options)


def _variables(work: Assignment, plugins: tuple[str, ...]) -> dict[str, str]:
    given = {"PYTHONPATH": os.pathsep.join((str(PLUGIN), work.environ["PYTHONPATH"]))}
    if not isinstance(work.check.run, str):
        return given
    inherited = work.environ.get("PYTEST_ADDOPTS", "")
    options = " ".join((inherited, *(f"-p {name}" for name in plugins)))
    return {**given, "PYTEST_ADDOPTS": options.strip()}


def _content(report: Path, start: int = 0) -> bytes:
    try:
        with report.open("rb") as file:
            file.seek(start)
            return file.read()
    except FileNotFoundError:
        return b""


def _counting(work: Assignment, report: Path) -> Callable[[bytes], None]:
    """Tells the watcher how far the run is, whenever pytest prints something."""
    place = total = ended = bad = 0

    def count(_: bytes) -> None:
        nonlocal place, total, ended, bad
        fresh = _content(report, place)
        fresh = fresh[: fresh.rfind(b"\n") + 1]
        place += len(fresh)
        suite = read_suite(fresh)
        total += suite.collected or 0
        ended += len(suite.trials)
        bad += len(suite.bad)
        work.watcher.counted(work.check, ended, total, bad)

    return count


def judge(done: Finished, suite: Suite, python: Path) -> Happened:
    """What a run of pytest came to, from how its process ended and what the plugin saw."""
    plain = replace(account(done), suite=suite)
    if done.end is not End.EXITED or done.exit_code is None:
        return _with_running(plain, suite)
    if suite.ended is None:
        return _cut_short(plain, suite, python)
    if suite.dry:
        return _errored(plain, "pytest was told not to run the tests, so nothing is proven")
    if done.exit_code == 0:
        return _green(plain, suite)
    return _red(plain, suite, done.exit_code)


def _green(plain: Happened, suite: Suite) -> Happened:
    ran = len(suite.trials)
    if suite.ended or suite.bad:
        return replace(plain, outcome=Outcome.FAILED, note="tests failed, though it exited with 0")
    if not ran:
        return _errored(plain, "no test ran, so nothing is proven", "pytest --collect-only")
    if suite.collected is not None and ran < suite.collected:
        return _errored(plain, f"only {ran} of {suite.collected} tests ran")
    return replace(plain, outcome=Outcome.PASSED)


def _red(plain: Happened, suite: Suite, code: int) -> Happened:
    if code == NOTHING:
        return _errored(plain, "no tests were collected, so nothing is proven")
    if code in {INTERNAL, USAGE}:
        return _errored(plain, "pytest could not do its work; its own words are above")
    if code == INTERRUPTED and not suite.errors:
        return _errored(plain, "the run was interrupted before all tests had run")
    if suite.ended == 0 and not suite.bad:
        how = plain.note or f"exit code {code}"
        return replace(plain, note=f"all tests passed, but their process then ended with {how}")
    return plain


def _cut_short(plain: Happened, suite: Suite, python: Path) -> Happened:
    """The process ended before pytest did: by the test that was running, or before any.

    A conftest that cannot be imported is content that fails, as is a test file that cannot be.
    """
    if suite.running:
        plain = replace(plain, outcome=_crashed(plain))
        return _with_running(plain, suite)
    if b"No module named pytest" in plain.output and suite.collected is None:
        return _errored(
            plain,
            f"pytest is not there for the project's Python ({python})",
            f"{python} -m pip install pytest",
        )
    if suite.collected is not None or suite.trials:
        return replace(
            plain, outcome=_crashed(plain), note="the process ended before pytest was done"
        )
    if plain.exit_code == USAGE and b" while loading conftest" in plain.output:
        return replace(plain, note="a conftest.py cannot be imported")
    return _errored(plain, "pytest ended before it had begun with any test")


def _crashed(plain: Happened) -> Outcome:
    """A test that ends its interpreter has failed, whatever the exit code says."""
    return Outcome.FAILED if plain.outcome is Outcome.PASSED else plain.outcome


def _with_running(plain: Happened, suite: Suite) -> Happened:
    if not suite.running:
        return plain
    how = plain.note or f"the process ended with exit code {plain.exit_code}"
    return replace(plain, note=f"{how}, while this ran: {', '.join(suite.running[:3])}")


def _errored(plain: Happened, note: str, hint: str = "") -> Happened:
    return replace(plain, outcome=Outcome.ERRORED, note=note, hint=hint)
