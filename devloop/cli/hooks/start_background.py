"""Work after the answer was given, in a process that nobody waits for."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from devloop.git.process import clean_environment
from devloop.verdict.store import Store
from devloop.verdict.sweep_schedule import is_due, note_sweep


def sweep_now_and_then(store: Store, top: Path, environ: Mapping[str, str]) -> None:
    """Start a sweep if none has run for a day."""
    if store.problem or not is_due(store):
        return
    note_sweep(store)
    start(top, environ, "gc", "--auto")


def start(top: Path, environ: Mapping[str, str], *args: str) -> None:
    """Start devloop on its own: no terminal, no pipes, none of the variables of a hook."""
    from devloop.hooks_install.shim import own_program

    with suppress(OSError):
        process = subprocess.Popen(
            [own_program(), *args],
            cwd=top,
            env=clean_environment(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        process.returncode = 0  # it is not waited for, and that is no mistake
