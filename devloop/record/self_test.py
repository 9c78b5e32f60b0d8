"""A trial of the recorder on this machine: it has to see what it must not miss."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from devloop.record.fact import Access
from devloop.record.kernel import machine
from devloop.record.places import RunPlaces
from devloop.record.recorder import Recorder
from devloop.record.trail import Trail

SCRIPT = """\
import os, threading
open("read").close()
os.path.exists("absent")
os.stat("stat")
os.listdir("listed")
thread = threading.Thread(target=lambda: open("by-thread").close())
thread.start()
thread.join()
child = os.fork()
if not child:
    os.chdir("listed")
    open("../by-child").close()
    os._exit(0)
os._exit(os.waitpid(child, 0)[1])
"""

EXPECTED = {
    b"read": Access.CONTENT,
    b"absent": Access.ABSENCE,
    b"stat": Access.STAT,
    b"listed": Access.LISTING,
    b"by-thread": Access.CONTENT,
    b"by-child": Access.CONTENT,
}

SECONDS = 20.0
"""After which it will not end any more."""


def trouble_here() -> str:
    """Why nothing can be recorded here; nothing where it can."""
    about = machine()
    if about is None:
        return (
            f"devloop cannot record on {sys.platform} ({os.uname().machine})"
            if hasattr(os, "uname")
            else f"devloop cannot record on {sys.platform}"
        )
    import tempfile  # once on a machine

    with tempfile.TemporaryDirectory(prefix="devloop-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "listed").mkdir()
        for file in ("read", "stat", "by-thread", "by-child"):
            (folder / file).touch()
        recorder = Recorder(
            machine=about, trail=Trail(places=RunPlaces(trees=(os.fsencode(folder),)))
        )
        return _missing(recorder, folder)


def _missing(recorder: Recorder, folder: Path) -> str:
    code: int | None = None
    with recorder.command() as listener, suppress(OSError, subprocess.SubprocessError):
        code = subprocess.run(
            [sys.executable, "-I", "-S", "-c", SCRIPT],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            preexec_fn=listener.prepare,
        ).returncode
    trail = recorder.trail
    trouble = (*recorder.trouble, *trail.opaque)
    if trouble:
        return trouble[0]
    if code != 0:
        return f"a recorded program ends with {code}"
    lost = [path for path, look in EXPECTED.items() if not trail.tree.get(path, Access(0)) & look]
    return f"it misses {os.fsdecode(lost[0])}" if lost else ""
