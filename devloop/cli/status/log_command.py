"""`devloop log`: what was allowed and refused, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import time

import click
from msgspec import Struct

from devloop.cli.session import open_session
from devloop.cli.terminal.ago import ago, timestamp
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.cli.terminal.wrap import folded
from devloop.git.commits import commits, head
from devloop.git.ids import TreeId
from devloop.git.repository import Repository
from devloop.verdict.events import LETTING_THROUGH, Event, EventDecision, EventKind, latest_events

SIGNS = {
    EventDecision.ALLOWED: ("✓", "green"),
    EventDecision.EXCEPTED: ("✓", "green"),
    EventDecision.PASSED: ("✓", "green"),
    EventDecision.FIXED: ("✓", "green"),
    EventDecision.REFUSED: ("✗", "red"),
    EventDecision.FAILED: ("✗", "red"),
}
"""Sign and colour by decision; any other means that it could not run: `!`."""

MOST_COMMITS = 500
"""Commits of HEAD whose trees are known by their subjects."""
MOST_LINES = 3
"""Of the reason of an event, on a terminal; `--json` has all of it."""


@click.command("log")
@click.option(
    "-n",
    "number",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Show the last N decisions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(number: int, *, as_json: bool) -> int:
    """Show what was allowed and refused, newest first.

    Every commit, push, check and fix, with its decision, the reasons of a refusal, and the reason
    that a large commit gave.
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        events = latest_events(session.store, number)
        subjects = {} if as_json else _subjects(session.repo)
    if as_json:
        show_document(console, LogDocument(events=tuple(map(entry_of, events))))
        return 0
    if not events:
        console.say("no decisions yet")
        console.next_step("devloop check")
    show(console, events, time(), subjects)
    return 0


def _subjects(repo: Repository) -> dict[str, str]:
    """Subject of the newest commit of each tree, among the last commits of HEAD."""
    if head(repo) is None:
        return {}
    newest = commits(repo, f"--max-count={MOST_COMMITS}", "HEAD")
    return {commit.tree: commit.subject for commit in reversed(newest)}


def show(
    console: Console, events: Sequence[Event], now: float, subjects: Mapping[str, str]
) -> None:
    """One line an event in aligned columns, and below it the reason.

    `subjects` names what has become of a tree since: the subject of its commit.
    """
    times = [ago(event.recorded, now) for event in events]
    left = max((len(text) for text in times), default=0)
    kinds = max((len(event.kind.value) for event in events), default=0)
    words = max((len(event.decision.word) for event in events), default=0)
    for when, event in zip(times, events, strict=True):
        sign, color = SIGNS.get(event.decision, ("!", "yellow"))
        head = console.style_out(f"{when:>{left}}", "dim")
        kind = console.style_out(f"{event.kind.value:<{kinds}}", "bold")
        word = console.style_out(f"{sign} {event.decision.word:<{words}}", color)
        console.result(f"{head}  {kind}  {word}  {_line(_name(event, subjects))}".rstrip())
        style = "yellow" if event.decision is EventDecision.EXCEPTED else "dim"
        for line in folded(console, _line(event.detail), left + kinds + 4, MOST_LINES):
            console.result(console.style_out(line, style))


def _name(event: Event, subjects: Mapping[str, str]) -> str:
    """What became of a commit that was let through; what was refused has become none."""
    landed = event.kind is EventKind.COMMIT and event.decision in LETTING_THROUGH
    return subjects.get(event.tree, event.subject) if landed else event.subject


def _line(text: str) -> str:
    return plain(text).replace("\n", " ")


class EventEntry(Struct, frozen=True, kw_only=True):
    """One event."""

    kind: str
    time: str
    tree: TreeId | None
    subject: str
    decision: str
    detail: str


class LogDocument(Document, frozen=True, kw_only=True, tag="devloop.log/1"):
    """Events, newest first."""

    events: tuple[EventEntry, ...]


def entry_of(event: Event) -> EventEntry:
    """An event as documents have it."""
    return EventEntry(
        kind=event.kind.value,
        time=timestamp(event.recorded),
        tree=event.tree or None,
        subject=event.subject,
        decision=event.decision.word,
        detail=event.detail,
    )
