"""Whatever a check does to get away, nothing of it is left running, and nobody waits for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devloop.run.process.cancellation import Cancellation
from devloop.run.process.supervise import Command, End, run_process
from tests.run.support import (
    HAS_PROC,
    cut_off,
    descriptors,
    eventually,
    living,
    python,
    run,
    sh,
    taking,
)
from tests.support.patience import BEATS, GRACE_IN_BEATS, beats

pytestmark = pytest.mark.skipif(not HAS_PROC, reason="looks for processes in /proc")

DOUBLE_FORK = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(float(sys.argv[1]))
    os._exit(0)
os.wait()
"""

TIDY = "trap 'echo tidied; exit 7' TERM"
"""What a check does when it is asked to end, whichever of its processes is asked first."""


@pytest.fixture
def seconds() -> Iterator[str]:
    """A time to sleep that no other process sleeps: proof of who is still there."""
    unique = f"300.{time.monotonic_ns()}"
    yield unique
    left = living(unique)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


@contextmanager
def requests_after(path: Path, cancel: Cancellation, count: int = 1) -> Iterator[None]:
    """Cancel from another thread, as soon as the check has written that file."""

    def ask() -> None:
        eventually(path)
        for _ in range(count):
            cancel.cancel()

    thread = threading.Thread(target=ask)
    thread.start()
    yield
    thread.join()


def test_a_child_that_holds_the_output_is_ended(seconds: str) -> None:
    with taking(0, 90):
        done = sh(f"sleep {seconds} & echo x; exit 5")
    assert (done.end, done.exit_code, done.output) == (End.EXITED, 5, b"x\n")


def test_a_child_that_let_go_of_the_output_is_ended(seconds: str) -> None:
    with taking(0, 90):
        assert sh(f"sleep {seconds} >/dev/null 2>&1 &").exit_code == 0


def test_a_child_in_a_session_of_its_own_is_ended(seconds: str) -> None:
    with taking(0, 90):
        assert sh(f"setsid sleep {seconds} & sleep 0.1").exit_code == 0


def test_a_daemon_after_a_double_fork_is_ended(seconds: str) -> None:
    with taking(0, 90):
        done = run(*python(DOUBLE_FORK), seconds)
    assert done.exit_code == 0


def test_a_grandchild_without_our_mark_is_known_by_its_parents(seconds: str) -> None:
    line = f"setsid sh -c 'env -i setsid sleep {seconds} & sleep {seconds}' & sleep 0.2"
    with taking(0, 90):
        assert sh(line).exit_code == 0


def test_a_child_that_will_not_hear_is_killed_after_the_grace(seconds: str) -> None:
    line = f"trap '' TERM; sh -c 'while :; do sleep {seconds}; done' & echo up"
    with taking(3, 90):
        assert sh(line).exit_code == 0


def test_a_stopped_child_is_ended_too(seconds: str) -> None:
    with taking(0, 90):
        done = sh(f"sleep {seconds} & kill -STOP $!; kill -STOP $$", timeout=0.3)
    assert (done.end, done.exit_code) == (End.TIMED_OUT, -signal.SIGTERM)


def test_last_words_of_a_filter_behind_the_shell_are_heard() -> None:
    assert sh("(sleep 0.1; echo last words) & echo first").output == b"first\nlast words\n"


def test_a_pipe_that_a_stranger_holds_is_not_waited_for(tmp_path: Path) -> None:
    """A stranger: a process that was not started by the check and shares nothing with it."""
    keeper = tmp_path / "keeper.sock"
    take = (
        "import socket, sys, time\n"
        f"s = socket.socket(socket.AF_UNIX); s.bind({str(keeper)!r}); s.listen()\n"
        "print('up', flush=True)\n"
        "held = socket.recv_fds(s.accept()[0], 1, 1); time.sleep(300)\n"
    )
    give = (
        "import socket\n"
        f"s = socket.socket(socket.AF_UNIX); s.connect({str(keeper)!r})\n"
        "socket.send_fds(s, [b'x'], [1]); print('given', flush=True)\n"
    )
    with subprocess.Popen(python(take), stdout=subprocess.PIPE) as stranger:
        assert stranger.stdout is not None
        assert stranger.stdout.readline() == b"up\n"
        with taking(0, 90):
            done = run(*python(give))
        assert stranger.poll() is None
        stranger.kill()
    assert (done.end, done.exit_code, done.output) == (End.EXITED, 0, b"given\n")


def test_a_timeout_ends_the_whole_tree(seconds: str) -> None:
    line = f"sleep {seconds} & setsid sleep {seconds} & sleep {seconds}"
    with taking(0.3, 90):
        assert sh(line, timeout=0.3).end is End.TIMED_OUT


