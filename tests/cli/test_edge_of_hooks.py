"""A hook ends at once, with all that it said and its exit code."""

from __future__ import annotations

import subprocess
import sys

END = """
import atexit
from devloop.cli.terminal.error_boundary import leave
atexit.register(lambda: print("taken apart", flush=True))
print("said", end="")
leave(3)
"""


def test_what_was_said_is_written_and_nothing_is_taken_apart() -> None:
    done = subprocess.run([sys.executable, "-c", END], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, b"said", b"")


def test_a_reader_that_went_away_changes_no_exit_code() -> None:
    line = f'{sys.executable} -m devloop hook nonsense 2>&1 | true; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=True)
    assert done.stdout.strip() in {b"2", b"3"}
