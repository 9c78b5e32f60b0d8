"""What the trial of a proposal says against its checks, in words, and which tests it names.

Values in, values out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from devloop.config.model import Quarantine
from devloop.onboarding.telling import RAISED, shortened, telling_line
from devloop.run.process.printed import output_text
from devloop.run.result import Result
from devloop.run.testing.suite_result import SuiteResult
from devloop.verdict.outcome import Outcome
from devloop.words import counted

MOST_TESTS, SMALLEST_PART = 10, 20
"""Failing tests that the others need not wait for: this many at most, of this many for each."""

WORKSPACE = re.compile(r"[^\s'\"(=]*/slots/[^/\s]+/\d+/tree/")
"""The place of the copy that was judged: what lies in it lies in the repository for a person."""
ABOVE = re.compile(r"; see(?: its output)? above$")
"""What leads to the output of a check where that is shown."""
NO_MODULE = re.compile(r"No module named '?(\w[\w.]*)")
NO_NAME = re.compile(
    r"cannot import name '(\w+)' from (?:partially initialized module )?'([\w.]+)'"
)


def objections(results: Iterable[Result]) -> dict[str, str]:
    """Why each check stays off, by the name it is proposed under; of its hooks, the first."""
    found: dict[str, str] = {}
    for result in results:
        name, _, hook = result.check.name.partition(":")
        objection = _objection(result)
        found.setdefault(name, f"{hook}: {objection}" if hook else objection)
    return found


def _objection(result: Result) -> str:
    said = _telling(result)
    if result.outcome is Outcome.FAILED:
        more = f": {said}" if said else ""
        return f"it fails on the current tree{more}"
    why = result.note or f"it ended {result.outcome.value} when it was tried"
    why = ABOVE.sub("", why)
    return f"{why}: {said}" if said and said not in why else why


def _telling(result: Result) -> str:
    """The line of the output that says most; of tests, the first that failed."""
    if result.suite is not None and result.suite.bad:
        return _of_tests(result.suite)
    return telling_line(WORKSPACE.sub("", output_text(result.output, color=False)))


def _of_tests(suite: SuiteResult) -> str:
    first = suite.bad[0]
    noun = counted(len(suite.bad), "test")
    why = WORKSPACE.sub("", first.message.strip().partition("\n")[0].removeprefix(RAISED)).strip()
    return shortened(f"{noun}, {first.id}{f': {why}' if why else ''}")


def to_quarantine(results: Sequence[Result], until: str) -> tuple[Quarantine, ...]:
    """Failing tests that are few among many, so that the others can guard all the same."""
    suites = (r.suite for r in results if r.outcome is Outcome.FAILED and r.suite is not None)
    return tuple(entry for suite in suites if _are_few(suite) for entry in _entries(suite, until))


def _are_few(suite: SuiteResult) -> bool:
    """Files that cannot be collected hold nobody knows how many tests."""
    count = len(suite.bad)
    return not suite.errors and count <= min(MOST_TESTS, len(suite.cases) // SMALLEST_PART)


def _entries(suite: SuiteResult, until: str) -> tuple[Quarantine, ...]:
    return tuple(
        Quarantine(test=trial.id, reason=_reason(trial.message), until=until) for trial in suite.bad
    )


def _reason(message: str) -> str:
    first = message.strip().partition("\n")[0]
    return shortened(f"it failed before devloop came{f': {first}' if first else ''}")


def missing_module(results: Sequence[Result]) -> str:
    """A module that a check which is not fine could not import; empty where that was not it."""
    for result in results:
        said = [output_text(result.output, color=False)]
        if result.suite is not None:
            said += [trial.text or trial.message for trial in result.suite.bad]
        module, name = NO_MODULE.search("\n".join(said)), NO_NAME.search("\n".join(said))
        if module:
            return module[1]
        if name:
            return f"{name[2]}.{name[1]}"
    return ""