def test_a_check_that_ignores_being_asked_is_killed_after_the_grace(seconds: str) -> None:
    line = f"trap '' TERM; echo up; while :; do sleep {seconds}; done"
    with taking(3.2, 90):
        done = cut_off(line)
    assert (done.end, done.exit_code) == (End.TIMED_OUT, -signal.SIGKILL)


def test_a_check_may_tidy_up_when_asked() -> None:
    done = cut_off(f"{TIDY}; echo up; while :; do sleep 100 & wait; done")
    assert (done.end, done.exit_code, done.output) == (End.TIMED_OUT, 7, b"up\ntidied\n")


def test_cancelled_before_it_starts_it_never_starts(tmp_path: Path) -> None:
    cancel = Cancellation()
    cancel.cancel()
    done = run("touch", str(tmp_path / "file"), cancel=cancel)
    assert (done.end, done.exit_code) == (End.CANCELLED, None)
    assert not (tmp_path / "file").exists()


def test_cancelled_once_it_is_asked_to_end(seconds: str, tmp_path: Path) -> None:
    cancel = Cancellation()
    line = f"{TIDY}; echo > up; while :; do sleep {seconds} & wait; done"
    with requests_after(tmp_path / "up", cancel), taking(0, 90):
        done = run("/bin/sh", "-c", line, cwd=tmp_path, cancel=cancel)
    assert (done.end, done.exit_code, done.output) == (End.CANCELLED, 7, b"tidied\n")
    assert done.reason == "cancelled while it ran"


def test_cancelled_twice_it_is_killed_at_once(seconds: str, tmp_path: Path) -> None:
    cancel = Cancellation()
    line = f"trap '' TERM; echo > up; sleep {seconds} & {BEATS.format(place='beats')}"
    with requests_after(tmp_path / "up", cancel, 2):
        done = run("/bin/sh", "-c", line, cwd=tmp_path, cancel=cancel)
    assert beats(tmp_path / "beats") < GRACE_IN_BEATS
    assert (done.end, done.exit_code) == (End.CANCELLED, -signal.SIGKILL)


def test_one_request_ends_all_that_run_in_parallel(seconds: str, tmp_path: Path) -> None:
    cancel = Cancellation()
    ends: list[End] = []

    def one() -> None:
        line = f"echo > up; sleep {seconds}"
        ends.append(run("/bin/sh", "-c", line, cwd=tmp_path, cancel=cancel).end)

    threads = [threading.Thread(target=one) for _ in range(6)]
    with requests_after(tmp_path / "up", cancel), taking(0, 90):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert ends == [End.CANCELLED] * 6


def test_a_signal_handler_can_cancel_the_run_it_interrupts(seconds: str) -> None:
    cancel = Cancellation()
    old = signal.signal(signal.SIGUSR1, lambda *_: cancel.cancel())
    try:
        with taking(0, 90):
            line = f"kill -USR1 {os.getpid()}; sleep {seconds}"
            done = run("/bin/sh", "-c", line, cancel=cancel)
    finally:
        signal.signal(signal.SIGUSR1, old)
    assert done.end is End.CANCELLED


def test_a_run_inside_a_run_carries_both_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVLOOP_RUN", "outer")
    outer, _, inner = sh('echo "$DEVLOOP_RUN"').output.strip().partition(b"/")
    assert (outer, len(inner)) == (b"outer", 16)


def children() -> set[str]:
    """The children of this process, zombies too; other tests may have left some."""
    listings = Path("/proc/self/task").glob("*/children")
    return {pid for listing in listings for pid in listing.read_text().split()}


def test_no_zombie_is_left(seconds: str) -> None:
    before = children()
    sh(f"sleep {seconds} & true")
    sh("exit 1")
    sh(f"sleep {seconds}", timeout=0.1)
    assert children() <= before


def test_no_descriptor_is_left(seconds: str) -> None:
    cancel = Cancellation()
    before = descriptors()
    for line in ("true", f"setsid sleep {seconds} & true", "exec >&-; exit 1"):
        run("/bin/sh", "-c", line, cancel=cancel)
    run("no-such-program", cancel=cancel)
    run("sleep", seconds, timeout=0.05, cancel=cancel)
    assert descriptors() == before


def test_a_check_that_keeps_forking_is_caught(seconds: str, tmp_path: Path) -> None:
    line = f"f() {{ setsid sh -c 'sleep 0.01; . ./again' & }}; f; sleep {seconds}"
    (tmp_path / "again").write_text("setsid sh -c 'sleep 0.01; . ./again' & exit 0\n")
    wanted = Command(
        argv=("/bin/sh", "-c", line), cwd=tmp_path, environ=dict(os.environ), timeout=0.3
    )
    assert run_process(wanted, cancel=Cancellation()).end is End.TIMED_OUT
    time.sleep(0.1)
    assert not living("sleep 0.01; . ./again")
