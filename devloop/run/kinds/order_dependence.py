"""Test files that pass with all others in one process and fail in one of their own.

They lean on what others leave behind. Where devloop chose to give each file a process, the ordinary
run is right, and is what this check gets from then on; where the project asked for it, they
have failed. Either way they are named.
"""

from __future__ import annotations

from devloop.git.record import replace
from devloop.run.kinds.flaky_retry import is_explained
from devloop.run.run_result import Happened
from devloop.run.testing.suite_result import Suite
from devloop.verdict.outcome import Outcome


def unsure(happened: Happened, earlier: Suite | None) -> tuple[str, ...]:
    """Files that failed in a process of their own and were never seen to pass in one."""
    suite = happened.suite
    if suite is None or not suite.spread or happened.outcome is not Outcome.FAILED:
        return ()
    if not is_explained(happened):
        return ()
    known = earlier.independent if earlier is not None else ()
    bad = dict.fromkeys(trial.file for trial in suite.bad)
    return tuple(name for name in bad if name not in known)


def settle(
    apart: Happened, together: Happened, files: tuple[str, ...], *, was_asked_for: bool
) -> Happened:
    """What to make of both ways; `was_asked_for`: the project wants each file by itself."""
    suite = together.suite
    if suite is None or not together.outcome.is_verdict:
        return apart
    bad = {trial.file for trial in suite.bad}
    leaning = tuple(name for name in files if name in suite.files() and name not in bad)
    if not leaning:
        return apart
    judged = apart if was_asked_for else together
    named = f"{', '.join(leaning[:3])}{' …' if len(leaning) > 3 else ''}"
    note = f"passes only in one process with the other test files: {named}"
    return replace(
        judged,
        seconds=apart.seconds + together.seconds,
        note="; ".join(filter(None, (judged.note, note))),
        suite=judged.suite and replace(judged.suite, leaning=leaning),
    )


def with_history(happened: Happened, earlier: Suite | None) -> Happened:
    """The same, knowing what earlier runs have shown of the files."""
    suite = happened.suite
    if suite is None:
        return happened
    known = {*earlier.independent} if earlier is not None else set()
    if suite.spread:
        bad = {trial.file for trial in suite.bad}
        known |= {name for name in suite.files() if name not in bad}
    leaning = suite.leaning
    if earlier is not None and not suite.spread:
        here = suite.files()
        leaning = leaning or tuple(name for name in earlier.leaning if name in here)
    independent = tuple(sorted(known - {*leaning}))
    return replace(happened, suite=replace(suite, independent=independent, leaning=leaning))
