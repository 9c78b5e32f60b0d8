"""Kind `pytest`: the project's own pytest in its own environment, understood test by test.

A reporting plugin is handed in beside whatever the project configures. Files that fail are run
once more, alone in a fresh process.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from devloop.config.model import Isolation
from devloop.git.record import replace
from devloop.run.arguments import shell
from devloop.run.assignment import Assignment
from devloop.run.kinds.flaky_retry import apply_quarantine, apply_retries, worth_another_try
from devloop.run.kinds.order_dependence import (
    by_one_process,
    compare,
    confirm_retries,
    needs_one_process,
    suspects,
    with_history,
)
from devloop.run.kinds.pytest_result import judge
from devloop.run.run_result import RunResult, errored
from devloop.run.testing.coverage import coverage_variables, measured
from devloop.run.testing.plugin_report import read_suite
from devloop.run.testing.seal import is_whole
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.outcome import Outcome

PLUGIN = Path(__file__).with_name("plugin")
REPORT, SEAL = "DEVLOOP_TEST_REPORT", "DEVLOOP_TEST_SEAL"
SPREAD, ONLY = "DEVLOOP_TEST_SPREAD", "DEVLOOP_TEST_ONLY"
REPORTER = "devloop_pytest.report"
REWRITTEN, KEEPER = "DEVLOOP_TEST_REWRITTEN", "devloop_pytest.rewritten"
PLUGINS = {SPREAD: "devloop_pytest.spread", ONLY: "devloop_pytest.only"}
"""Modules that act on a wish, by the variable that holds it."""

MOST_REWRITTEN = 2000
"""Files that are kept for a workspace of what pytest has made of test files."""

WORTH_SECONDS = 1.0
"""What all tests together take at least, before processes for each file save time."""
COST_SECONDS = 0.02
"""What the process of a file costs, on the safe side."""


def run_pytest(work: Assignment) -> RunResult:
    """The project's tests, and once more alone the files that failed."""
    if not work.check.coverage:
        return _tested(work)
    watched = replace(work, environ={**work.environ, **coverage_variables(work)})
    return _with_coverage(work, _tested(watched))


def _tested(work: Assignment) -> RunResult:
    wish = _spread(work)
    ran = apply_quarantine(_run(work, wish), work.check.quarantine)
    decide = _as_asked_for if work.check.isolation is Isolation.FILE else _as_ordinary
    return with_history(decide(work, ran), work.earlier)


def _as_asked_for(work: Assignment, ran: RunResult) -> RunResult:
    """The word of a run in which the project wants each file by itself."""
    ran = apply_retries(ran, _alone(work, ran))
    files = suspects(ran, work.earlier)
    if not files or work.cancel.cancelled:
        return ran
    return compare(ran, _together(work), files, was_asked_for=True)


def _as_ordinary(work: Assignment, ran: RunResult) -> RunResult:
    """The word of one ordinary run, which a run that devloop chose to spread only stands for."""
    alone = _alone(work, ran)
    if needs_one_process(ran, work.earlier, alone) and not work.cancel.cancelled:
        ran = by_one_process(ran, _together(work))
        alone = {} if ran.outcome is not Outcome.FAILED else alone or _alone(work, ran)
    lenient = apply_retries(ran, alone)
    if lenient is ran or work.cancel.cancelled:
        return ran
    return confirm_retries(ran, lenient, _together(work))


def _together(work: Assignment) -> RunResult:
    return apply_quarantine(_run(work, {}), work.check.quarantine)


def _alone(work: Assignment, ran: RunResult) -> dict[str, RunResult]:
    """What failing files come to alone, where that could change the outcome."""
    files = () if work.cancel.cancelled else worth_another_try(ran)
    return {name: _run_alone(work, name) for name in files}


def _with_coverage(work: Assignment, ran: RunResult) -> RunResult:
    """What ran goes with the verdict; a pass of which that is not known is none."""
    if not ran.outcome.is_verdict:
        return ran
    found = measured(work)
    if found.problem and ran.outcome is Outcome.PASSED:
        return errored(ran, found.problem, found.hint)
    return replace(ran, coverage=found.document)


def _run_alone(work: Assignment, file: str) -> RunResult:
    ran = _run(work, {ONLY: str(work.workspace.stand / file)})
    return apply_quarantine(ran, work.check.quarantine)


def _run(work: Assignment, wish: Mapping[str, str]) -> RunResult:
    report, token = work.notes / "tests", os.urandom(16).hex()
    report.unlink(missing_ok=True)
    rewritten = work.notes / "rewritten"
    plugins = (REPORTER, KEEPER, *(PLUGINS[name] for name in wish))
    done = work.start(
        _command(work, plugins),
        extra={
            **_variables(work, plugins),
            REPORT: str(report),
            SEAL: token,
            REWRITTEN: str(rewritten),
            **wish,
        },
        on_output=_counting(work, report),
    )
    prune(rewritten)
    suite = suite_in(_content(report), token)
    if suite.whole_because and work.check.isolation is Isolation.FILE:
        work.watcher.warning(
            f"{work.check.name} ran in one process, though isolation is 'file':"
            f" {suite.whole_because}"
        )
    return judge(done, suite, work.python, work.workspace.stand)


def prune(rewritten: Path) -> None:
    """Remove what was not used for longest of what pytest has made of test files."""
    with suppress(OSError):
        names = os.listdir(rewritten)  # noqa: PTH208 - names are all that is wanted
        if len(names) > MOST_REWRITTEN:
            files = sorted((rewritten / name for name in names), key=lambda f: f.stat().st_mtime)
            for file in files[: -MOST_REWRITTEN // 2]:
                file.unlink(missing_ok=True)


def suite_in(report: bytes, token: str) -> SuiteResult:
    """What the plugin has told."""
    return replace(read_suite(report), altered=not is_whole(report, token))


def _spread(work: Assignment) -> dict[str, str]:
    """The variable that asks for one process for each file; nothing where one serves all.

    Files run ahead of the others only where spreading them is known to be right.
    """
    earlier, wanted = work.earlier or SuiteResult(), work.check.isolation
    if wanted is Isolation.PROCESS or work.cores < 2:
        return {}
    if wanted is None and (earlier.order_dependent or not _is_worth(earlier)):
        return {}
    wish = {
        "workers": work.cores + 1,
        "seconds": earlier.seconds,
        "careful": wanted is None,
        "ahead": work.cores if earlier.independent else 0,
    }
    return {SPREAD: json.dumps(wish)}


def _is_worth(earlier: SuiteResult) -> bool:
    """True if processes for each file save more time than they cost."""
    return sum(earlier.seconds.values()) > WORTH_SECONDS + COST_SECONDS * len(earlier.files())


def _command(work: Assignment, plugins: tuple[str, ...]) -> tuple[str, ...]:
    run = work.check.run
    options = tuple(word for name in plugins for word in ("-p", name))
    if run is None:
        return (str(work.python), "-m", "pytest", "-q", *options)
    return shell(run) if isinstance(run, str) else (*run, *options)


def _variables(work: Assignment, plugins: tuple[str, ...]) -> dict[str, str]:
    given = {
        "PYTHONPATH": os.pathsep.join(
            (str(work.workspace.inside(PLUGIN)), work.environ["PYTHONPATH"])
        )
    }
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
        ended += len(suite.cases)
        bad += len(suite.bad)
        work.watcher.counted(work.check, ended, total, bad)

    return count
