"""The processes of a run are found and end when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from devloop.run.process.descendants import (
    Descendants,
    MarkedProcesses,
    ProcessGroup,
    chained_mark,
    descendants_of,
    new_mark,
)
from tests.run.support import HAS_PROC


def test_marks_differ() -> None:
    assert len({new_mark() for _ in range(100)}) == 100


def test_a_mark_follows_those_of_the_runs_around(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chained_mark("new") == "new"
    monkeypatch.setenv("DEVLOOP_RUN", "outer/inner")
    assert chained_mark("new") == "outer/inner/new"


@contextmanager
def leader(line: str) -> Iterator[subprocess.Popen[bytes]]:
    """A session leader that says when it is ready."""
    with subprocess.Popen(
        ["/bin/sh", "-c", line], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        yield process


def eventually_gone(tree: Descendants) -> bool:
    """Whether it is gone, once init has reaped what it inherited."""
    until = time.monotonic() + 20
    while tree.remain() and time.monotonic() < until:
        time.sleep(0.005)
    return not tree.remain()


def kinds() -> list[type[ProcessGroup | MarkedProcesses]]:
    return [ProcessGroup, MarkedProcesses] if HAS_PROC else [ProcessGroup]


def watched(kind: type[ProcessGroup | MarkedProcesses], pid: int) -> Descendants:
    return ProcessGroup(pid) if issubclass(kind, ProcessGroup) else MarkedProcesses(pid, "no mark")


@pytest.mark.parametrize("kind", kinds())
def test_it_remains_until_it_is_killed(kind: type[ProcessGroup | MarkedProcesses]) -> None:
    with leader("trap '' TERM; echo up; while :; do sleep 0.01; done") as process:
        tree = watched(kind, process.pid)
        assert tree.remain()
        tree.kill()
        assert process.wait(20) == -signal.SIGKILL
        assert eventually_gone(tree)


@pytest.mark.parametrize("kind", kinds())
def test_it_is_asked_once_only(kind: type[ProcessGroup | MarkedProcesses]) -> None:
    line = "trap 'echo asked' TERM; echo up; while read -r x; do :; done; echo ended"
    read, write = os.pipe()
    with subprocess.Popen(
        ["/bin/sh", "-c", line], stdin=read, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        os.close(read)
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        tree = watched(kind, process.pid)
        tree.ask()
        assert process.stdout.readline() == b"asked\n"
        tree.ask()
        os.close(write)
        assert process.stdout.read() == b"ended\n"


@pytest.mark.skipif(not HAS_PROC, reason="zombies are told apart in /proc")
def test_a_zombie_does_not_remain() -> None:
    with leader("echo up") as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not MarkedProcesses(process.pid, "no mark").remain()


@pytest.mark.parametrize("kind", kinds())
def test_signals_to_what_has_gone_are_no_error(
    kind: type[ProcessGroup | MarkedProcesses],
) -> None:
    with leader("echo up") as process:
        process.wait()
        tree = watched(kind, process.pid)
        tree.ask()
        tree.kill()
        assert not tree.remain()


@pytest.mark.skipif(not HAS_PROC, reason="needs /proc")
def test_where_there_is_proc_it_is_used() -> None:
    assert isinstance(descendants_of(os.getpid(), "mark"), MarkedProcesses)
