"""The processes of a run are found by group, session, mark and parents, and no others are."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from devloop.run.process.proc import Process, environment_has, family, look_at, pids_since
from tests.run.support import HAS_PROC
from tests.support.patience import until

needs_proc = pytest.mark.skipif(not HAS_PROC, reason="needs /proc")


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


@needs_proc
def test_this_process_is_seen_as_it_is() -> None:
    assert look_at(os.getpid()) == Process(
        pid=os.getpid(), parent=os.getppid(), group=os.getpgrp(), session=os.getsid(0)
    )


@needs_proc
def test_what_is_not_there_is_not_seen() -> None:
    assert look_at(2**30) is None
    assert not environment_has(2**30, b"")


@needs_proc
def test_a_younger_process_is_among_those_since() -> None:
    with subprocess.Popen(["sleep", "30"]) as younger:
        assert younger.pid in pids_since(os.getpid())
        younger.kill()


@needs_proc
def test_after_the_numbers_have_wrapped_around_every_process_counts() -> None:
    assert os.getpid() in pids_since(2**30)


@needs_proc
def test_the_name_of_a_program_does_not_confuse() -> None:
    code = "import pathlib, time; pathlib.Path('/proc/self/comm').write_text('a) Z 9 (b'); "
    code += "print(flush=True); time.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as odd:
        assert odd.stdout is not None
        odd.stdout.readline()
        seen = look_at(odd.pid)
        odd.kill()
    assert seen is not None
    assert seen.parent == os.getpid()


@needs_proc
def test_a_mark_is_found_at_the_end_of_a_long_environment() -> None:
    variables = {**{f"A{number}": "x" * 1000 for number in range(100)}, "Z_MARK": "the-mark"}
    with subprocess.Popen(["sleep", "30"], env={**os.environ, **variables}) as marked:
        until(lambda: environment_has(marked.pid, b"Z_MARK=the-mark"))
        marked.kill()
