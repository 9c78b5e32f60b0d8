"""Test files that pass with all others in one process and fail in one of their own.

They lean on what others leave behind. Where devloop chose to give each file a process, the ordinary
run is right, and is what this check gets from then on; where the project asked for it, they
have failed. Either way they are named.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def needs_one_process(
    ran: RunResult, earlier: SuiteResult | None, alone: Mapping[str, RunResult]
) -> bool:
    """True where one ordinary run has to decide what a run says that devloop chose to spread.

    So it is where files fail that pass alone, or were never seen to; and where files pass that
    have not been in an ordinary run that passed. `alone` is what failing files came to alone.
    """
    suite = ran.suite
    if suite is None or not suite.spread:
        return False
    if ran.outcome is Outcome.PASSED:
        known = earlier.confirmed if earlier is not None else ()
        return not suite.files().keys() <= {*known}
    if ran.outcome is not Outcome.FAILED or not is_explained(ran):
        return False
    tried = {name for name, one in alone.items() if one.outcome is Outcome.FAILED}
    return bool({case.file for case in suite.bad} - tried) or bool(suspects(ran, earlier))


def by_one_process(apart: RunResult, together: RunResult) -> RunResult:
    """What one ordinary run makes of a spread one, and the files on which they differ."""
    spread, suite = apart.suite, together.suite
    if spread is None or suite is None or not together.outcome.is_verdict:
        return together if apart.outcome is Outcome.PASSED else apart
    seconds = apart.seconds + together.seconds
    bad, bad_apart = ({case.file for case in one.bad} for one in (suite, spread))
    differ = tuple(name for name in suite.files() if (name in bad) != (name in bad_apart))
    if apart.outcome is together.outcome and not differ:
        confirmed = tuple(suite.files()) if together.outcome is Outcome.PASSED else ()
        return replace(apart, seconds=seconds, suite=replace(spread, confirmed=confirmed))
    how = "fails" if differ and differ[0] in bad else "passes"
    named = f"{', '.join(differ[:3])}{' …' if len(differ) > 3 else ''}"
    note = f"{how} only in one process with the other test files: {named}" if differ else ""
    return replace(
        together,
        seconds=seconds,
        note="; ".join(filter(None, (together.note, note))),
        suite=replace(suite, order_dependent=differ),
    )


def confirm_retries(ran: RunResult, lenient: RunResult, again: RunResult) -> RunResult:
    """A failure is forgiven as flaky only where the whole run, once more, does not fail, too.

    `lenient` is the run with what passed alone forgiven. A file that fails each time beside the
    others is spoilt by them, which is no chance.
    """
    if again.outcome is not Outcome.FAILED or again.suite is None or ran.suite is None:
        return lenient
    bad = {case.id for case in again.suite.bad}
    spoilt = tuple(dict.fromkeys(case.file for case in ran.suite.bad if case.id in bad))
    if not spoilt:
        return lenient
    note = f"fails beside the other test files, and passes alone: {', '.join(spoilt[:3])}"
    return replace(ran, note="; ".join(filter(None, (ran.note, note))))


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
    confirmed = {*suite.confirmed, *(earlier.confirmed if earlier is not None else ())}
    if ran.outcome is Outcome.PASSED and not suite.spread:
        confirmed |= suite.files().keys()
    return replace(
        ran,
        suite=replace(
            suite,
            independent=tuple(sorted(known - {*order_dependent})),
            order_dependent=order_dependent,
            confirmed=tuple(sorted(confirmed)),
        ),
    )
