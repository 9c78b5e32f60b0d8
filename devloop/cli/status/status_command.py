"""`devloop status`: where you stand, on one screen."""

from __future__ import annotations

import click

from devloop.cli.background.following import in_queue
from devloop.cli.session import open_session
from devloop.cli.status.document import status_document
from devloop.cli.status.queue import show_queue
from devloop.cli.status.report import show
from devloop.cli.terminal.console import environment, open_console
from devloop.cli.terminal.documents import show_document
from devloop.doctor.overview import survey


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> int:
    """Show hooks, staged tree, unchecked commits and recent decisions.

    For the staged tree: its size, the checks whose results are known, and those that would run,
    with the time they usually take. Runs nothing and changes nothing.
    """
    environ = environment()
    console = open_console(environ)
    with open_session(console, environ) as session:
        found, queue = survey(session), in_queue(session)
    if as_json:
        show_document(console, status_document(found, queue))
    else:
        show(console, found)
        show_queue(console, queue)
    return 0
