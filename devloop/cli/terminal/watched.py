"""Judging while somebody watches: progress on the console, and signals that cancel the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import Console
from devloop.cli.terminal.progress import Progress
from devloop.config.model import Config, Stage
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.signals import cancelled_by_signals
from devloop.run.result import Report
from devloop.run.run_options import RunOptions
from devloop.run.subject import Subject


@contextmanager
def watching(console: Console) -> Iterator[tuple[Cancellation, Progress]]:
    """A run that Ctrl-C cancels, and whose progress is shown."""
    cancel = Cancellation()
    with cancelled_by_signals(cancel), Progress(console) as progress:
        yield cancel, progress


def judge_watched(
    session: CommandSession, subject: Subject, config: Config, stage: Stage, *, options: RunOptions
) -> Report:
    """Judge one subject while somebody watches."""
    with watching(session.console) as (cancel, progress):
        return session.judge.judge(
            subject, config, stage, cancel=cancel, watcher=progress, options=options
        )
