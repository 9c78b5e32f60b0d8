"""Ctrl-C, closed terminals, kill -9 at any moment: nothing is lost, and nothing goes on running."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.guarded import (
    CONFIG,
    DEVLOOP,
    WAIT,
    Guarded,
    begin,
    everything,
    one_check,
    traces,
)
from tests.support.patience import BEATS, GRACE_IN_BEATS, PATIENCE, beats, until
from tests.support.terminal import Terminal, terminal

PID = 'echo $$ > "$HOME/pid"'
STUBBORN = one_check(f'trap "" TERM INT HUP; {PID}; {WAIT}')
PATIENT = one_check(f"{PID}; {WAIT}")
RESTLESS = one_check(
    f'trap "" TERM INT HUP; {PID}; touch "$HOME/started"; {BEATS}'.format(place='"$HOME/beats"')
)


def gone(guarded: Guarded) -> bool:
    """Whether the process of the check ends; it would not by itself."""
    place = Path("/proc") / (guarded.home / "pid").read_text().strip()
    until(lambda: not place.exists())
    return True


def begun(guarded: Guarded, screen: Terminal) -> None:
    """Wait until the check of a command in a terminal runs."""
    until((guarded.home / "started").exists, otherwise=lambda: repr(screen.shown))


def ready(guarded: Guarded, config: str) -> Guarded:
    """With something staged, something not, and this configuration."""
    guarded.configure(config)
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.write("state", "good 1\nunstaged\n")
    guarded.repo.write("untracked", "mine\n")
    guarded.repo.git("write-tree")
    return guarded


def test_ctrl_c_ends_a_check_cleanly(guarded: Guarded) -> None:
    ready(guarded, PATIENT)
    before = everything(guarded)
    with terminal(str(DEVLOOP), "check", cwd=guarded.path, environ=guarded.repo.environ) as screen:
        begun(guarded, screen)
        screen.press(b"\x03")
        assert screen.wait() == 130
        assert b"interrupted by Ctrl-C; nothing is left running" in screen.shown
        assert b"Traceback" not in screen.shown
    assert gone(guarded)
    assert everything(guarded) == before
    guarded.go()
    assert "known" not in guarded.devloop("check").said


def test_ctrl_c_in_a_commit_makes_none_and_leaves_nothing_running(guarded: Guarded) -> None:
    ready(guarded, PATIENT)
    before = everything(guarded)
    with terminal(
        "git", "commit", "-m", "step", cwd=guarded.path, environ=guarded.repo.environ
    ) as screen:
        begun(guarded, screen)
        screen.press(b"\x03")
        assert screen.wait() != 0
    assert gone(guarded)
    assert everything(guarded) == before
    guarded.go()
    guarded.commit()


def test_ctrl_c_in_a_push_pushes_nothing(guarded: Guarded) -> None:
    ready(guarded, PATIENT)
    guarded.repo.commit("slip")
    before = guarded.landed()
    with terminal(
        "git", "push", "origin", "main", cwd=guarded.path, environ=guarded.repo.environ
    ) as screen:
        begun(guarded, screen)
        screen.press(b"\x03")
        assert screen.wait() != 0
    assert gone(guarded)
    assert guarded.landed() == before


def test_ctrl_c_twice_ends_a_stubborn_check_at_once(guarded: Guarded) -> None:
    ready(guarded, RESTLESS)
    with terminal(str(DEVLOOP), "check", cwd=guarded.path, environ=guarded.repo.environ) as screen:
        begun(guarded, screen)
        screen.press(b"\x03")
        time.sleep(0.3)
        before = beats(guarded.home / "beats")
        screen.press(b"\x03")
        assert screen.wait() == 130
    assert gone(guarded)
    assert beats(guarded.home / "beats") - before < GRACE_IN_BEATS


def test_many_ctrl_c_are_no_more_than_two(guarded: Guarded) -> None:
    ready(guarded, STUBBORN)
    with terminal(str(DEVLOOP), "check", cwd=guarded.path, environ=guarded.repo.environ) as screen:
        begun(guarded, screen)
        for _ in range(20):
            screen.press(b"\x03")
            time.sleep(0.01)
        assert screen.wait() == 130
        assert b"Traceback" not in screen.shown
    assert gone(guarded)


def test_ctrl_c_while_waiting_for_another_run_ends_this_one_alone(guarded: Guarded) -> None:
    ready(guarded, PATIENT)
    first = begin(guarded, str(DEVLOOP), "check")
    guarded.started()
    with terminal(str(DEVLOOP), "check", cwd=guarded.path, environ=guarded.repo.environ) as screen:
        screen.shows(b"waiting for")
        screen.press(b"\x03")
        assert screen.wait() == 130
    guarded.go()
    assert first.wait(timeout=PATIENCE) == 0


def test_a_terminal_that_goes_away_leaves_nothing_running(guarded: Guarded) -> None:
    ready(guarded, PATIENT)
    before = everything(guarded)
    with terminal(
        "git", "commit", "-m", "step", cwd=guarded.path, environ=guarded.repo.environ
    ) as screen:
        begun(guarded, screen)
        os.killpg(screen.process.pid, signal.SIGHUP)
        assert screen.wait() != 0
    assert gone(guarded)
    assert everything(guarded) == before


@pytest.mark.parametrize(
    ("number", "words"),
    [(signal.SIGTERM, "told to end (SIGTERM)"), (signal.SIGHUP, "the terminal went away (SIGHUP)")],
)
def test_a_request_to_end_is_followed(guarded: Guarded, number: int, words: str) -> None:
    ready(guarded, PATIENT)
    check = subprocess.Popen(
        [str(DEVLOOP), "check"],
        cwd=guarded.path,
        env=guarded.repo.environ,
        stderr=subprocess.PIPE,
        text=True,
    )
    guarded.started()
    check.send_signal(number)
    _, said = check.communicate(timeout=PATIENCE)
    assert check.returncode == 130
    assert f"{words}; nothing is left running" in said
    assert gone(guarded)


@pytest.mark.parametrize("moment", [0.0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4])
def test_kill_9_at_any_moment_of_a_commit_loses_nothing(guarded: Guarded, moment: float) -> None:
    slow = CONFIG.replace("! grep -q bad state", "sleep 0.1; ! grep -q bad state")
    ready(guarded, slow)
    before = traces(guarded.path)
    head = guarded.repo.rev("HEAD")
    commit = begin(guarded, "git", "commit", "-q", "-m", "killed")
    time.sleep(moment)
    with suppress(ProcessLookupError):
        os.killpg(commit.pid, signal.SIGKILL)
    commit.wait()
    assert traces(guarded.path) == before
    assert guarded.repo.git("rev-list", "--max-count=2", "HEAD").split()[-1] in {
        head,
        guarded.repo.rev(f"{head}~1"),
    }
    guarded.repo.git("fsck", "--strict", "--no-dangling")
    (guarded.path / ".git/index.lock").unlink(missing_ok=True)
    guarded.repo.stage({"state": "bad 2\n"})
    guarded.commit(code=1)
    guarded.commit(state="good 3")
    guarded.push("main")


@pytest.mark.parametrize("moment", [0.05, 0.15, 0.25, 0.35])
def test_kill_9_at_any_moment_of_a_push_lets_nothing_bad_through(
    guarded: Guarded, moment: float
) -> None:
    before = guarded.landed()
    guarded.slip("bad 1")
    guarded.slip("good 2")
    push = begin(guarded, "git", "push", "-q", "origin", "main")
    time.sleep(moment)
    with suppress(ProcessLookupError):
        os.killpg(push.pid, signal.SIGKILL)
    push.wait()
    assert guarded.landed() == before
    guarded.refused("main")


def test_killing_devloop_in_a_push_refuses_it(guarded: Guarded) -> None:
    guarded.configure(one_check(f'echo $PPID > "$HOME/pid"; {WAIT}'))
    guarded.slip("good 1")
    before = guarded.landed()
    push = begin(guarded, "git", "push", "-q", "origin", "main")
    guarded.started()
    os.kill(int((guarded.home / "pid").read_text()), signal.SIGKILL)
    assert push.wait(timeout=PATIENCE) != 0
    assert guarded.landed() == before
    guarded.go()
    guarded.push("main")


def test_a_check_that_outlives_its_killed_devloop_cannot_make_a_verdict(guarded: Guarded) -> None:
    line = f'echo $PPID > "$HOME/pid"; echo $$ > "$HOME/self"; {WAIT}; touch "$HOME/ended"'
    guarded.configure(one_check(line))
    guarded.repo.stage({"state": "good 1\n"})
    check = begin(guarded, str(DEVLOOP), "check")
    guarded.started()
    check.kill()
    check.wait()
    guarded.go()
    own = Path("/proc", (guarded.home / "self").read_text().strip())
    until(lambda: (guarded.home / "ended").exists() or not own.exists())
    assert "known" not in guarded.devloop("check").said


# Where words go


@pytest.mark.parametrize("where", [">&-", "2>&-", ">&- 2>&- <&-", ">/dev/full", "2>/dev/full"])
def test_a_commit_is_judged_though_nothing_can_be_said(guarded: Guarded, where: str) -> None:
    line = f"exec git commit -q -m step {where}"
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.run("sh", "-c", line)
    guarded.repo.stage({"state": "bad 2\n"})
    guarded.repo.run("sh", "-c", line, code=1)


@pytest.mark.parametrize("where", [">&-", "2>&-", ">&- 2>&- <&-", "2>/dev/full", "2>&1 | true"])
@pytest.mark.parametrize(("state", "code"), [("good 1", "0"), ("bad 1", "1")])
def test_a_check_gives_its_exit_code_though_nothing_can_be_said(
    guarded: Guarded, where: str, state: str, code: str
) -> None:
    guarded.repo.stage({"state": f"{state}\n"})
    streams, pipe, reader = where.partition("|")
    line = f"( {DEVLOOP} check {streams}; echo $? > $HOME/code ) {pipe} {reader}"
    guarded.repo.run("sh", "-c", line, code=None)
    assert (guarded.home / "code").read_text() == f"{code}\n"


@pytest.mark.parametrize("where", ["| true", "> /dev/full"])
def test_a_result_that_cannot_be_written_is_no_pass_and_no_bug(
    guarded: Guarded, where: str
) -> None:
    line = f"( {DEVLOOP} check --json; echo $? > $HOME/code ) {where}"
    done = guarded.repo.run("sh", "-c", line, code=None)
    assert (guarded.home / "code").read_text() == "3\n"
    for word in ("Traceback", "BrokenPipe", "Exception ignored", "bug of devloop"):
        assert word not in done.said


def test_on_a_terminal_a_run_ends_in_one_coloured_line(guarded: Guarded) -> None:
    guarded.configure(one_check("sleep 0.8"))
    guarded.repo.stage({"state": "good 1\n"})
    with terminal(str(DEVLOOP), "check", cwd=guarded.path, environ=guarded.repo.environ) as screen:
        assert screen.wait() == 0
    last = screen.shown.rpartition(b"\r\x1b[K")[2].decode()
    assert "staged tree" in last
    assert "\x1b[32" in last
    assert last.count("\n") == 1


def test_without_colour_there_is_none(guarded: Guarded) -> None:
    plain = {**guarded.repo.environ, "NO_COLOR": "1"}
    with terminal(str(DEVLOOP), "check", cwd=guarded.path, environ=plain) as screen:
        assert screen.wait() == 0
    assert b"\x1b[3" not in screen.shown
