"""Letting go of whoever started this process, and taking the lowest priority.

A hook's caller may wait for the end of its pipes, and its terminal may close: none of that is
the background's business.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

LOWEST = 19
MOST_DESCRIPTORS = 65536


def detach() -> None:
    """Let go of terminal, session and every descriptor above standard error; call it first.

    A shell has what it starts with `&` ignore Ctrl-C, and checks would inherit that.
    """
    os.closerange(3, MOST_DESCRIPTORS)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    with suppress(PermissionError):
        os.setsid()
    os.nice(LOWEST)


def lower_session_of(pid: int) -> None:
    """Have a session that was just begun yield to others as this process does.

    Linux may share the cores among sessions first, and then a process's own priority counts only
    within its session (sched(7), "the autogroup feature").
    """
    if sys.platform == "linux" and os.nice(0) > 0:
        with suppress(OSError):
            Path(f"/proc/{pid}/autogroup").write_text(str(os.nice(0)))
