"""Test files that pass with all others in one process and fail in one of their own.

They lean on what others leave behind. Where devloop chose to give each file a process, the ordinary
run is right, and is what this check gets from then on; where the project asked for it, they
have failed. Either way they are named.
"""

from __future__ import annotations

from devloop.git.record import replace
from devloop.run.kinds.flaky_retry import is_explained
from devloop.run.run_result import RunResult
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.outcome import Outcome


def suspects(ran: RunResult, earlier: SuiteResult | None) -> tuple[str, ...]:
    """Files that failed in a process of their own and were never seen to pass in one."""
    suite = ran.suite
    if suite is None or not suite.spread or ran.outcome is not Outcome.FAILED:
        return ()
    if not is_explained(ran):
        return ()
    known = earlier.independent if earlier is not None else ()
    bad = dict.fromkeys(case.file for case in suite.bad)
    return tuple(name for name in bad if name not in known)


def compare(
    apart: RunResult, together: RunResult, files: tuple[str, ...], *, was_asked_for: bool
) -> RunResult:
    """What to make of both ways; `was_asked_for`: the project wants each file by itself."""
    suite = together.suite
    if suite is None or not together.outcome.is_verdict:
        return apart
    bad = {case.file for case in suite.bad}
    order_dependent = tuple(name for name in files if name in suite.files() and name not in bad)
    if not order_dependent:
        return apart
    judged = apart if was_asked_for else together
    named = f"{', '.join(order_dependent[:3])}{' …' if len(order_dependent) > 3 else ''}"
    note = f"passes only in one process with the other test files: {named}"
    return replace(
        judged,
        seconds=apart.seconds + together.seconds,
        note="; ".join(filter(None, (judged.note, note))),
        suite=judged.suite and replace(judged.suite, order_dependent=order_dependent),
    )


def with_history(ran: RunResult, earlier: SuiteResult | None) -> RunResult:
    """The same, knowing what earlier runs have shown of the files."""
    suite = ran.suite
    if suite is None:
        return ran
    known = {*earlier.independent} if earlier is not None else set()
    if suite.spread:
        bad = {case.file for case in suite.bad}
        known |= {name for name in suite.files() if name not in bad}
    order_dependent = suite.order_dependent
    if earlier is not None and not suite.spread:
        here = suite.files()
        order_dependent = order_dependent or tuple(
            name for name in earlier.order_dependent if name in here
        )
    independent = tuple(sorted(known - {*order_dependent}))
    return replace(
        ran, suite=replace(suite, independent=independent, order_dependent=order_dependent)
    )
