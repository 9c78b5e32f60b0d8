"""Progress of `devloop init` while it tries checks and measures the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from devloop.cli.session import CommandSession
from devloop.cli.terminal.console import Console
from devloop.cli.terminal.watched import judge_watched
from devloop.config.model import Config, Stage
from devloop.onboarding.trial import Judging
from devloop.run.result import Report
from devloop.run.run_options import RunOptions
from devloop.run.subject import Subject
from devloop.verdict.claim import own_name


def watched_trial(session: CommandSession) -> Judging:
    """Run every check that is proposed, with progress on the console."""

    def judge(subject: Subject, config: Config) -> Report:
        options = RunOptions(keep_going=True, who=own_name("devloop init"))
        return judge_watched(session, subject, config, Stage.PUSH, options=options)

    return judge


@contextmanager
def measuring(console: Console) -> Iterator[None]:
    """Say what is going on where somebody watches: a long history takes some seconds."""
    if console.live:
        console.err.write(console.style("measuring the last commits …", "dim"))
        console.err.flush()
    try:
        yield
    finally:
        if console.live:
            console.err.write("\r\x1b[K")
