"""How a check is started, read, timed and told apart from one that never ran."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from devloop.run.process.cancellation import Cancellation
from devloop.run.process.output import HEAD_BYTES, TAIL_BYTES
from devloop.run.process.supervise import Command, End, ProcessResult, run_process
from tests.run.support import command, cut_off, python, run, sh, taking
from tests.support.patience import BEATS, GRACE_IN_BEATS, beats


def test_exit_code_and_both_outputs_in_order() -> None:
    done = sh("echo one; echo two >&2; echo three; exit 3")
    assert (done.end, done.exit_code, done.reason) == (End.EXITED, 3, "")
    assert done.output == b"one\ntwo\nthree\n"
    assert done.total_bytes == len(done.output)


def test_bytes_that_are_not_text_come_through() -> None:
    assert sh(r"printf '\377\000\351'").output == b"\xff\x00\xe9"


def test_output_is_shown_as_it_comes(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def show(chunk: bytes) -> None:
        seen.append(chunk)
        (tmp_path / "shown").touch()

    line = "echo one; while ! [ -e shown ]; do sleep 0.01; done; echo two"
    done = run("/bin/sh", "-c", line, cwd=tmp_path, on_output=show)
    assert seen == [b"one\n", b"two\n"]
    assert b"".join(seen) == done.output


def test_standard_input_is_empty() -> None:
    assert sh("cat; echo ended").output == b"ended\n"


def test_it_gets_the_variables_and_the_directory_it_was_given(tmp_path: Path) -> None:
    wanted = Command(
        argv=("/bin/sh", "-c", 'pwd; echo "$ONE|$HOME"'),
        cwd=tmp_path,
        environ={"ONE": "1"},
        timeout=30,
    )
    done = run_process(wanted, cancel=Cancellation())
    assert done.output == f"{tmp_path}\n1|\n".encode()


def test_it_leads_a_session_without_a_terminal() -> None:
    code = "import os; print(os.getsid(0) == os.getpgrp() == os.getpid())"
    assert run(*python(code)).output == b"True\n"


def test_a_long_output_is_cut_in_the_middle() -> None:
    done = sh("echo first; yes | head -c 5000000; echo last")
    assert done.total_bytes == 5_000_011
    assert done.output.startswith(b"first\n")
    assert done.output.endswith(b"last\n")
    missing = done.total_bytes - HEAD_BYTES - TAIL_BYTES
    assert f"[devloop: {missing} bytes of output are left out here]".encode() in done.output


def test_200_mb_of_output_cost_a_few_mb() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = sh("yes | head -c 200000000")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert done.total_bytes == 200_000_000
    assert grown < 16 * 1024  # in KiB on Linux; more than enough on macOS, which counts bytes


def test_a_check_that_closes_its_output_is_waited_for() -> None:
    with taking(0.2, 90):
        done = sh("exec >&- 2>&-; sleep 0.2; exit 4")
    assert (done.end, done.exit_code) == (End.EXITED, 4)


def test_waiting_for_it_costs_no_time_of_the_processor() -> None:
    before = sum(os.times()[:2])
    sh("exec >&- 2>&-; sleep 0.5")
    assert sum(os.times()[:2]) - before < 0.2


def test_a_hanging_check_is_ended_in_time() -> None:
    with taking(0.2, 90):
        done = cut_off("echo up; sleep 100")
    assert done.end is End.TIMED_OUT
    assert done.exit_code in {-signal.SIGTERM, 128 + signal.SIGTERM}  # sh may say it of sleep
    assert done.output == b"up\n"
    assert re.fullmatch(r"still running after [\d.]+ s, so it was ended", done.reason)
    assert 0.2 <= done.seconds < 90


def test_a_check_that_writes_without_end_is_ended_in_time() -> None:
    with taking(0.2, 90):
        done = run("yes", timeout=0.2)
    assert done.end is End.TIMED_OUT


def test_a_killed_check_says_by_which_signal() -> None:
    done = sh("kill -9 $$")
    assert (done.end, done.exit_code) == (End.EXITED, -9)
    assert done.reason == "ended by signal SIGKILL"


def test_without_a_limit_it_may_take_its_time() -> None:
    wanted = command("sleep", "0.1", timeout=None)
    assert run_process(wanted, cancel=Cancellation()).exit_code == 0


def not_started(done: ProcessResult) -> str:
    assert (done.end, done.exit_code, done.output) == (End.NOT_STARTED, None, b"")
    return done.reason


def test_a_missing_program_is_named() -> None:
    reason = not_started(run("no-such-program", "x"))
    assert reason == "no-such-program is not installed: no such program on the PATH"


def test_a_missing_path_is_named() -> None:
    assert not_started(run("/no/such/program")) == "/no/such/program does not exist"


def test_the_path_that_counts_is_the_one_the_check_gets(tmp_path: Path) -> None:
    wanted = Command(argv=("ls",), cwd=tmp_path, environ={"PATH": str(tmp_path)}, timeout=9)
    assert "not installed" in not_started(run_process(wanted, cancel=Cancellation()))


def script(path: Path, text: str, mode: int = 0o755) -> str:
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def test_a_script_whose_interpreter_is_missing(tmp_path: Path) -> None:
    name = script(tmp_path / "tool", "#!/no/such/python\n")
    expected = f"{name} is there, but the interpreter that its first line names is not"
    assert not_started(run(name)) == expected


def test_a_file_that_is_not_executable(tmp_path: Path) -> None:
    name = script(tmp_path / "tool", "#!/bin/sh\n", 0o644)
    assert not_started(run(name)) == f"{name} may not be executed: permission denied"


def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    reason = not_started(run(script(tmp_path / "tool", "echo no first line\n")))
    assert reason.endswith("is neither a program for this machine nor a script that begins with #!")


def test_a_relative_program_is_looked_for_in_its_directory(tmp_path: Path) -> None:
    script(tmp_path / "tool", "#!/bin/sh\necho here\n")
    assert run("./tool", cwd=tmp_path).output == b"here\n"


def test_a_directory_that_has_vanished(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    expected = f"the directory {gone} does not exist or may not be entered"
    assert not_started(run("true", cwd=gone)) == expected


def test_a_directory_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file does not exist or" in not_started(run("true", cwd=tmp_path / "file"))


def test_arguments_that_are_too_long() -> None:
    assert "more than the system allows" in not_started(run("true", "x" * 3_000_000))


def test_a_nul_in_an_argument() -> None:
    assert "null byte" in not_started(run("true", "a\0b"))


def test_no_program_at_all() -> None:
    assert "cannot be started" in not_started(run())


def test_where_exit_codes_would_be_lost_nothing_is_started() -> None:
    old = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert "exit codes would be lost" in not_started(run("false"))
    finally:
        signal.signal(signal.SIGCHLD, old)


def test_an_inherited_descriptor_stays_open_in_the_check(tmp_path: Path) -> None:
    path = tmp_path / "held"
    path.write_text("held\n")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        wanted = Command(
            argv=python(f"import os; os.write(1, os.read({descriptor}, 99))"),
            cwd=tmp_path,
            environ=dict(os.environ),
            timeout=9,
            inherit=(descriptor,),
        )
        assert run_process(wanted, cancel=Cancellation()).output == b"held\n"
    finally:
        os.close(descriptor)


def test_no_other_descriptor_reaches_the_check() -> None:
    names = python("import os; print(sorted(map(int, os.listdir('/dev/fd')))[:4])")
    own = [os.open(os.devnull, os.O_RDONLY) for _ in range(3)]
    done = run(*names)
    for descriptor in own:
        os.close(descriptor)
    assert done.output == b"[0, 1, 2, 3]\n"  # 3 is how it looks


def test_many_at_once_do_not_mix() -> None:
    results: dict[int, ProcessResult] = {}

    def one(number: int) -> None:
        results[number] = sh(f"echo {number}; exit {number}")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: (r.exit_code, r.output) for n, r in results.items()} == {
        n: (n, f"{n}\n".encode()) for n in range(20)
    }


@pytest.mark.parametrize("error", [BrokenPipeError, KeyboardInterrupt])
def test_what_showing_the_output_raises_ends_the_run(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def show(_: bytes) -> None:
        raise error

    line = f"trap '' TERM; echo x; {BEATS.format(place=tmp_path / 'beats')}"
    with pytest.raises(error):
        run("/bin/sh", "-c", line, on_output=show)
    assert beats(tmp_path / "beats") < GRACE_IN_BEATS


def test_it_works_where_the_kernel_tells_nobody_of_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> int:
        raise OSError

    monkeypatch.setattr(os, "pidfd_open", refuse, raising=False)
    assert sh("echo x; exit 3").exit_code == 3
    with taking(0.1, 90):
        assert sh("exec >&- 2>&-; sleep 0.1; exit 4").exit_code == 4
    assert sh("sleep 100", timeout=0.1).end is End.TIMED_OUT


def test_importing_it_is_quick_because_it_imports_little() -> None:
    code = "import sys, devloop.run.process.supervise; print(*sys.modules)"
    names = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert not {"tempfile", "shutil", "logging", "concurrent.futures", "asyncio"} & set(names)
