"""Workflow commands: how a step of GitHub Actions says what belongs to which line.

A command is one line; in it, what separates its parts is written in percent form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest

from devloop.report.finding import Finding, Level
from devloop.report.findings import ReportFindings, not_judged
from devloop.report.printable import bounded, printable

MOST_OF_A_LEVEL = 10
"""Number of of each level GitHub shows for one step; it drops all others."""
MOST_MESSAGE = 4000
"""Characters of one message."""

NAMES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def annotated(accounts: Sequence[ReportFindings]) -> Iterator[str]:
    """A command for each finding and for what could not be judged, as many as will be shown."""
    for level, name in NAMES.items():
        told = ((one.check, _of_finding(name, one)) for one in _findings(accounts, level))
        troubles = _problems(accounts) if level is Level.ERROR else ()
        yield from islice(_in_turn((*troubles, *told)), MOST_OF_A_LEVEL)


def _findings(accounts: Sequence[ReportFindings], level: Level) -> Iterator[Finding]:
    return (one for account in accounts for one in account.findings if one.level is level)


def _problems(accounts: Sequence[ReportFindings]) -> Iterator[tuple[str, str]]:
    for account in accounts:
        for check, why in not_judged(account.report):
            yield check, _command(NAMES[Level.ERROR], why, title=check)


def _in_turn(told: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One of each check, then the next of each: a loud one does not crowd out the others."""
    by_check: dict[str, list[str]] = {}
    for check, command in told:
        by_check.setdefault(check, []).append(command)
    rounds = zip_longest(*by_check.values())
    return (command for turn in rounds for command in turn if command is not None)


def _of_finding(name: str, one: Finding) -> str:
    title = one.test or one.rule.replace("/", " ")
    if one.place is None:
        return _command(name, one.message, title=title)
    where = {"line": one.place.line, "col": one.place.column}
    told = {key: str(value) for key, value in where.items() if value is not None}
    return _command(name, one.message, file=one.place.path, **told, title=title)


def _command(name: str, message: str, **properties: str) -> str:
    told = ",".join(f"{key}={_property(printable(text))}" for key, text in properties.items())
    return f"::{name} {told}::{_data(bounded(message, MOST_MESSAGE))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
