"""True if files stayed untouched for a while: what a digest before and after cannot tell.

A program that is replaced and put back while a check runs has the same content before and after.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

Marks = tuple[tuple[str, int, int, int, int, int], ...]
"""Path, device, inode, size, and times of change of content and of inode, in nanoseconds."""


TABLE = "db.db"
"""pre-commit's table of checkouts, which it writes to whenever it runs."""


def is_table(path: str) -> bool:
    """True if a file is one that running a hook changes; what it says of the hook is looked up."""
    return os.path.basename(path) == TABLE  # noqa: PTH119 - asked of every file


def marks_of(paths: Iterable[str]) -> Marks:
    """What changes whenever one of the files is written to, replaced or put back.

    Folders are left out: programs come to lie beside each other for many reasons. So is the time
    of an inode with several names, since another name for it does not change the file.
    """
    return tuple(mark for path in sorted(paths) if (mark := _mark(path)) is not None)


def _mark(path: str) -> tuple[str, int, int, int, int, int] | None:
    try:
        s = os.stat(path)  # noqa: PTH116 - called for every distribution
    except OSError:
        return None
    if not stat.S_ISREG(s.st_mode):
        return None
    changed = s.st_ctime_ns if s.st_nlink == 1 else 0
    return path, s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, changed
