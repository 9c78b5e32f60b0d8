"""Files that others see whole or not at all: written beside their place, then renamed.

The name beside is made of the process and of chance, because processes of two containers may have
one number, and one process may have several threads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST = 200
"""Bytes of the name of a file that are part of the name beside it, which may have 255."""


def beside(place: Path) -> Path:
    """A hidden name in the same folder that nobody else uses."""
    name = os.fsdecode(os.fsencode(place.name)[:LONGEST])
    return place.with_name(f".{name}.{os.getpid()}-{os.urandom(6).hex()}")


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """A name to make the file under; at the end it is renamed, and after an error removed."""
    part = beside(place)
    try:
        yield part
        part.replace(place)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_whole(place: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write a file, with permissions where they matter; `OSError` where that cannot be.

    It is not forced to disk: what devloop keeps is checked when it is read.
    """
    with replacing(place) as part:
        part.write_bytes(content)
        if mode is not None:
            part.chmod(mode)
