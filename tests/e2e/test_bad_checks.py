"""Checks that misbehave: a clear sentence, no false verdict, nothing left running, nothing lost."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import pytest

from tests.support.guarded import WAIT, Guarded, begin, one_check, traces

NEVER = 59
"""Seconds that nobody has waited when a test is green: a check would sleep longer."""


def judged(guarded: Guarded, line: str, more: str = "", *, code: int = 1) -> str:
    """What is said when a commit is judged by this check alone."""
    guarded.configure(one_check(line, more))
    return guarded.commit(state="good 1", code=code).said


def list_check(argv: str, more: str = "") -> str:
    """A configuration with one check that is a list."""
    return f"mainline = ['main']\nbackground = false\n[checks.only]\nrun = {argv}\n{more}\n"


def test_a_program_that_is_missing_is_named_with_the_command_that_installs_it(
    guarded: Guarded,
) -> None:
    guarded.configure(list_check('["no-such-tool", "--strict"]'))
    said = guarded.commit(state="good 1", code=1).said
    assert "only could not run" in said
    assert "no-such-tool is not installed" in said
    assert "pip install" not in said, "an index may hold anything under that name"
    assert "commit refused: only could not run" in said
    assert guarded.devloop("check", code=3).code == 3


def test_a_program_that_a_line_of_sh_misses_is_no_failure_of_the_content(guarded: Guarded) -> None:
    assert "only could not run" in judged(guarded, "no-such-tool --strict")


def test_a_program_that_may_not_be_executed_is_said(guarded: Guarded) -> None:
    guarded.configure(list_check('["./tool"]'))
    guarded.repo.stage({"tool": "#!/bin/sh\n"})
    said = guarded.commit(code=1).said
    assert "only could not run" in said
    assert "./tool may not be executed: permission denied" in said


def test_a_script_whose_interpreter_is_missing_is_said(guarded: Guarded) -> None:
    guarded.configure(list_check('["./tool"]'))
    guarded.repo.write("tool", "#!/no/such/interpreter\n", mode=0o755)
    guarded.repo.git("add", "tool")
    assert "the interpreter that its first line names is not" in guarded.commit(code=1).said


def test_a_program_that_comes_later_is_found_then(guarded: Guarded) -> None:
    """That it was missing is no verdict, so nothing has to be forgotten."""
    guarded.configure(list_check('["later-tool"]'))
    guarded.commit(state="good 1", code=1)
    tool = Path(guarded.repo.environ["VIRTUAL_ENV"]) / "bin/later-tool"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    try:
        guarded.commit()
    finally:
        tool.unlink()


@pytest.mark.parametrize("signal", ["KILL", "TERM"])
def test_a_check_that_is_killed_has_not_failed(guarded: Guarded, signal: str) -> None:
    said = judged(guarded, f"kill -{signal} $$")
    assert "only could not run" in said
    assert f"ended by signal SIG{signal}" in said
    assert "already known" not in guarded.commit(code=1).said


def test_a_check_that_crashes_has_failed(guarded: Guarded) -> None:
    assert "only failed" in judged(guarded, "ulimit -c 0; kill -SEGV $$")


def test_a_check_that_hangs_is_ended_with_all_it_started(guarded: Guarded) -> None:
    line = 'sleep 60 & echo $! > "$HOME/pid"; trap "" TERM; echo thinking; sleep 60'
    began = time.monotonic()
    said = judged(guarded, line, "timeout = 0.3")
    assert time.monotonic() - began < NEVER
    assert "only timed out" in said
    assert "still running after 0.3 s, so it was ended" in said
    assert "thinking" in said
    assert not alive(guarded)


def test_that_a_check_took_too_long_is_no_verdict(guarded: Guarded) -> None:
    judged(guarded, 'echo ran >> "$HOME/runs"; sleep 60', "timeout = 0.2")
    guarded.commit(code=1)
    assert guarded.runs() == ["ran", "ran"]


def test_a_check_that_waits_for_input_gets_none(guarded: Guarded) -> None:
    judged(guarded, "! read answer", code=0)


def alive(guarded: Guarded) -> bool:
    """Whether the process whose number is in HOME still runs."""
    number = int((guarded.home / "pid").read_text())
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(which("setsid") is None, reason="needs setsid")
@pytest.mark.parametrize("how", ["sleep 60 &", "setsid sleep 60 &", "(setsid sleep 60 &) &"])
def test_children_that_hold_the_pipe_are_ended_and_the_verdict_stands(
    guarded: Guarded, how: str
) -> None:
    line = how.replace("sleep 60", """sh -c 'echo $$ > "$HOME/pid"; exec sleep 60'""")
    script = f'{line}\nwhile ! [ -s "$HOME/pid" ]; do sleep 0.01; done; echo done\n'
    guarded.configure(list_check('["sh", "holder"]'))
    guarded.repo.stage({"holder": script})
    began = time.monotonic()
    guarded.commit(state="good 1")
    assert time.monotonic() - began < NEVER
    assert not alive(guarded)


def most_memory() -> int:
    """The most bytes that one process started from here has taken so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit


