"""Detector of saves: polls the working tree, and gives a new tree once it has come to rest."""

from __future__ import annotations

import time

from devloop.cli.session import CommandSession
from devloop.git.commits import head
from devloop.git.ids import TreeId
from devloop.git.saves import Trace, index_trace, worktree_trace
from devloop.git.trees import index_tree, worktree_tree
from devloop.run.subject import Subject, staged

LEAST_PAUSE_SECONDS = 0.2
"""Between two looks; a tree is judged when two in a row see the same."""
SHARE = 4.0
"""Number of times as long as it looks it pauses, so that a large repository costs no more."""


class SaveDetector:
    """Notices that the content has changed, once it has come to rest."""

    def __init__(self, session: CommandSession, *, staged: bool) -> None:
        self._session = session
        self._staged = staged
        self._last: Trace | None = None
        self._known: Trace | None = None
        self._tree: TreeId | None = None
        self._due = 0.0

    def look(self) -> Subject | None:
        """A tree that was not there at the last look; None where nothing is new."""
        now = time.monotonic()
        if now < self._due:
            return None
        repo = self._session.repo
        trace = index_trace(repo) if self._staged else worktree_trace(repo)
        resting, self._last = trace == self._last, trace
        found = self._content(trace) if resting and trace != self._known else None
        took = time.monotonic() - now
        self._due = now + took + max(LEAST_PAUSE_SECONDS, SHARE * took)
        return found

    def _content(self, trace: Trace) -> Subject | None:
        session, repo = self._session, self._session.repo
        before, self._tree, self._known = self._tree, None, trace
        tree_now = index_tree if self._staged else worktree_tree
        tree = tree_now(repo, session.area.scratch)
        self._tree = tree
        if tree == before:
            return None
        name = "staged tree" if self._staged else "working tree"
        return staged(tree, head(repo), name)
