"""`devloop watch`: judge every save, so that the answer is there by the time of the commit."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from io import StringIO

import click

from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console, environment, open_console
from devloop.cli.terminal.error_boundary import guarded
from devloop.cli.watch.board import Board
from devloop.cli.watch.display import Show, display
from devloop.cli.watch.save_detector import SaveDetector
from devloop.config.model import Stage
from devloop.errors import CannotJudge, DevloopError, Interrupted
from devloop.git.refs import current_branch
from devloop.run.background.latest_only import LatestOnly
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.signals import cancelled_by_signals
from devloop.run.run_options import RunOptions
from devloop.run.subject import Subject
from devloop.run.trust import is_allowed
from devloop.verdict.claim import own_name

TICK_SECONDS = 0.1


@click.command("watch")
@click.option("--staged", is_flag=True, help="Check the index only, not the whole working tree.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for every tree.")
def command(*, staged: bool, as_json: bool) -> int:
    """Check at every save, so that the result is there when you commit.

    Checks what you would commit with everything added, at the commit stage; a newer save cancels
    the run for an older one. Nothing of yours is changed, not even the index.
    """
    environ = environment()
    console = open_console(environ)
    cancel = Cancellation()
    with open_session(console, environ) as session:
        if not is_allowed(session.repo):
            hint = "devloop check (it runs what devloop.toml names), or: devloop install"
            raise CannotJudge("nothing of this repository has run in this clone yet", hint=hint)
        title = _title(session, staged=staged)
        try:
            with cancelled_by_signals(cancel), display(console, title, as_json=as_json) as show:
                _watch(SaveDetector(session, staged=staged), partial(_judge, environ), show, cancel)
        except Interrupted:
            return 0
    return 0


def _title(session: CommandSession, *, staged: bool) -> str:
    what = "index" if staged else "working tree"
    return f"{what} of {current_branch(session.repo) or 'a detached HEAD'}"


def _watch(
    detector: SaveDetector,
    judge: Callable[[Board, Subject, Cancellation], None],
    show: Show,
    cancel: Cancellation,
) -> None:
    board = Board()
    latest = LatestOnly(partial(judge, board), cancel)
    try:
        while not cancel.cancelled:
            try:
                subject = detector.look()
            except (DevloopError, OSError) as error:
                board.failed(str(error))
            else:
                if subject is not None:
                    latest.aim(subject)
            latest.step()
            show(board.snapshot(), latest.busy)
            time.sleep(TICK_SECONDS)
    finally:
        latest.end()


def _judge(
    environ: Mapping[str, str], board: Board, subject: Subject, cancel: Cancellation
) -> None:
    """Judge one tree in a session of its own: the environment may have changed since."""
    unheard = StringIO()
    silent = Console(out=unheard, err=unheard, out_color=False, err_color=False, live=False)

    def body() -> int:
        with open_session(silent, environ, background=True) as session:
            report = session.judge.judge(
                subject,
                session.config(subject.tree),
                Stage.COMMIT,
                cancel=cancel,
                watcher=board,
                options=RunOptions(who=own_name("devloop watch"), keep_going=True),
            )
        if not cancel.cancelled:
            board.judged(report)
        return 0

    if guarded(silent, body) and not cancel.cancelled:
        board.failed(unheard.getvalue().strip().removeprefix("devloop: "))