def test_200_mb_of_output_cost_little_memory_and_little_of_the_screen(guarded: Guarded) -> None:
    guarded.configure(one_check("echo first; yes 0123456789 | head -c 200000000; echo last; false"))
    before = most_memory()
    said = guarded.commit(state="good 1", code=1).said
    assert most_memory() <= max(before, 120 << 20)
    assert len(said) < 10_000
    assert "first" in said
    assert "last" in said
    store = sum(p.stat().st_size for p in (guarded.path / ".git/devloop").rglob("*") if p.is_file())
    assert store < 10_000_000


def test_one_line_of_10_mb_is_not_shown_whole(guarded: Guarded) -> None:
    said = judged(guarded, "head -c 10000000 /dev/zero | tr '\\0' x; false")
    assert len(said) < 100_000


def test_bytes_that_are_no_text_are_shown_as_far_as_they_can_be(guarded: Guarded) -> None:
    said = judged(guarded, r"printf 'caf\351 \200\377 ok\n'; false")
    assert "caf\ufffd" in said
    assert "ok" in said


def test_nothing_that_a_check_prints_steers_the_terminal(guarded: Guarded) -> None:
    said = judged(guarded, r"printf '\033]0;title\007\033[2J\033[31mred\033[0m\b\r over\n'; false")
    assert "\x1b" not in said
    assert "\x07" not in said


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "no_such_LOCALE"])
def test_words_of_any_language_reach_the_check_in_any_locale(guarded: Guarded, locale: str) -> None:
    guarded.configure(one_check("echo 'grün ✓' | tee \"$HOME/heard\"; false"))
    said = guarded.commit(state="good 1", code=1, env={"LC_ALL": locale}).said
    assert (guarded.home / "heard").read_bytes() == "grün ✓\n".encode()
    assert "gr" in said
    assert "bug of devloop" not in said


DAMAGE = {
    "deletes a file": "rm state",
    "deletes everything": "rm -rf ./* .git",
    "edits a file": "echo more >> state",
    "makes a file executable": "chmod +x state",
    "puts a folder in place of a file": "rm state && mkdir state",
    "puts a link in place of a file": "rm state && ln -s /etc/passwd state",
}


