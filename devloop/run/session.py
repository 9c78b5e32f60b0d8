"""An opened repository: its store, its judge, and the configuration that governs a tree.

Prints nothing: what a person should hear is given back as a note.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from devloop.config.load import OWN_FILE, comfort_of, config_in
from devloop.config.model import Comfort, Config
from devloop.environment.memo import Memo
from devloop.errors import StoreError
from devloop.files.trace import trace
from devloop.git.alternates import VARIABLE, alternates
from devloop.git.ids import TreeId
from devloop.git.record import dataclass, replace
from devloop.git.repository import Repository, find_repository
from devloop.run.judge import Judge
from devloop.verdict.events import Event, EventDecision, EventKind, append_event
from devloop.verdict.store import Store, open_store
from devloop.workspace.location import Area, area_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """The configuration that governs a tree, and what should be said of it (empty: nothing)."""

    config: Config
    note: str = ""


class Session:
    """One repository, opened for one purpose; `close` ends it."""

    def __init__(
        self,
        *,
        repo: Repository,
        area: Area,
        store: Store,
        judge: Judge,
        comfort: Comfort,
        environ: Mapping[str, str],
    ) -> None:
        self.repo = repo
        self.area = area
        self.store = store
        self.judge = judge
        self.comfort = comfort
        self.environ = environ
        self.afterwards: list[Callable[[], None]] = []
        """Work for a copy of the process once all is closed: SQLite does not survive a copy."""

    def governing(self, tree: TreeId) -> Governed:
        """The configuration of a tree: its own, or what the tree plainly asks for."""
        found = config_in(self.repo, tree)
        if found is not None:
            names = tuple(check.name for check in found.checks)
            trace("configuration", source=found.source, tree=tree, checks=names)
            return Governed(config=found)
        from devloop.detect.guess import guess_config

        untracked = (self.repo.top / OWN_FILE).exists()
        note = (
            f"{OWN_FILE} is not staged, so it is ignored: git add {OWN_FILE}" if untracked else ""
        )
        return Governed(config=guess_config(self.repo, tree), note=note)

    def config(self, tree: TreeId) -> Config:
        """The configuration that governs a tree."""
        return self.governing(tree).config

    def close(self) -> None:
        """Save what was found out, and close everything."""
        self.judge.memo.save()
        self.store.close()
        self.repo.close()


@contextmanager
def quiet_session(environ: Mapping[str, str], cwd: Path | None = None) -> Iterator[Session]:
    """The session of the repository at `cwd` for work that nobody watches."""
    session = opened(find_repository(cwd or Path.cwd(), environ), environ, repairs=False)
    try:
        if session.repo.reader is not None:
            session.repo.reader.begin()
        yield session
    finally:
        session.close()


def opened(repo: Repository, environ: Mapping[str, str], *, repairs: bool) -> Session:
    """The session of a repository; `fixes` starts a damaged store again."""
    area = area_of(repo, environ)
    borrowed = {VARIABLE: alternates((area.objects,))}
    repo = replace(repo, environ={**repo.environ, **borrowed})
    repo = replace(repo, reader=repo.open_reader())
    comfort = comfort_of(repo)
    store = open_store(repo.common_dir / "devloop", repairs=repairs)
    judge = Judge(
        repo=repo,
        area=area,
        store=store,
        memo=Memo(store.directory / "memo.json"),
        environ=environ,
        parallel=comfort.jobs or usable_cores(),
    )
    return Session(repo=repo, area=area, store=store, judge=judge, comfort=comfort, environ=environ)


def record_decision(
    store: Store,
    kind: EventKind,
    tree: TreeId,
    subject: str,
    decision: EventDecision,
    detail: str,
) -> None:
    """Keep a decision for `devloop log`; a store that cannot be written was spoken of already."""
    trace(
        "decision", kind=kind.value, subject=subject, decision=decision.value, why=detail, tree=tree
    )
    event = Event(
        kind=kind, recorded=time(), tree=tree, subject=subject, decision=decision, detail=detail
    )
    with suppress(StoreError):
        append_event(store, event)


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
