"""`devloop gc`: forget what is old, and give back the disk that it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import click
from msgspec import Struct

from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console, environment, open_console
from devloop.cli.terminal.documents import Document, show_document
from devloop.cli.terminal.quantity import days_of, size_of, told_size
from devloop.hooks_install.installation import shortcuts_of
from devloop.run.process.detach import detach
from devloop.verdict.sweep import MOST_BYTES, count_older, sweep
from devloop.words import counted
from devloop.workspace.location import cache_root
from devloop.workspace.sweep import (
    RemovalKind,
    Removed,
    SweepOptions,
    sweep_areas,
    sweep_files,
    sweep_scratch,
    sweep_workspaces,
)

DAY = 86400.0
ONE = {
    RemovalKind.WORKSPACE: "workspace",
    RemovalKind.SCRATCH: "scratch file",
    RemovalKind.STAMP: "shortcut of a repeated commit",
    RemovalKind.AREA: "cache of a repository that is gone",
}
"""Noun for one of a kind."""

BOX_SECONDS = 20.0
"""Seconds that a sweep that nobody asked for may take."""


def _reader(read: Callable[[str], float]) -> Callable[..., float]:
    """A callback of click's that reads a quantity in a person's words."""

    def callback(_ctx: click.Context, _param: click.Parameter, value: str) -> float:
        try:
            return read(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return callback


@dataclass(frozen=True, slots=True, kw_only=True)
class GcResult:
    """Things deleted, or to be deleted."""

    verdicts: int
    logs: int | None
    """None in a dry run, which cannot tell."""
    removed: tuple[Removed, ...]


@click.command("gc")
@click.option("--all", "everything", is_flag=True, help="Delete all results and workspaces.")
@click.option(
    "--max-age",
    metavar="AGE",
    callback=_reader(days_of),
    default="30d",
    show_default=True,
    help="Delete what was last used longer ago than this.",
)
@click.option(
    "--max-size",
    metavar="SIZE",
    callback=_reader(size_of),
    default="1GB",
    show_default=True,
    help="Keep at most this much for the repository, newest first.",
)
@click.option(
    "-n", "--dry-run", is_flag=True, help="Show what would be deleted, and delete nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--auto", is_flag=True, hidden=True)
def command(
    *,
    everything: bool,
    max_age: float,
    max_size: float,
    dry_run: bool,
    as_json: bool,
    auto: bool,
) -> int:
    """Delete old results and workspaces.

    Results, logs and decisions; workspaces that are not in use; caches of repositories that no
    longer exist. Whatever is deleted is only worked out again. This also happens by itself, once a
    day, in the background.
    """
    if auto:
        detach()
    environ = environment()
    console = open_console(environ)
    days, size = (0.0, 0) if everything else (max_age, round(max_size))
    until = time.monotonic() + BOX_SECONDS if auto else float("inf")
    options = SweepOptions(before=time.time() - days * DAY, dry_run=dry_run, until=until)
    with open_session(console, environ, background=auto) as session:
        swept = _sweep(session, options, days, None if auto else size)
    if as_json:
        show_document(console, document(swept, dry_run=dry_run))
    elif not auto:
        _show(console, swept, dry_run=dry_run)
    return 0


def _sweep(
    session: CommandSession, options: SweepOptions, days: float, size: int | None
) -> GcResult:
    area = session.area
    verdicts, logs = _sweep_store(session, options, days, size)
    return GcResult(
        verdicts=verdicts,
        logs=logs,
        removed=(
            sweep_workspaces(area, options, size),
            sweep_scratch(area, options),
            sweep_files(shortcuts_of(session.repo), RemovalKind.STAMP, options),
            sweep_areas(cache_root(session.environ) / "workspaces", options),
        ),
    )


def _sweep_store(
    session: CommandSession, options: SweepOptions, days: float, size: int | None
) -> tuple[int, int | None]:
    if options.dry_run:
        return count_older(session.store, days), None
    most = MOST_BYTES if size is None else min(size, MOST_BYTES)
    swept = sweep(session.store, most_bytes=most, most_days=days)
    return swept.verdicts, swept.logs


def _show(console: Console, swept: GcResult, *, dry_run: bool) -> None:
    parts = [
        _told(swept.verdicts, "verdict", "verdicts"),
        _told(swept.logs or 0, "log", "logs"),
        *(_told(one.count, ONE[one.kind], one.kind.value, one.size) for one in swept.removed),
    ]
    told = ", ".join(part for part in parts if part)
    word = "would go" if dry_run else "gone"
    sign = console.style("✓", "green", "bold")
    console.say(f"{sign} {word}: {told}" if told else f"{sign} nothing to delete")


def _told(number: int, one: str, many: str, size: int = 0) -> str:
    """Count of a kind with its disk space; empty if there are none."""
    disk = f" ({told_size(size)})" if size else ""
    return f"{counted(number, one, many)}{disk}" if number else ""


class RemovedEntry(Struct, frozen=True, kw_only=True):
    """What is gone of one kind."""

    kind: str
    count: int
    bytes: int


class GcDocument(Document, frozen=True, kw_only=True, tag="devloop.gc/1"):
    """All that is gone, or would be."""

    dry_run: bool
    verdicts: int
    logs: int | None
    removed: tuple[RemovedEntry, ...]


def document(swept: GcResult, *, dry_run: bool) -> GcDocument:
    """The report."""
    removed = (
        RemovedEntry(kind=one.kind.value, count=one.count, bytes=one.size) for one in swept.removed
    )
    return GcDocument(
        dry_run=dry_run, verdicts=swept.verdicts, logs=swept.logs, removed=tuple(removed)
    )
