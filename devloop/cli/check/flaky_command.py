"""`devloop flaky`: the tests that failed and passed on the same tree."""

from __future__ import annotations

from time import time

import click
from msgspec import Struct

from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.ago import ago, timestamp
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.cli.terminal.documents import Document, show_document
from devloop.config.model import Quarantine
from devloop.git.ids import TreeId
from devloop.git.trees import staged_tree
from devloop.run.quarantine import today
from devloop.run.testing.flaky import FlakyTest, flaky_tests


@click.command("flaky")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> int:
    """List the tests that failed and passed on the same tree.

    A test file that fails is run once more, alone in a fresh process. If it passes then, it is
    allowed at a commit and refused on main branches, until it is fixed, has passed three times in
    a row, or is in quarantine.
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        tests = flaky_tests(session.store)
        quarantine = _quarantine(session)
    if as_json:
        found = tuple(entry_of(test, quarantine.get(test.id)) for test in tests)
        show_document(console, FlakyDocument(tests=found))
        return 0
    if not tests:
        console.say("no test has failed and passed on the same tree")
        return 0
    now = time()
    for test in tests:
        _show(console, test, quarantine.get(test.id), now)
    return 0


def _quarantine(session: CommandSession) -> dict[str, Quarantine]:
    config = session.config(staged_tree(session.repo))
    return {entry.test: entry for entry in config.quarantine}


def _show(console: Console, test: FlakyTest, entry: Quarantine | None, now: float) -> None:
    times = "once" if test.times == 1 else f"{test.times} times"
    about = console.style_out(f"{times}, last {ago(test.last, now)}", "dim")
    console.result(f"{console.style_out(plain(test.id), 'bold')}  {about}")
    if test.message:
        console.result(f"  {console.style_out('│', 'yellow')} {plain(test.message)}")
    if entry is not None:
        over = "was" if entry.until < today() else "is"
        console.result(f"  {over} in quarantine until {entry.until}: {plain(entry.reason)}")


class QuarantineEntry(Struct, frozen=True, kw_only=True):
    """Why the failing of a test does not count, and how long."""

    reason: str
    until: str


class FlakyEntry(Struct, frozen=True, kw_only=True):
    """One flaky test."""

    test: str
    times: int
    last: str
    trees: tuple[TreeId, ...]
    message: str
    quarantine: QuarantineEntry | None


class FlakyDocument(Document, frozen=True, kw_only=True, tag="devloop.flaky/1"):
    """All flaky tests, the one that was seen last first."""

    tests: tuple[FlakyEntry, ...]


def entry_of(test: FlakyTest, entry: Quarantine | None) -> FlakyEntry:
    """A test as documents have it."""
    known = None if entry is None else QuarantineEntry(reason=entry.reason, until=entry.until)
    return FlakyEntry(
        test=test.id,
        times=test.times,
        last=timestamp(test.last),
        trees=test.trees,
        message=test.message,
        quarantine=known,
    )
