"""Reports of `devloop check` for other tools: the files asked for, and annotations in CI."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from devloop.cli.check.options import ReportOptions, unwritable
from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import Console
from devloop.config.load import OWN_FILE
from devloop.files.atomic import write_whole
from devloop.git.ids import RepoPath
from devloop.git.trees import entries
from devloop.report.formats import Reported
from devloop.run.result import Report

if TYPE_CHECKING:
    from devloop.report.findings import ReportFindings
    from devloop.report.places import Places


def write_reports(
    session: CommandSession, reports: Sequence[Report], wanted: ReportOptions
) -> None:
    """Write what was asked for, and tell the CI that devloop runs in."""
    on_github = session.environ.get("GITHUB_ACTIONS") == "true"
    annotated = on_github and wanted.annotations
    if not annotated and not wanted.files:
        return
    from devloop.report.kept import as_kept

    kept = tuple(as_kept(session.store, report) for report in reports)
    accounts = tuple(_account(session, report) for report in kept)
    if annotated:
        _annotate(session.console, accounts)
        _sum_up(session, accounts)
    if not wanted.files:
        return
    anchor = _anchor(_places(session, reports[-1])) if on_github else None
    told = Reported(reports=kept, findings=accounts, anchor=anchor)
    for one, path in wanted.files:
        _write(path, one.make(told))


def _account(session: CommandSession, report: Report) -> ReportFindings:
    from devloop.report.findings import ReportFindings, findings_of

    return ReportFindings(report=report, findings=findings_of(report, _places(session, report)))


def _places(session: CommandSession, report: Report) -> Places:
    from devloop.report.places import Places

    def files() -> frozenset[str]:
        found = entries(session.repo, report.subject.tree)
        return frozenset(entry.path for entry in found if entry.is_file)

    slots, top = os.fspath(session.area.slots), os.fspath(session.repo.top)
    return Places(files, (slots, os.path.realpath(slots)), (top, os.path.realpath(top)))


def _anchor(places: Places) -> RepoPath | None:
    """Where the checks are asked for: GitHub refuses a file in which a result has no place."""
    return places.file(OWN_FILE) or places.file("pyproject.toml")


def _annotate(console: Console, accounts: Sequence[ReportFindings]) -> None:
    from devloop.report.workflow import annotated

    for line in annotated(accounts):
        console.command(line)


def _sum_up(session: CommandSession, accounts: Sequence[ReportFindings]) -> None:
    """Add to the page of the step; that it cannot be written is said and changes nothing."""
    page = session.environ.get("GITHUB_STEP_SUMMARY")
    if not page:
        return
    from devloop.report.step_summary import step_summary

    try:
        with Path(page).open("a", encoding="utf-8") as file:
            file.write(step_summary(accounts))
    except OSError as error:
        session.console.say(f"note: {unwritable(Path(page), error).message}")


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what is no file (a pipe, a device) takes it as it comes."""
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        path = path.resolve()
        write_whole(path, data)
    except OSError as error:
        raise unwritable(path, error) from error
