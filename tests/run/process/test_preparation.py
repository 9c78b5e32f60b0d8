"""Steps that a started process takes before it becomes the program of a check."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from devloop.run.process.cancellation import Cancellation
from devloop.run.process.preparation import Step
from devloop.run.process.supervise import Command, End, ProcessResult, run_process


def started(*steps: Step, line: str = "umask; pwd") -> ProcessResult:
    command = Command(
        argv=("/bin/sh", "-c", line), cwd=Path("/"), environ={}, timeout=30, prepare=steps
    )
    return run_process(command, cancel=Cancellation())


def refuse() -> None:
    raise OSError("the wall is wet")


def test_steps_are_taken_in_order_in_the_child_alone() -> None:
    before = os.umask(0o022)
    os.umask(before)
    done = started(lambda: void(os.umask(0o011)), lambda: void(os.umask(os.umask(0) | 0o100)))
    assert done.output == b"0111\n/\n"
    assert os.umask(before) == before


def test_a_step_may_move_to_another_folder(tmp_path: Path) -> None:
    assert started(lambda: os.chdir(tmp_path), line="pwd").output == f"{tmp_path}\n".encode()


def test_a_step_that_fails_keeps_the_program_from_running_and_says_why(tmp_path: Path) -> None:
    done = started(refuse, line=f"touch {tmp_path}/ran")
    assert (done.end, done.exit_code, done.reason) == (End.NOT_STARTED, None, "the wall is wet")
    assert not (tmp_path / "ran").exists()


def test_no_step_is_taken_after_one_that_failed(tmp_path: Path) -> None:
    started(refuse, (tmp_path / "later").touch)
    assert not (tmp_path / "later").exists()


def test_the_child_has_one_thread_however_many_its_parent_has() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        done = started(only_thread, line="true")
    finally:
        stop.set()
        other.join()
    assert (done.end, done.reason) == (End.EXITED, "")


def only_thread() -> None:
    if sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) != 1:
        raise OSError("more threads than one")


def test_no_descriptor_of_a_preparation_stays_open() -> None:
    started(refuse)
    before = open_descriptors()
    started(refuse)
    started(lambda: None)
    assert open_descriptors() == before


def open_descriptors() -> list[str]:
    return sorted(place.name for place in Path("/dev/fd").iterdir())


def void(_: int) -> None:
    """Throw a value away: a step gives nothing."""
