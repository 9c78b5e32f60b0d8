"""Why runs cannot be recorded here, found out once for each start of the machine.

A process that is itself recorded has one filter more than others, so it asks anew.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import devloop
from devloop.record.kernel import machine
from devloop.workspace.location import Area
from devloop.workspace.slot import boot_id

MEMO = "recording"
SWITCH = "DEVLOOP_RECORD"
"""Set to `off`, nothing is recorded."""


def recording_trouble(area: Area) -> str:
    """Why nothing is recorded here; nothing where it can be."""
    if os.environ.get(SWITCH) == "off":
        return f"{SWITCH} is off"
    if machine() is None:
        return f"devloop records on Linux alone (x86-64 and aarch64), and this is {sys.platform}"
    return _trouble(area.root / MEMO)


@cache
def _trouble(memo: Path) -> str:
    about = _about()
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(memo.read_bytes())
        if known["about"] == about:
            return str(known["trouble"])
    from devloop.record.self_test import trouble_here

    trouble = trouble_here()
    with suppress(OSError):
        part = memo.with_name(f"{memo.name}.{os.getpid()}")
        part.write_text(json.dumps({"about": about, "trouble": trouble}))
        part.replace(memo)
    return trouble


def _about() -> list[str]:
    """What the answer depends on."""
    filters = ""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        filters = " ".join(line for line in status.splitlines() if line.startswith("Seccomp"))
    return [boot_id(), devloop.__version__, sys.executable, str(os.getuid()), filters]
