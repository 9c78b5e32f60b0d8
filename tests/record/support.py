"""Running a command under the recorder in a folder that stands for a tree."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from devloop.record.fact import Access, Record
from devloop.record.kernel import machine
from devloop.record.places import RunPlaces
from devloop.record.recorder import Recorder
from devloop.record.self_test import trouble_here
from devloop.record.trail import Trail

PYTHON = (sys.executable, "-I", "-S", "-c")


@cache
def trouble() -> str:
    """Why nothing can be recorded here; nothing where it can."""
    return trouble_here()


needs_recording = pytest.mark.skipif("trouble()", reason="nothing can be recorded here")


@dataclass(slots=True)
class Bench:
    """A folder that is recorded as the tree, beside one that is the run's own."""

    tree: Path
    caches: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()

    def recorder(self) -> Recorder:
        """A recorder with an empty trail."""
        about = machine()
        assert about is not None
        places = RunPlaces(
            trees=(os.fsencode(self.tree),),
            own=(os.fsencode(self.tree.parent / "own"),),
            caches=tuple(map(os.fsencode, self.caches)),
            shares=tuple(map(os.fsencode, self.shares)),
        )
        return Recorder(machine=about, trail=Trail(places=places))

    def sh(self, script: str, recorder: Recorder | None = None) -> Record:
        """The record of a line of sh, which has to end well."""
        return self.run("/bin/sh", "-c", script, recorder=recorder)

    def python(self, script: str) -> Record:
        """The record of a Python script, which has to end well."""
        return self.run(*PYTHON, script)

    def run(self, *argv: str, recorder: Recorder | None = None) -> Record:
        """The record of a command, which has to end well."""
        recorder = recorder or self.recorder()
        with recorder.command() as listener:
            done = subprocess.run(
                argv,
                cwd=self.tree,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
                preexec_fn=listener.prepare,
            )
        assert done.returncode == 0, done.stdout + done.stderr
        assert not recorder.trouble
        return recorder.record({})


def looks(record: Record) -> dict[str, Access]:
    """What was looked at in the tree."""
    return {os.fsdecode(path): look for path, look in record.tree.items()}
