"""The processes of a run are found by group, session, mark and parents, and no others are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from devloop.run.descendants import (
    Descendants,
    MarkedProcesses,
    Process,
    ProcessGroup,
    chained_mark,
    descendants_of,
    family,
    new_mark,
)
from tests.run.support import HAS_PROC

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")


def process(pid: int, *, parent: int = 1, group: int = 1, session: int = 1) -> Process:
    return Process(pid=pid, parent=parent, group=group, session=session)


def found(*seen: Process, marked: frozenset[int] = frozenset()) -> set[int]:
    return set(family(seen, 100, marked.__contains__))


def test_strangers_are_not_ours() -> None:
    assert found(process(5), process(200), process(300, group=200, session=200)) == set()


def test_the_group_and_the_session_are_ours() -> None:
    seen = (process(101, group=100, session=100), process(102, session=100), process(5))
    assert found(*seen) == {101, 102}


def test_what_carries_the_mark_is_ours_wherever_it_is() -> None:
    assert found(process(200, group=200, session=200), marked=frozenset({200})) == {200}


def test_children_of_ours_are_ours_however_deep() -> None:
    seen = (
        process(103, parent=102, group=103, session=103),
        process(102, parent=101, group=102, session=102),
        process(101, group=100, session=100),
    )
    assert found(*seen) == {101, 102, 103}


def test_an_orphan_in_a_session_of_ours_is_ours() -> None:
    seen = (process(102, group=102, session=101), process(101, group=101, session=101))
    assert found(*seen, marked=frozenset({101})) == {101, 102}


def test_session_zero_belongs_to_nobody() -> None:
    seen = (process(101, group=0, session=0), process(102, group=0, session=0))
    assert found(*seen, marked=frozenset({101})) == {101}


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
