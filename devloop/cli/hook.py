"""`devloop hook NAME`: what the shims call. It speaks little and never lets through unproven."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from time import time

from devloop.cli.console import Console
from devloop.cli.session import Session, open_session
from devloop.errors import UsageError
from devloop.git.ids import TreeId
from devloop.verdict.events import Event, append_event

PENDING = "devloop-pending"
"""Name of the file, beside the message, that says a message has to decide."""


def run_hook(name: str, args: tuple[str, ...], console: Console, environ: Mapping[str, str]) -> int:
    """Run one hook; gives its exit code."""
    if name in {"pre-commit", "pre-merge-commit"}:
        from devloop.cli.hook_commit import before_commit

        with open_session(console, environ) as session:
            return before_commit(session)
    if name == "commit-msg":
        from devloop.cli.hook_commit import with_message

        if not args:
            raise UsageError("commit-msg needs the file of the message")
        with open_session(console, environ) as session:
            return with_message(session, Path(args[0]))
    if name == "pre-push":
        from devloop.cli.hook_push import before_push

        lines = sys.stdin.buffer.read()
        if not lines.strip():
            return 0
        with open_session(console, environ) as session:
            return before_push(session, lines, args[0] if args else "")
    raise UsageError(f"there is no hook {name!r}", hint="devloop hook --help")


def record(
    session: Session, kind: str, tree: TreeId, subject: str, decision: str, detail: str
) -> None:
    """Write an event; a store that cannot be written has been spoken of already."""
    from contextlib import suppress

    from devloop.errors import StoreError

    event = Event(
        kind=kind,
        recorded=time(),
        tree=tree,
        subject=subject,
        decision=decision,
        detail=detail,
    )
    with suppress(StoreError):
        append_event(session.store, event)


def own_name(what: str) -> str:
    """What others are told who wait for this process."""
    return f"`{what}` (process {os.getpid()})"
