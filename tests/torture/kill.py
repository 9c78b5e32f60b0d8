"""Kill -9 of a running hook, at a moment when git still waits for it."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.guarded import Guarded, begin


@dataclass(frozen=True, slots=True)
class Death:
    """What became of a command whose hook was to be killed."""

    hit: bool
    """Whether the hook was killed (or had come to its end before that)."""
    code: int
    """How the command ended."""


def killed(guarded: Guarded, command: tuple[str, ...], delay: float, *, alone: bool) -> Death:
    """Start a command and kill its hook `delay` seconds after it began, git with it or not.

    git is stopped first: so it is certain that it was waiting for the hook, and has not begun
    to write what it writes after it.
    """
    git = begin(guarded, *command)
    hook = _hook_of(git.pid)
    time.sleep(delay)
    with suppress(ProcessLookupError):
        os.kill(git.pid, signal.SIGSTOP)
    hit = hook is not None and _is_alive(hook)
    if hit and hook is not None:
        with suppress(ProcessLookupError):
            os.kill(hook, signal.SIGKILL)
        if not alone:
            os.killpg(git.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(git.pid, signal.SIGCONT)
    code = git.wait()
    _wait_for_orphans(guarded.home)
    if hit:
        _drop_the_lock_of_git(guarded)
    return Death(hit, code)


def _wait_for_orphans(home: Path) -> None:
    """Let what the dead have started come to its end: a git of theirs may hold a lock of git.

    What earlier hooks do aside, on purpose, is not waited for.
    """
    mark = b"HOME=" + os.fsencode(home) + b"\0"
    end = time.monotonic() + 60
    while any(_is_orphan(place, mark) for place in Path("/proc").glob("[0-9]*")):
        assert time.monotonic() < end, "something is left running"
        time.sleep(0.005)


def _is_orphan(process: Path, mark: bytes) -> bool:
    try:
        ours = mark in (process / "environ").read_bytes()
        return ours and b"devloop" not in (process / "cmdline").read_bytes()
    except OSError:
        return False


def _hook_of(git: int) -> int | None:
    """The first child of a process, waited for until the process ends."""
    listing = Path(f"/proc/{git}/task/{git}/children")
    while True:
        try:
            children = listing.read_text().split()
        except OSError:
            return None
        hooks = [int(child) for child in children if _is_hook(int(child))]
        if hooks:
            return hooks[0]
        if not _is_alive(git):
            return None
        time.sleep(0.001)


def _is_hook(pid: int) -> bool:
    with suppress(OSError):
        return b"pre-" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _drop_the_lock_of_git(guarded: Guarded) -> None:
    """Git itself holds the index during `commit -a`; killed with its hook, it leaves the lock."""
    for path in (guarded.path / ".git").glob("*.lock"):
        path.unlink()
