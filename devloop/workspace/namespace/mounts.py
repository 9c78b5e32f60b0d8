"""The mounts of this process, from `/proc/self/mountinfo` (proc_pid_mountinfo(5))."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from devloop.git.record import dataclass

TABLE = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(rb"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """One line of the table."""

    at: Path
    kind: str
    """Of file system."""
    read_only: bool


def mounts_here() -> tuple[Mount, ...]:
    """All mounts of this process, in the order they were made."""
    return parse_mounts(TABLE.read_bytes())


def parse_mounts(table: bytes) -> tuple[Mount, ...]:
    """The mounts that a table lists; a line that cannot be understood is passed over."""
    return tuple(found for line in table.splitlines() if (found := _parse(line)) is not None)


def _parse(line: bytes) -> Mount | None:
    own, dash, rest = line.partition(b" - ")
    fields, kinds = own.split(b" "), rest.split(b" ")
    if not dash or len(fields) < 6:
        return None
    options = fields[5].split(b",")
    return Mount(at=_path(fields[4]), kind=os.fsdecode(kinds[0]), read_only=b"ro" in options)


def _path(text: bytes) -> Path:
    """A path whose white space and backslashes are written in octal."""
    return Path(os.fsdecode(_ESCAPED.sub(lambda found: bytes((int(found[1], 8),)), text)))


def outermost_below(folder: Path, mounts: Iterable[Mount]) -> tuple[Mount, ...]:
    """The mounts strictly below a folder that are below no other such; of several the last."""
    below = {mount.at: mount for mount in mounts if folder in mount.at.parents}
    return tuple(found for at, found in below.items() if not below.keys() & {*at.parents})
