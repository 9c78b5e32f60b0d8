"""Ctrl-C and its kin become one orderly stop, and leave no handler behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from devloop.errors import CannotJudge, Interrupted
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.signals import cancelled_by_signals
from tests.run.support import HAS_PROC, eventually, living


def send(*numbers: signal.Signals) -> None:
    for number in numbers:
        os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGINT, "interrupted by Ctrl-C; nothing is left running"),
        (signal.SIGTERM, "told to end (SIGTERM); nothing is left running"),
        (signal.SIGHUP, "the terminal went away (SIGHUP); nothing is left running"),
    ],
)
def test_a_signal_cancels_and_is_raised_at_the_end(number: signal.Signals, words: str) -> None:
    cancel = Cancellation()
    after = []
    with pytest.raises(Interrupted) as raised, cancelled_by_signals(cancel):
        send(number)
        after.append("the inside goes on to its end")
    assert (raised.value.message, raised.value.exit_code) == (words, 130)
    assert (cancel.cancelled, cancel.again) == (True, False)
    assert after


def test_the_same_signal_again_is_urgent() -> None:
    cancel = Cancellation()
    with pytest.raises(Interrupted), cancelled_by_signals(cancel):
        send(signal.SIGINT)
        send(signal.SIGINT)
    assert cancel.again


def test_two_different_signals_are_one_wish() -> None:
    cancel = Cancellation()
    with pytest.raises(Interrupted), cancelled_by_signals(cancel):
        send(signal.SIGHUP, signal.SIGTERM)
    assert (cancel.cancelled, cancel.again) == (True, False)


def test_without_a_signal_nothing_happens() -> None:
    cancel = Cancellation()
    with cancelled_by_signals(cancel):
        pass
    assert not cancel.cancelled


def test_the_old_handlers_are_back() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    before = [signal.getsignal(number) for number in numbers]
    with pytest.raises(Interrupted), cancelled_by_signals(Cancellation()):
        send(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), cancelled_by_signals(Cancellation()):
        raise ZeroDivisionError
    assert [signal.getsignal(number) for number in numbers] == before


def test_what_failed_because_of_the_stop_is_told_as_the_stop() -> None:
    with pytest.raises(Interrupted), cancelled_by_signals(Cancellation()):
        send(signal.SIGINT)
        raise CannotJudge("the checks did not finish")


def test_a_bug_is_not_hidden_by_a_signal() -> None:
    with pytest.raises(ZeroDivisionError), cancelled_by_signals(Cancellation()):
        send(signal.SIGINT)
        raise ZeroDivisionError


def test_another_failure_stays_what_it_is() -> None:
    with pytest.raises(CannotJudge), cancelled_by_signals(Cancellation()):
        raise CannotJudge("no such thing")


def test_what_was_ignored_stays_ignored() -> None:
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    cancel = Cancellation()
    try:
        with cancelled_by_signals(cancel):
            send(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, old)
    assert not cancel.cancelled


def test_exit_codes_can_be_read_where_they_would_be_lost() -> None:
    old = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with cancelled_by_signals(Cancellation()):
            assert subprocess.run(["false"], check=False).returncode == 1
        assert signal.getsignal(signal.SIGCHLD) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGCHLD, old)


def test_another_thread_is_left_alone() -> None:
    entered: list[bool] = []

    def body() -> None:
        with cancelled_by_signals(Cancellation()):
            entered.append(True)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert entered == [True]


PROGRAM = """
import os, sys
from pathlib import Path
from devloop.errors import Interrupted
from devloop.run.process.cancellation import Cancellation
from devloop.run.process.supervise import Command, run_process
from devloop.run.schedule import Job, run_jobs
from devloop.run.process.signals import cancelled_by_signals
from devloop.verdict.outcome import Outcome

class Result:
    outcome = Outcome.CANCELLED

def body(cancel):
    line = "echo > up; setsid sleep $0 & sleep $0; :"
    argv = ("/bin/sh", "-c", line, sys.argv[1])
    run_process(Command(argv=argv, cwd=Path.cwd(), environ=os.environ, timeout=60), cancel=cancel)
    return Result()

cancel = Cancellation()
jobs = [Job(name=name, body=body) for name in "abc"]
try:
    with cancelled_by_signals(cancel):
        run_jobs(jobs, parallel=int(sys.argv[2]), keep_going=False, cancel=cancel)
except Interrupted as error:
    print(error.message)
    raise SystemExit(error.exit_code)
"""


@pytest.mark.skipif(not HAS_PROC, reason="looks for processes in /proc")
@pytest.mark.parametrize("parallel", ["1", "3"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_whole_program_ends_in_order_with_nothing_left(
    number: signal.Signals, parallel: str, tmp_path: Path
) -> None:
    seconds = f"300.{time.monotonic_ns()}"
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, seconds, parallel],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
    ) as program:
        eventually(tmp_path / "up")
        program.send_signal(number)
        said, _ = program.communicate(timeout=20)
    assert program.returncode == 130
    assert said.endswith(b"nothing is left running\n")
    assert not [pid for pid in living(seconds) if pid != program.pid]
