"""A mark of a file: what changes whenever it is written, replaced or put back.

Neither its device nor, as a rule, its inode: the same file has others where it is seen through an
overlay. The time of change of a file with several names says nothing, since each new name changes
it (package managers link files into many environments), so there the inode stands for it.
"""

from __future__ import annotations

import os
import stat

from devloop.git.record import dataclass

SETTLED_NS = 3_000_000_000
"""Age at which times can be believed: file systems count in steps of up to 2 seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """What `lstat` said of something."""

    mode: int
    size: int
    modified: int
    changed: int

    @property
    def kind(self) -> int:
        """Its type, as `stat.S_IFMT` gives it."""
        return stat.S_IFMT(self.mode)

    @property
    def values(self) -> tuple[int, int, int, int]:
        """All of it, for comparing and keeping."""
        return self.mode, self.size, self.modified, self.changed

    def is_settled(self, now: int) -> bool:
        """True where its times are old enough to tell it from what it may become (nanoseconds)."""
        return max(self.modified, self.changed) < now - SETTLED_NS


def mark_of(about: os.stat_result) -> FileState:
    """The mark of what was looked at."""
    alone = about.st_nlink == 1 or stat.S_ISDIR(about.st_mode)
    return FileState(
        mode=about.st_mode,
        size=about.st_size,
        modified=about.st_mtime_ns,
        changed=about.st_ctime_ns if alone else -about.st_ino,
    )
