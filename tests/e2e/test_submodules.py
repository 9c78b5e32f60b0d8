"""Submodules that the user has cloned are in the workspace, at the commit that is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import Guarded, one_check
from tests.support.repo import Repo

MODES = ("auto", "plain")
ALLOW = ("-c", "protocol.file.allow=always")


@pytest.fixture
def lib(tmp_path: Path) -> Repo:
    """Another project, with one of its own inside."""
    deep = Repo.create(tmp_path / "deep", tmp_path / "home")
    deep.commit("deep", {"d.txt": "deep 1\n"})
    made = Repo.create(tmp_path / "lib", tmp_path / "home")
    made.git(*ALLOW, "submodule", "--quiet", "add", str(deep.path), "in/deep")
    made.commit("one", {"l.txt": "lib 1\n"})
    made.commit("two", {"l.txt": "lib 2\n"})
    return made


@pytest.fixture
def guarded(tmp_path: Path, lib: Repo) -> Guarded:
    made = Guarded.bare_handed(tmp_path / "ground")
    made.repo.git(
        *ALLOW, "submodule", "--quiet", "add", "--name", "the lib", str(lib.path), "ext/l"
    )
    made.repo.git(*ALLOW, "submodule", "--quiet", "update", "--init", "--recursive")
    return made


def judged(guarded: Guarded, line: str, mode: str, *, code: int = 0) -> str:
    text = one_check(line, f'\n[environment]\nsandbox = "{mode}"')
    guarded.repo.stage({"devloop.toml": text})
    return guarded.devloop("check", "--staged", code=code).said


@pytest.mark.parametrize("mode", MODES)
def test_they_are_there_and_nested_ones_too(guarded: Guarded, mode: str) -> None:
    line = 'grep -q "lib 2" ext/l/l.txt; grep -q "deep 1" ext/l/in/deep/d.txt'
    judged(guarded, f'{line}; test -z "$(git status --porcelain)"; git -C ext/l log -1', mode)


@pytest.mark.parametrize("mode", MODES)
def test_they_are_at_the_commit_that_the_tree_records(guarded: Guarded, mode: str) -> None:
    line = "cat ext/l/l.txt; grep -q 'lib 2' ext/l/l.txt"
    judged(guarded, line, mode)
    guarded.repo.git("-C", "ext/l", "checkout", "-q", "HEAD~1")
    judged(guarded, line, mode)
    guarded.repo.git("add", "ext/l")
    guarded.repo.git("-C", "ext/l", "checkout", "-q", "-")
    assert "lib 1" in judged(guarded, line, mode, code=1)


def test_what_a_check_does_in_them_is_gone_the_next_time(guarded: Guarded) -> None:
    line = "! test -e ext/l/left; touch ext/l/left ext/l/in/deep/left"
    judged(guarded, line, "auto")
    guarded.repo.stage({"state": "good 1\n"})
    judged(guarded, f"{line}; ! test -e ext/l/in/deep/left", "auto", code=1)
    before = guarded.repo.git("status", "--porcelain", "ext")
    assert "left" not in before


def test_a_check_that_changes_one_has_changed_what_it_was_to_judge(guarded: Guarded) -> None:
    told = judged(guarded, "echo new > ext/l/l.txt", "auto", code=1)
    assert "ext/l/l.txt" in told
    assert (guarded.path / "ext/l/l.txt").read_text() == "lib 2\n"


def test_one_that_gives_way_to_files_or_goes_leaves_nothing(guarded: Guarded) -> None:
    judged(guarded, "test -e ext/l/l.txt", "auto")
    guarded.repo.git("rm", "-q", "-f", "ext/l")
    judged(guarded, "! test -e ext", "auto")
    guarded.repo.stage({"ext/l": "a file\n"})
    judged(guarded, "test -f ext/l", "auto")


def test_one_that_is_not_checked_out_is_named_with_the_command(guarded: Guarded) -> None:
    guarded.repo.commit("with it")
    other = guarded.path.parent / "clone"
    guarded.repo.git("clone", "-q", str(guarded.path), str(other))
    guarded.repo.path = other
    told = judged(guarded, "cat ext/l/l.txt", "auto", code=3)
    assert "ext/l is a submodule that is not checked out" in told
    assert "git submodule update --init ext/l" in told


def test_a_linked_worktree_has_those_of_the_main_one(guarded: Guarded) -> None:
    guarded.repo.commit("with it")
    guarded.repo.git("worktree", "add", "-q", "../wt")
    guarded.repo.path = guarded.path.parent / "wt"
    judged(guarded, "grep -q 'lib 2' ext/l/l.txt", "auto")


def test_a_check_with_inputs_in_one_sees_it(guarded: Guarded) -> None:
    line = "grep -q 'lib 2' ext/l/l.txt; ! test -e state"
    text = one_check(line, 'inputs = ["ext/l/**"]')
    guarded.repo.stage({"devloop.toml": text})
    guarded.devloop("check", "--staged")
