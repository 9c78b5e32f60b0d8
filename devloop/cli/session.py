"""The session of a command: an opened repository and the console that speaks of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from devloop import __version__
from devloop.cli.hooks.fork_after_exit import fork_after_exit
from devloop.cli.hooks.start_background import sweep_now_and_then
from devloop.cli.terminal.console import Console, plain
from devloop.cli.terminal.tracing import written_to_file
from devloop.config.model import Config
from devloop.files.trace import trace
from devloop.git.ids import TreeId
from devloop.git.repository import Repository, find_repository
from devloop.run.session import Session, opened
from devloop.verdict.failure_notices import pop


class CommandSession(Session):
    """A session whose notes are said on a console."""

    console: Console

    @classmethod
    def of(cls, session: Session, console: Console) -> CommandSession:
        """The same session, with a console."""
        made = cls(
            repo=session.repo,
            area=session.area,
            store=session.store,
            judge=session.judge,
            comfort=session.comfort,
            environ=session.environ,
        )
        made.console = console
        return made

    def config(self, tree: TreeId) -> Config:
        """The configuration that governs a tree; what is to be noted of it is said."""
        governed = self.governing(tree)
        if governed.note:
            self.console.say(f"{self.console.style('note:', 'yellow')} {governed.note}")
        return governed.config


@contextmanager
def open_session(
    console: Console,
    environ: Mapping[str, str],
    cwd: Path | None = None,
    *,
    known: Repository | None = None,
    background: bool = False,
) -> Iterator[CommandSession]:
    """The session of the repository at `cwd` (or where the process stands), if it is not `known`.

    Unless nobody is there to hear it, what failed in the background is told first.
    """
    with written_to_file(environ):
        with _opened(console, environ, cwd, known, background=background) as session:
            yield session
        for work in session.afterwards:
            fork_after_exit(work)


@contextmanager
def _opened(
    console: Console,
    environ: Mapping[str, str],
    cwd: Path | None,
    known: Repository | None,
    *,
    background: bool,
) -> Iterator[CommandSession]:
    repo = known or find_repository(cwd or Path.cwd(), environ)
    trace("repository", top=str(repo.top), devloop=__version__, python=sys.version.split()[0])
    session = CommandSession.of(opened(repo, environ, repairs=not background), console)
    if session.store.problem:
        console.say(f"{console.style('note:', 'yellow')} {session.store.problem}")
    if not background:
        tell_failures(console, session.store.directory)
    try:
        if session.repo.reader is not None:
            session.repo.reader.begin()
        yield session
        sweep_now_and_then(session.store, repo.top, environ)
    finally:
        session.close()


def tell_failures(console: Console, directory: Path) -> None:
    """Say, once, what has failed in the background since."""
    for news in pop(directory):
        sign, about = console.style("✗", "red", "bold"), plain(news.subject)
        names, short = ", ".join(map(plain, news.checks)), news.commit[:9]
        console.say(
            f"{sign} {console.style('in the background:', 'bold')} {names} failed on {short}"
            f" ({about}); devloop check {short} --stage push"
        )
