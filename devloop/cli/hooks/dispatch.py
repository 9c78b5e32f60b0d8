"""`devloop hook NAME`: what the shims call. It speaks little and never lets through unproven."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from devloop.cli.session import CommandSession, open_session
from devloop.cli.terminal.console import Console
from devloop.errors import UsageError
from devloop.git.repository import Repository

AFTER_COMMIT = ("post-commit", "post-rewrite")
GIT_HOOKS = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push", *AFTER_COMMIT)
FRAMEWORK_HOOKS = ("check", "size", "message", "push")
"""Names that `.pre-commit-hooks.yaml` calls."""
PUSHED = "pushed"
"""Name that the pre-push script calls when a shortcut has let a push go."""
HOOKS = (*GIT_HOOKS, *FRAMEWORK_HOOKS, PUSHED)


def run_hook(
    name: str,
    args: tuple[str, ...],
    console: Console,
    environ: Mapping[str, str],
    repo: Repository | None = None,
) -> int:
    """Run one hook; gives its exit code. `repo` is the repository, where it is known."""
    if name not in HOOKS:
        raise UsageError(f"there is no hook {name!r}", hint="devloop hook --help")
    if name in {"commit-msg", "message"} and not args:
        raise UsageError(f"{name} needs the path of the message file")
    if name == PUSHED and (len(args) != 1 or args[0].count(" ") != 2):
        raise UsageError("pushed needs one argument: local id, ref and remote id")
    if name in AFTER_COMMIT:
        from devloop.cli.hooks.after_commit import after_commit

        return after_commit(console, environ)
    lines = sys.stdin.buffer.read() if name == "pre-push" else b""
    if name == "pre-push" and not lines.strip():
        return 0
    with open_session(console, environ, known=repo) as session:
        return _run(session, name, args, lines)


def _run(session: CommandSession, name: str, args: tuple[str, ...], lines: bytes) -> int:
    if name == PUSHED:
        from devloop.fastpath.push_shortcut import note_push

        return note_push(session, args[0])
    if name == "pre-push":
        from devloop.cli.hooks.push import before_push
        from devloop.gate.remote_view import Destination

        name, address = (*args, "", "")[:2]
        return before_push(session, lines, Destination(name=name, address=address))
    if name in FRAMEWORK_HOOKS:
        return _run_for_framework(session, name, args)
    from devloop.cli.hooks.commit import before_commit, with_message

    return with_message(session, Path(args[0])) if name == "commit-msg" else before_commit(session)


def _run_for_framework(session: CommandSession, name: str, args: tuple[str, ...]) -> int:
    from devloop.cli.hooks import framework as hook_framework

    if name == "check":
        return hook_framework.check(session)
    if name == "push":
        return hook_framework.push(session)
    return hook_framework.size(session, Path(args[0]) if name == "message" else None)
