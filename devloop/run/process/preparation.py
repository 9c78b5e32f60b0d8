"""What a started process does to itself before it becomes a check's program.

The steps run in the forked child, which has one thread, after it leads a session of its own and
before any descriptor is closed: entering a namespace, installing a filter. They must not import
anything or take a lock. A step that raises ends the child, and its words reach the parent.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

Step = Callable[[], None]

MOST_BYTES = 4096
"""Of a reason: less than a pipe holds, so that writing it never waits."""


class NotPrepared(Exception):
    """A step has failed; says why."""


@contextmanager
def preparation(steps: tuple[Step, ...]) -> Iterator[Step | None]:
    """What the child of a start within has to call, if anything; `NotPrepared` where it failed."""
    if not steps:
        yield None
        return
    reading, writing = os.pipe()
    try:
        yield partial(_take, steps, writing)
    except subprocess.SubprocessError as error:
        raise NotPrepared(os.read(reading, MOST_BYTES).decode("utf-8", "replace")) from error
    finally:
        os.close(reading)
        os.close(writing)


def _take(steps: tuple[Step, ...], writing: int) -> None:
    try:
        for step in steps:
            step()
    except BaseException as error:
        words = str(error) or type(error).__name__
        os.write(writing, words.encode("utf-8", "replace")[:MOST_BYTES])
        raise