@pytest.mark.parametrize("line", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_check_that_changes_what_it_judges_fails_and_the_next_sees_nothing_of_it(
    guarded: Guarded, line: str
) -> None:
    guarded.configure(one_check(line))
    guarded.repo.stage({"state": "good 1\n", "dir/other": "x\n"})
    before = traces(guarded.path)
    said = guarded.commit(code=1).said
    assert "it modified the files it was checking" in said
    assert "state" in said
    assert traces(guarded.path) == before
    guarded.configure(one_check("grep -q good state && test -f dir/other && test ! -x state"))
    guarded.commit(state="good 2")


def test_a_check_that_deletes_its_own_workspace_hurts_nobody(guarded: Guarded) -> None:
    guarded.configure(one_check('rm -rf "$PWD"'))
    guarded.commit(state="good 1", code=1)
    guarded.configure(one_check("grep -q good state"))
    guarded.commit(state="good 2")


def test_a_check_that_takes_permissions_away_hurts_nobody(guarded: Guarded) -> None:
    guarded.configure(one_check("mkdir -p a/b && touch a/b/c && chmod 0 a/b a"))
    guarded.commit(state="good 1")
    guarded.configure(one_check("test ! -e a"))
    guarded.commit(state="good 2")


def test_a_check_that_makes_odd_leftovers_leaves_none(guarded: Guarded) -> None:
    line = "mkfifo pipe dir/pipe; ln -s / root; ln -s no dangling; mkdir -- -rf 'a b'; touch ./-x"
    guarded.repo.commit("folder", {"dir/file": "x\n"})
    guarded.configure(one_check(f'test -z "$(git status --porcelain)" && {line}'))
    for number in (1, 2):
        guarded.commit(state=f"good {number}")


def test_what_links_point_to_outside_is_not_deleted_with_them(guarded: Guarded) -> None:
    kept = guarded.home / "kept"
    kept.mkdir()
    (kept / "file").touch()
    guarded.configure(one_check('ln -s "$HOME/kept" link && mkdir d && ln -s "$HOME/kept" d/link'))
    for number in (1, 2):
        guarded.commit(state=f"good {number}")
    assert (kept / "file").exists()


def test_a_check_that_reaches_for_the_users_repository_through_variables_finds_none(
    guarded: Guarded,
) -> None:
    guarded.configure(
        one_check('env | grep ^GIT_ | grep -v ^GIT_CONFIG_ && exit 1; test -z "$GIT_DIR"')
    )
    guarded.commit("-a", state="good 1", env={"GIT_AUTHOR_NAME": "Eve", "GIT_TRACE": "0"})


def test_a_check_that_fails_and_passes_by_turns_is_called_flaky(guarded: Guarded) -> None:
    line = 'if [ -e "$HOME/once" ]; then true; else touch "$HOME/once"; false; fi'
    guarded.configure(one_check(line))
    guarded.commit(state="good 1", code=1)
    guarded.commit(code=1)
    guarded.devloop("check", "--again", "only")
    assert "flaky" in guarded.devloop("check", "--json").said + guarded.devloop("check").said


def test_an_environment_that_changes_while_a_check_runs_gives_no_verdict(guarded: Guarded) -> None:
    real = guarded.repo.environ["VIRTUAL_ENV"]
    line = f'for site in "{real}"/lib/python3*/site-packages; do touch "$site/new.pth"; done'
    guarded.configure(one_check(line, '[environment]\nsandbox = "plain"'))
    try:
        said = guarded.commit(state="good 1", code=1).said
        assert "the environment changed during the run" in said
    finally:
        for path in Path(guarded.repo.environ["VIRTUAL_ENV"]).rglob("new.pth"):
            path.unlink()


def test_the_first_failure_ends_the_others_and_they_are_named(guarded: Guarded) -> None:
    guarded.configure(
        "mainline = ['main']\nbackground = false\n[checks.slow]\nrun = 'sleep 60'\n"
        "[checks.quick]\nrun = 'sleep 0.2; false'\n"
    )
    began = time.monotonic()
    said = guarded.commit(state="good 1", code=1).said
    assert time.monotonic() - began < NEVER
    assert "quick failed" in said
    assert "slow" in said


def test_a_fork_bomb_of_orphans_is_swept_up(guarded: Guarded) -> None:
    line = "for n in 1 2 3 4 5 6 7 8; do (sh -c 'sleep 61.37' &) ; done; true"
    guarded.configure(one_check(line))
    guarded.commit(state="good 1")
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert "sleep 61.37" not in listed.stdout


def test_devloop_waits_for_nobody_who_only_looks_on(guarded: Guarded) -> None:
    """Somebody outside who holds a file of the workspace open is not waited for."""
    guarded.configure(one_check(f'pwd > "$HOME/place"; {WAIT}'))
    guarded.repo.stage({"state": "good 1\n"})
    commit = begin(guarded, "git", "commit", "-m", "step")
    guarded.started()
    with Path((guarded.home / "place").read_text().strip(), "state").open():
        guarded.go()
        assert commit.wait(timeout=NEVER) == 0
        guarded.commit(state="good 2")
