"""What was missing of the caller's is named with the line that hands it on."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.config.model import Check
from devloop.run.advice import Caller, advice

CHECK = Check(name="tests", run="pytest")


def caller(top: Path, given: tuple[str, ...] = (), **environ: str) -> Caller:
    return Caller(
        environ=environ,
        given=dict.fromkeys(given, "x"),
        top=top,
        is_ignored=lambda path: path.startswith("data"),
        is_judged=lambda path: path == "tracked.txt",
    )


def said(output: str, there: Caller) -> str:
    return advice(CHECK, output.encode(), there)


@pytest.mark.parametrize(
    "line",
    [
        "KeyError: 'DATABASE_URL'",
        'assert os.environ["DATABASE_URL"].startswith("sqlite")',
        "./run: line 3: DATABASE_URL: unbound variable",
        "sh: 1: DATABASE_URL: parameter not set",
        "Error: DATABASE_URL is not set",
        "const url = process.env.DATABASE_URL",
        "Missing required setting DATABASE_URL",
    ],
)
def test_a_variable_that_is_set_here_and_asked_for_there(tmp_path: Path, line: str) -> None:
    there = caller(tmp_path, DATABASE_URL="sqlite://")
    assert said(f"E   {line}\n", there) == (
        'DATABASE_URL is set here, and the check did not get it: pass-env = ["DATABASE_URL"]'
    )


@pytest.mark.parametrize("line", ["DATABASE_URL was fine", "KeyError: 'DATABASE_URLS'", ""])
def test_a_word_alone_is_no_want_of_a_variable(tmp_path: Path, line: str) -> None:
    assert said(line, caller(tmp_path, DATABASE_URL="sqlite://")) == ""


def test_what_the_check_got_or_nobody_set_is_not_missing(tmp_path: Path) -> None:
    line = "KeyError: 'DATABASE_URL'"
    assert said(line, caller(tmp_path)) == ""
    assert said(line, caller(tmp_path, ("DATABASE_URL",), DATABASE_URL="x")) == ""


def test_a_variable_of_gits_is_never_handed_on(tmp_path: Path) -> None:
    assert said("KeyError: 'GIT_DIR'", caller(tmp_path, GIT_DIR="x")) == ""


def test_a_module_that_pythonpath_leads_to(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/thing.py").write_text("")
    line = "E   ModuleNotFoundError: No module named 'thing'"
    for value in ("src", str(tmp_path / "src")):
        hint = said(line, caller(tmp_path, PYTHONPATH=value))
        assert hint.endswith('the check did not get it: env = { PYTHONPATH = "src" }')
    outside = caller(tmp_path / "elsewhere", PYTHONPATH=str(tmp_path / "src"))
    assert said(line, outside).endswith('pass-env = ["PYTHONPATH"]')
    assert said(line, caller(tmp_path, ("PYTHONPATH",), PYTHONPATH="src")) == ""


def test_a_module_of_an_active_environment_that_was_not_used(tmp_path: Path) -> None:
    active = tmp_path / "active"
    (active / "lib/python3.12/site-packages/requests").mkdir(parents=True)
    hint = said("No module named 'requests.auth'", caller(tmp_path, VIRTUAL_ENV=str(active)))
    assert hint.endswith(f"which was not used: DEVLOOP_PYTHON={active}")


@pytest.mark.parametrize(
    "line",
    [
        "FileNotFoundError: [Errno 2] No such file or directory: '{}/data/big/a.csv'",
        "FileNotFoundError: [Errno 2] No such file or directory: 'data/big/a.csv'",
        "cat: data/big/a.csv: No such file or directory",
        "Error: ENOENT: no such file or directory, open '{}/data/big/a.csv'",
        "sh: 0: cannot open 'data/big/a.csv'",
    ],
)
def test_a_file_that_git_ignores_is_to_be_shared(tmp_path: Path, line: str) -> None:
    place = tmp_path / "data/big/a.csv"
    place.parent.mkdir(parents=True)
    place.write_text("")
    hint = said(line.format("/cache/slots/1/tree"), caller(tmp_path))
    assert hint == 'data/big/a.csv is ignored by git, so it is not there: share = ["data"]'


def test_a_file_that_is_not_staged_is_to_be_added(tmp_path: Path) -> None:
    for name in ("new.txt", "tracked.txt"):
        (tmp_path / name).write_text("")
    line = "No such file or directory: '{}'"
    added = "new.txt is not staged, so it is ignored: git add new.txt"
    assert said(line.format("new.txt"), caller(tmp_path)) == added
    assert said(line.format("tracked.txt"), caller(tmp_path)) == ""
    assert said(line.format("/etc/passwd"), caller(tmp_path)) == ""


@pytest.mark.parametrize(
    "line",
    [
        "LookupError: setuptools-scm was unable to detect version",
        "fatal: No names found, cannot describe anything.",
        "AssertionError: assert '0.1.dev1+g1234' == '1.2'",
        "fatal: bad revision 'HEAD~3'",
    ],
)
def test_tags_and_commits_have_to_be_asked_for(tmp_path: Path, line: str) -> None:
    hint = said(line, caller(tmp_path))
    assert hint.endswith("reads-history = true, under checks.tests")
    history = Check(name="tests", run="pytest", reads_history=True)
    assert advice(history, line.encode(), caller(tmp_path)) == ""
