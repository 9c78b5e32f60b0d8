"""Kill -9 of a running hook, at a moment when git still waits for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.guarded import Guarded, begin

LOOKS = 10_000
"""How often to look whether processes have ended, a hundredth of a second apart."""


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
    _until(lambda: all(map(_is_devloop, _at_home(home))))


def wait_for_the_background(home: Path) -> None:
    """Wait until nothing of a home runs any more."""
    _until(lambda: not any(_at_home(home)))


def _until(fact: Callable[[], bool]) -> None:
    """Wait until something holds in some looks on end: of a process amid exec nothing is seen.

    Looks are counted and not seconds, since all of this may be stopped for a while.
    """
    holds = 0
    for _ in range(LOOKS):
        holds = holds + 1 if fact() else 0
        if holds == 3:
            return
        time.sleep(0.01)
    raise AssertionError("something is left running")


def end_all(home: Path) -> None:
    """Kill every process that has this folder as its home."""

    def kill_all() -> bool:
        left = [int(process.name) for process in _at_home(home)]
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not left

    _until(kill_all)


def _at_home(home: Path) -> Iterator[Path]:
    """Where the system tells of each process of a home; of the dead it tells nothing."""
    mark = b"HOME=" + os.fsencode(home) + b"\0"
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (process / "environ").read_bytes():
                yield process


def _is_devloop(process: Path) -> bool:
    try:
        return b"devloop" in (process / "cmdline").read_bytes()
    except OSError:
        return True


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
    """Git itself holds the index during `commit -a`; killed with its hook, it leaves the lock.

    So does a `git write-tree` of the hook that finds the lock gone, and takes it for an index.
    """
    for path in (guarded.path / ".git").glob("*.lock"):
        path.unlink()
