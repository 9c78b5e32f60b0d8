"""Work that nobody waits for, done by a copy of this process while it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from devloop.run.process.detach import detach


def fork_after_exit(work: Callable[[], None]) -> None:
    """Do some work in a process of its own that holds nothing of the caller's; it may fail.

    `work` has to open all it needs by itself. Where processes cannot be copied it is left out,
    and so it is in CI, whose machines have no next time.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin" or os.environ.get("CI"):
        return
    if os.fork():
        return
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        detach()
        work()
    finally:
        os._exit(0)
