"""`devloop flaky`: the tests that failed and passed on the same tree."""

from __future__ import annotations

import json
from time import time

import click

from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.ago import ago, timestamp
from devloop.cli.terminal.console import Console, environment, open_console, plain
from devloop.config.model import Quarantine
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
        found = [document(test, quarantine.get(test.id)) for test in tests]
        console.result(json.dumps({"schema": "devloop.flaky/1", "tests": found}, indent=2))
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


def document(test: FlakyTest, entry: Quarantine | None) -> dict[str, object]:
    """A test of `devloop.flaky/1`."""
    return {
        "test": test.id,
        "times": test.times,
        "last": timestamp(test.last),
        "trees": list(test.trees),
        "message": test.message,
        "quarantine": None if entry is None else {"reason": entry.reason, "until": entry.until},
    }
