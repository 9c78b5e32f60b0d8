"""`devloop watch` judges every save, newest first, and ends without a trace."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.background import Behind
from tests.support.guarded import DEVLOOP, WAIT, Guarded, everything, one_check
from tests.support.patience import PATIENCE

HOLD = f'echo "only $(cat state)" >> "$HOME/runs"; if grep -q hold state; then {WAIT}; fi'
CONFIG = one_check(f"{HOLD}; ! grep -q bad state")


@pytest.fixture(scope="module")
def watched_pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    return Guarded.create(tmp_path_factory.mktemp("watched"), CONFIG)


@pytest.fixture
def watched(watched_pattern: Guarded, tmp_path: Path) -> Behind:
    return Behind(watched_pattern.copied_to(tmp_path / "guarded"))


@contextmanager
def watching(watched: Behind, *args: str) -> Iterator[subprocess.Popen[str]]:
    """`devloop watch` beside the test, ended by Ctrl-C, which must end it well."""
    with watched.beside(str(DEVLOOP), "watch", *args) as process:
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def says(watched: Behind, words: str, times: int = 1) -> None:
    watched.until(lambda: watched.said().count(words) >= times)


def test_every_save_is_judged(watched: Behind) -> None:
    with watching(watched):
        says(watched, "✓ working tree  only")
        watched.guarded.repo.write("state", "bad 1\n")
        says(watched, "✗ working tree")
        watched.guarded.repo.write("state", "good 2\n")
        says(watched, "✓ working tree", 2)
    assert watched.guarded.runs() == ["only good 0", "only bad 1", "only good 2"]


def test_the_answer_is_there_by_the_time_of_the_commit(watched: Behind) -> None:
    watched.guarded.repo.write("state", "good 1\n")
    with watching(watched):
        says(watched, "✓ working tree")
    assert watched.guarded.runs() == ["only good 1"]
    assert "already known, nothing to run" in watched.guarded.commit("-a").said
    assert watched.guarded.runs() == []


def test_a_newer_save_cancels_the_older(watched: Behind) -> None:
    watched.guarded.repo.write("state", "hold 1\n")
    with watching(watched):
        watched.guarded.started()
        watched.guarded.repo.write("state", "good 2\n")
        says(watched, "✓ working tree")
    assert watched.guarded.runs() == ["only hold 1", "only good 2"]
    assert watched.said().count("working tree") == 1


def test_ctrl_c_ends_what_runs(watched: Behind) -> None:
    watched.guarded.repo.write("state", "hold 1\n")
    with watching(watched):
        watched.guarded.started()
    assert watched.guarded.devloop("log").stdout == ""


def test_it_touches_nothing(watched: Behind) -> None:
    watched.guarded.repo.write("state", "good 1\n")
    watched.guarded.repo.write("new", "1\n")
    before = everything(watched.guarded)
    with watching(watched):
        says(watched, "✓ working tree")
    assert everything(watched.guarded) == before


def test_the_index_can_be_watched_alone(watched: Behind) -> None:
    with watching(watched, "--staged"):
        says(watched, "✓ staged tree")
        watched.guarded.repo.write("state", "bad 1\n")
        watched.guarded.repo.stage({"other": "1\n"})
        says(watched, "✓ staged tree", 2)
        watched.guarded.repo.git("add", "state")
        says(watched, "✗ staged tree")
    assert watched.guarded.runs() == ["only good 0", "only bad 1"]  # a record answers for `other`


def test_a_mistake_in_the_configuration_is_shown_until_it_is_fixed(watched: Behind) -> None:
    good = watched.guarded.text("devloop.toml")
    with watching(watched):
        says(watched, "✓ working tree")
        watched.guarded.repo.write("devloop.toml", "nonsense = 1\n" + good)
        says(watched, "devloop.toml")
        watched.guarded.repo.write("devloop.toml", good)
        says(watched, "✓ working tree", 2)


def test_programs_get_a_line_for_every_content(watched: Behind) -> None:
    with watching(watched, "--json"):
        says(watched, "\n")
    (line,) = watched.said().splitlines()
    document = json.loads(line)
    assert (document["schema"], document["decision"]) == ("devloop.watch/1", "passed")


def test_on_a_terminal_there_is_a_page(watched: Behind) -> None:
    ours, theirs = pty.openpty()
    command = [str(DEVLOOP), "watch"]
    environ = {**watched.guarded.repo.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(
        command, cwd=watched.guarded.path, env=environ, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        seen = _read_until(ours, b"passed")
        process.send_signal(signal.SIGINT)
        seen += _read_until(ours, b"\x1b[?1049l")
    os.close(ours)
    assert process.returncode == 0
    assert b"working tree of main" in seen
    assert b"Ctrl-C ends" in seen


def _read_until(terminal: int, words: bytes) -> bytes:
    seen, end = b"", time.monotonic() + PATIENCE
    with suppress(OSError):  # Linux says so when nobody is left on the other side
        while words not in seen and time.monotonic() < end:
            if select.select([terminal], [], [], 1)[0]:
                seen += os.read(terminal, 4096)
    assert words in seen, seen
    return seen
