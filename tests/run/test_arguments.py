"""File names reach a program exactly, whatever they are, in lists that the system takes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devloop.config.model import Program
from devloop.git.ids import RepoPath
from devloop.run.arguments import (
    Limits,
    as_argument,
    expand,
    program_of,
    quoted,
    system_limits,
    takes_files,
)
from devloop.run.process.supervise import End
from tests.run.support import run

ODD = tuple(
    RepoPath(os.fsdecode(name))
    for name in (
        b"plain.py",
        b"with space.py",
        b"it's.py",
        b'"quoted".py',
        b"new\nline.py",
        b"tab\t.py",
        b"back\\slash.py",
        b"$(touch hacked).py",
        b"`id`;x&&y|z>w.py",
        b"star*?[a].py",
        b"~/home.py",
        b"#comment.py",
        b"!bang.py",
        b"caf\xe9.py",
        b"\xff\xfe.py",
        "käse.py".encode(),
        b"-rf",
        b"--help",
        b"@types/index.ts",
        b"-",
    )
)

NAMES = st.binary(min_size=1, max_size=12).map(
    lambda raw: RepoPath(os.fsdecode(raw.replace(b"\0", b"0")))
)


def files(*names: str) -> tuple[RepoPath, ...]:
    return tuple(map(RepoPath, names))


def passed_on(program: Program, names: tuple[RepoPath, ...]) -> tuple[str, ...]:
    """The arguments that the programs really get, over all lists."""
    got: list[bytes] = []
    for argv in expand(program, names, os.environ):
        done = run(*argv)
        assert (done.end, done.exit_code) == (End.EXITED, 0), done.output
        got += done.output.split(b"\0")[:-1]
    return tuple(map(os.fsdecode, got))


def test_a_line_is_for_sh() -> None:
    assert expand("a && b", files("x"), {}) == (("/bin/sh", "-ec", "a && b"),)


def test_a_list_runs_as_it_is() -> None:
    assert expand(("a", "b c", "*"), files("x"), {}) == (("a", "b c", "*"),)


def test_files_of_a_line_are_quoted_where_they_stand() -> None:
    expected = (("/bin/sh", "-ec", "lint a.py 'b c.py' --strict"),)
    assert expand("lint {files} --strict", files("a.py", "b c.py"), {}) == expected


def test_files_of_a_list_are_arguments_where_they_stand() -> None:
    expected = (("lint", "a.py", "b c.py", "--strict"),)
    assert expand(("lint", "{files}", "--strict"), files("a.py", "b c.py"), {}) == expected


def test_a_placeholder_may_stand_twice() -> None:
    assert expand("a {files}; b {files}", files("x"), {}) == (("/bin/sh", "-ec", "a x; b x"),)


def test_without_files_what_takes_files_does_not_run() -> None:
    assert expand("lint {files}", (), {}) == ()


def test_without_files_what_takes_none_runs_once() -> None:
    assert expand("lint .", (), {}) == (("/bin/sh", "-ec", "lint ."),)


def test_a_name_that_contains_the_placeholder_is_not_expanded_again() -> None:
    assert expand(("lint", "{files}"), files("{files}", "x"), {}) == (("lint", "{files}", "x"),)


@pytest.mark.parametrize("name", ["-rf", "--help", "-", "@arguments"])
def test_a_name_is_no_option(name: str) -> None:
    assert as_argument(RepoPath(name)) == f"./{name}"


@pytest.mark.parametrize("name", ["a-b", "dir/-x", "./x", "a@b"])
def test_any_other_name_stays_as_it_is(name: str) -> None:
    assert as_argument(RepoPath(name)) == name


def test_odd_names_survive_a_real_shell() -> None:
    assert passed_on("printf '%s\\0' {files}", ODD) == tuple(map(as_argument, ODD))


def test_odd_names_survive_a_list() -> None:
    assert passed_on(("printf", "%s\\0", "{files}"), ODD) == tuple(map(as_argument, ODD))


@given(st.lists(NAMES, min_size=1, max_size=8))
def test_any_name_survives_a_real_shell(names: list[RepoPath]) -> None:
    expected = tuple(map(as_argument, names))
    assert passed_on("printf '%s\\0' {files}", tuple(names)) == expected


def test_many_files_reach_a_real_shell_in_several_lines() -> None:
    many = tuple(RepoPath(f"some/folder with space/file-{n:05}.py") for n in range(9_000))
    program = "printf '%s\\0' {files}"
    assert len(expand(program, many, os.environ)) > 1
    assert passed_on(program, many) == many


def test_very_many_files_reach_a_program_in_several_lists(tmp_path: Path) -> None:
    many = tuple(RepoPath("d" * 200 + f"/{n:06}") for n in range(20_000))
    argvs = expand(("true", "{files}"), many, os.environ)
    assert len(argvs) > 1
    assert [run(*argv, cwd=tmp_path).exit_code for argv in argvs] == [0] * len(argvs)


def room_for(size: int) -> Limits:
    """Limits that leave so many bytes for `x {files}`, with no variables."""
    return Limits(total=16 * 1024 + size + len("x") + 1 + 8, line=100_000)


def test_a_list_is_filled_to_the_last_byte() -> None:
    names = files("aa", "bb", "cc")
    program = ("x", "{files}")
    one = 2 + 1 + 8
    assert expand(program, names, {}, room_for(3 * one)) == (("x", "aa", "bb", "cc"),)
    less = expand(program, names, {}, room_for(3 * one - 1))
    assert less == (("x", "aa", "bb"), ("x", "cc"))


def test_variables_take_room() -> None:
    names = files("aa", "bb")
    program = ("x", "{files}")
    assert len(expand(program, names, {}, room_for(22))) == 1
    assert len(expand(program, names, {"A": "1"}, room_for(22))) == 2


def test_a_name_too_long_for_any_list_stands_alone() -> None:
    names = files("a", "b" * 500, "c")
    program = ("x", "{files}")
    assert [argv[1:] for argv in expand(program, names, {}, room_for(100))] == [
        ("a",),
        ("b" * 500,),
        ("c",),
    ]


@given(st.lists(NAMES, max_size=30), st.integers(20, 60), st.integers(1, 2))
def test_no_line_is_longer_than_allowed_and_no_file_is_lost(
    names: list[RepoPath], line: int, times: int
) -> None:
    program = "x" + " {files}" * times
    single = [expand(program, (name,), {})[0][2] for name in names]
    argvs = expand(program, tuple(names), {}, Limits(total=1_000_000, line=line))
    for argv in argvs:
        assert len(os.fsencode(argv[2])) < line or argv[2] in single
    listed = expand(("x", "{files}"), tuple(names), {}, Limits(total=16_500, line=line))
    assert [name for argv in listed for name in argv[1:]] == list(map(as_argument, names))


def test_a_plain_name_is_not_quoted() -> None:
    assert quoted("dir/file-1_2.py") == "dir/file-1_2.py"


def test_an_empty_name_is_an_argument_still() -> None:
    assert quoted("") == "''"


def test_what_is_started() -> None:
    assert program_of(("ruff", "check")) == "ruff"
    assert program_of("ruff check") is None


def test_what_takes_files() -> None:
    assert takes_files("x {files}")
    assert takes_files(("x", "{files}"))
    assert not takes_files(("x", "--names={files}"))


def test_the_longest_line_that_is_allowed_can_be_started() -> None:
    longest = system_limits().line - 1 if sys.platform == "linux" else 100_000
    line = "true " + "x" * (longest - 5)
    assert run("/bin/sh", "-c", line).exit_code == 0
