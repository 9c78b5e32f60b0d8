"""A lock on a file that the kernel frees when its last holder dies, however it dies."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""Error numbers of a lock that somebody else holds."""


class FileLock:
    """A held lock; children that inherit `descriptor` hold it too."""

    __slots__ = ("descriptor",)

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def release(self) -> None:
        """Give the lock back (as far as this process is concerned)."""
        os.close(self.descriptor)

    def is_of(self, path: Path) -> bool:
        """True if what is locked is the file at `path`, and not one that was there before it."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), path.stat())
        except FileNotFoundError:
            return False


def try_lock(path: Path, *, shared: bool = False) -> FileLock | None:
    """The lock on `path`, or None while somebody else holds it.

    Many may hold a `shared` one at a time, and then nobody one that is not.

    `OSError` where there is no such file to be had, or where the file system has no locks: to
    wait would be to wait for good.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno not in HELD:
            raise
        return None
    return FileLock(descriptor)
