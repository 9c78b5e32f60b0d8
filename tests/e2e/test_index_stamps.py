"""An index that is the very file that was judged answers without git; any other does not."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.guarded import Guarded

EXEC_PATH = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True)


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    """A repository with a stamp for its index, no other one, and no devloop to fall back on."""
    guarded = Guarded.create(tmp_path_factory.mktemp("stamped"))
    guarded.repo.stage({"state": "good 1\n"})
    left = any(is_left(guarded) for _ in range(20))
    assert left
    (stamps(guarded) / guarded.repo.git("write-tree")).unlink(missing_ok=True)
    hook = guarded.path / ".git/hooks/pre-commit"
    lines = hook.read_text().split("\n")
    hook.write_text("\n".join("devloop=/nowhere" if x.startswith("devloop=") else x for x in lines))
    return guarded


def is_left(guarded: Guarded) -> bool:
    """Run the hook, and see whether it leaves its stamp: not where something is too young."""
    for stamp in stamps(guarded).glob("*"):
        stamp.unlink()
    guarded.repo.git("hook", "run", "pre-commit")
    end = time.monotonic() + 8
    while time.monotonic() < end and not (stamps(guarded) / "index-.git").exists():
        time.sleep(0.02)
    return (stamps(guarded) / "index-.git").exists()


def stamps(guarded: Guarded) -> Path:
    return guarded.path / ".git/devloop/stamps"


def answered(guarded: Guarded, index: str = ".git/index") -> bool:
    """Whether the hook lets a commit of an index go."""
    path = f"{EXEC_PATH.stdout.strip()}:{os.environ['PATH']}"
    env = {"GIT_INDEX_FILE": index, "PATH": path}
    done = guarded.repo.run("sh", ".git/hooks/pre-commit", code=None, env=env)
    assert done.code in {0, 1}
    return done.code == 0


def test_the_index_as_it_was_judged_goes(stamped: Guarded) -> None:
    assert answered(stamped)


@pytest.mark.parametrize("name", ["x/.git/index", "./.git/index", ".git/index.lock", "", ".git"])
def test_an_index_of_another_name_is_looked_at(stamped: Guarded, name: str) -> None:
    """Also one whose name leads to the same stamp."""
    (stamped.path / "x/.git").mkdir(parents=True, exist_ok=True)
    assert not answered(stamped, name)


def test_an_index_that_was_written_again_is_looked_at(stamped: Guarded) -> None:
    """Even with the same bytes and the same time: nobody can set back when that was done."""
    index = stamped.path / ".git/index"
    content, stat = index.read_bytes(), index.stat()
    assert answered(stamped)
    index.write_bytes(content)
    os.utime(index, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not answered(stamped)
