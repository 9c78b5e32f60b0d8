"""The small sh programs that git starts, and how one of them is told from a stranger's hook."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from devloop.config.packaged import packaged

GATES = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
BACKGROUND = ("post-commit", "post-rewrite")
"""What starts work that nobody waits for; without them nothing is let through."""
HOOKS = (*GATES, *BACKGROUND)
"""The hooks devloop installs."""

OF_THE_COMMAND = (b"devloop-start", b"devloop.cli.main", b"devloop hook")
"""What stands in the command itself: the script, what installers made of an entry point before,
and a script of a person's that calls it."""
MOST_OF_A_START = 4096

MARK = b"# Written by 'devloop install'"
DEFAULT_PROGRAM = "devloop='devloop'"
DEFAULT_KEPT = 'kept="$0.before-devloop"'
DEFAULT_STAMPS = 'stamps="${0%/*}/../devloop/stamps"'


def shim_text(hook: str, program: Path, shortcuts: Path, kept: str | None = None) -> bytes:
    """The shim of a hook that starts `program`, after the hook at `kept` if there is one.

    `stamps` is the folder of decisions that were allowed before.

    `kept` None means the file of the same name ending in `.before-devloop` beside the shim; a
    relative one counts from the root of the worktree, where git starts hooks.
    """
    text = os.fsdecode((packaged("hooks") / hook).read_bytes())
    text = text.replace(DEFAULT_PROGRAM, f"devloop={shlex.quote(os.fspath(program))}")
    text = text.replace(DEFAULT_STAMPS, f"stamps={shlex.quote(os.fspath(shortcuts))}")
    if kept is not None:
        text = text.replace(DEFAULT_KEPT, f"kept={shlex.quote(kept)}")
    return os.fsencode(text)


def is_ours(path: Path) -> bool:
    """True if the file is a shim of devloop's, of whatever version."""
    try:
        return MARK in path.read_bytes()[:1000]
    except OSError:
        return False


def program_in(path: Path) -> str | None:
    """The program that a shim starts, or None where it starts none."""
    for line in os.fsdecode(path.read_bytes()).splitlines():
        if line.startswith("devloop="):
            return shlex.split(line.removeprefix("devloop="))[0]
    return None


def stranger_on_path(environ: Mapping[str, str]) -> Path | None:
    """The `devloop` that comes first on the PATH, where that is another program."""
    import shutil

    found = shutil.which("devloop", path=environ.get("PATH", os.defpath))
    if found is None or "/shims/" in found:  # of pyenv and asdf, which choose by themselves
        return None
    try:
        with Path(found).open("rb") as file:
            beginning = file.read(MOST_OF_A_START)
    except OSError:
        return None
    ours = any(mark in beginning for mark in OF_THE_COMMAND)
    return None if ours else Path(found)


def own_program() -> Path:
    """The `devloop` command of the environment that this process runs in."""
    beside = Path(sys.executable).with_name("devloop")
    if beside.exists():
        return beside
    return Path(sys.argv[0]).absolute()
