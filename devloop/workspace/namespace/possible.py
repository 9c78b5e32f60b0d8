"""The question whether checks can be sealed here, answered by trying and remembered.

What forbids it is a matter of the kernel, of the container around and of the file systems that
HOME and the folders for temporary files are on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from errno import EACCES, EINVAL, ENOSPC, ENOSYS, EPERM
from pathlib import Path

from devloop.files.atomic import beside, write_whole
from devloop.workspace.checkout import remove
from devloop.workspace.namespace.user import mapped_user, rights

MEMO = "namespace"
"""File in the cache of a repository: what the answer holds for, then the reason against it."""

BOOT = "/proc/sys/kernel/random/boot_id"
NAMESPACES = ("/proc/self/ns/user", "/proc/self/ns/mnt")
TRIAL = ("/bin/sh", "-c", ":")
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


def reason_against(folder: Path, vanishing: tuple[Path, ...]) -> str:
    """Why no check can be sealed here, in a sentence; nothing where it can be.

    `folder` is the cache of the repository, whose disk takes what is written in layers;
    `vanishing` are the folders that have to be layers.
    """
    if sys.platform != "linux":
        return "namespaces are Linux's"
    valid_for = _here(vanishing)
    known = _recall(folder / MEMO, valid_for)
    if known is not None:
        return known
    reason = _try(folder, vanishing)
    with suppress(OSError):
        write_whole(folder / MEMO, f"{valid_for}\n{reason}\n".encode())
    return reason


def forget(folder: Path) -> None:
    """Ask anew next time, since the answer has proved wrong."""
    (folder / MEMO).unlink(missing_ok=True)


def _here(vanishing: tuple[Path, ...]) -> str:
    """What an answer holds for: this start of the machine, container, user and folders."""
    with suppress(OSError):
        boot = Path(BOOT).read_text().strip()
        names = (boot, *map(os.readlink, NAMESPACES), f"{os.geteuid()}", f"{rights():x}")
        return " ".join((*names, *(repr(str(place)) for place in vanishing)))
    return ""


def _recall(memo: Path, valid_for: str) -> str | None:
    try:
        held_for, _, reason = memo.read_text().partition("\n")
    except (OSError, ValueError):
        return None
    return reason.strip() if valid_for and held_for == valid_for else None


def _try(folder: Path, vanishing: tuple[Path, ...]) -> str:
    place = beside(folder / "probe")
    try:
        return _entered(place, vanishing)
    except OSError as error:
        return f"{place} cannot be made: {error.strerror or error}"
    finally:
        with suppress(OSError):
            remove(place)


def _entered(place: Path, vanishing: tuple[Path, ...]) -> str:
    """Enter a view like those of checks; the reason where that is refused."""
    from devloop.workspace.namespace.enter import Entrance
    from devloop.workspace.namespace.mounts import mounts_here
    from devloop.workspace.namespace.view import Wanted, view_of

    for name in ("tree", "at", "layers"):
        (place / name).mkdir(parents=True, exist_ok=True)
    top = place / "at"
    wanted = Wanted(tops=(top,), workspace=place / "tree", own=place, vanishing=vanishing)
    entrance = Entrance(
        view=view_of(wanted, mounts_here()),
        own=place,
        layers=place / "layers",
        cwd=top,
        user=mapped_user(),
    )

    reading, writing = os.pipe()

    def step() -> None:
        try:
            entrance()
        except OSError as error:
            os.write(writing, _sentence(error).encode())
            raise

    try:
        subprocess.run(TRIAL, preexec_fn=step, check=False)
    except subprocess.SubprocessError:
        return os.read(reading, 4096).decode()
    finally:
        os.close(reading)
        os.close(writing)
    return ""


def _sentence(error: OSError) -> str:
    """What the kernel refused, and where that is usually set."""
    words = str(error.args[1]) if len(error.args) > 1 else str(error)
    return f"{words}{_cause(words, error.errno or 0)}"


def _cause(words: str, number: int) -> str:
    if words.startswith("unshare"):
        if number == ENOSPC:
            return " (user.max_user_namespaces is too low)"
        return " (the kernel or the container around forbids namespaces)"
    if words.startswith("mount_setattr") and number == ENOSYS:
        return " (it takes Linux 5.12)"
    if number in {EPERM, EACCES} and _restricted():
        return " (kernel.apparmor_restrict_unprivileged_userns is 1)"
    if words.startswith("mount overlay") and number == EINVAL:
        return " (its file system cannot be the lower side of an overlay)"
    return ""


def _restricted() -> bool:
    try:
        return APPARMOR.read_text().strip() == "1"
    except OSError:
        return False
