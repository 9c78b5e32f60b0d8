"""True if a disk still has room: programs that fail on a full one seldom say so."""

from __future__ import annotations

from pathlib import Path

SPARE_BYTES = 1 << 16
"""Less than this is no room: the last write that failed may have been larger than what is left."""


def is_full(place: Path) -> bool:
    """True if nothing more can be written where `place` is; False where nobody knows."""
    from shutil import disk_usage

    try:
        return disk_usage(place).free < SPARE_BYTES
    except OSError:
        return False
