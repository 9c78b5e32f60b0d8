"""What a command works with: the repository, its store and its judge, opened once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from devloop.cli.aside import do_aside
from devloop.cli.background import sweep_now_and_then
from devloop.cli.console import Console, plain
from devloop.config.load import OWN_FILE, comfort_of, config_in
from devloop.config.model import Comfort, Config
from devloop.git.ids import TreeId
from devloop.git.record import dataclass, field, replace
from devloop.git.repository import Repository, find_repository
from devloop.run.judge import Judge
from devloop.verdict.memo import Memo
from devloop.verdict.news import take
from devloop.verdict.store import Store, open_store
from devloop.workspace.location import Area, area_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One repository, opened for one command."""

    repo: Repository
    area: Area
    store: Store
    judge: Judge
    comfort: Comfort
    console: Console
    environ: Mapping[str, str] = field(repr=False)
    afterwards: list[Callable[[], None]] = field(default_factory=list, repr=False)
    """What is to be done aside when all is closed: SQLite does not survive a copied process."""

    def config(self, tree: TreeId) -> Config:
        """The configuration that governs a tree: its own, or what its content plainly asks for."""
        found = config_in(self.repo, tree)
        if found is not None:
            return found
        from devloop.config.guess import guess_config

        if (self.repo.top / OWN_FILE).exists():
            note = f"{OWN_FILE} is not part of what is judged: git add {OWN_FILE}"
            self.console.say(f"{self.console.style('note:', 'yellow')} {note}")
        return guess_config(self.repo, tree)


@contextmanager
def open_session(
    console: Console,
    environ: Mapping[str, str],
    cwd: Path | None = None,
    *,
    known: Repository | None = None,
    background: bool = False,
) -> Iterator[Session]:
    """The session of the repository at `cwd` (or where the process stands), if it is not `known`.

    Unless nobody is there to hear it, what failed in the background is told first.
    """
    repo = known or find_repository(cwd or Path.cwd(), environ)
    session = _opened(repo, console, environ, mends=not background)
    if session.store.trouble:
        console.say(f"{console.style('note:', 'yellow')} {session.store.trouble}")
    if not background:
        tell_news(console, session.store.directory)
    try:
        if session.repo.reader is not None:
            session.repo.reader.begin()
        yield session
        sweep_now_and_then(session.store, repo.top, environ)
    finally:
        session.judge.memo.save()
        session.store.close()
        session.repo.close()
    for work in session.afterwards:
        do_aside(work)


def _opened(
    repo: Repository, console: Console, environ: Mapping[str, str], *, mends: bool
) -> Session:
    """The session with everything open that has to be closed."""
    area = area_of(repo, environ)
    borrowed = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(area.objects)}
    repo = replace(repo, environ={**repo.environ, **borrowed})
    repo = replace(repo, reader=repo.open_reader())
    comfort = comfort_of(repo)
    store = open_store(repo.common_dir / "devloop", mends=mends)
    judge = Judge(
        repo=repo,
        area=area,
        store=store,
        memo=Memo(store.directory / "memo.json"),
        environ=environ,
        parallel=comfort.jobs or usable_cores(),
    )
    return Session(
        repo=repo,
        area=area,
        store=store,
        judge=judge,
        comfort=comfort,
        console=console,
        environ=environ,
    )


def tell_news(console: Console, directory: Path) -> None:
    """Say, once, what has failed in the background since."""
    for news in take(directory):
        sign, about = console.style("✗", "red", "bold"), plain(news.subject)
        names, short = ", ".join(map(plain, news.checks)), news.commit[:9]
        console.say(
            f"{sign} {console.style('in the background:', 'bold')} {names} failed on {short}"
            f" ({about}); devloop check {short} --stage push"
        )


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
