"""Every way to make a commit: what is judged is what the commit will hold."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, WAIT, Guarded, empty_repo, one_check
from tests.support.patience import PATIENCE
from tests.support.repo import Repo, hermetic_environment

WIDE = "good 0\n" + "line\n" * 20
"""A state with room for two hunks."""


def content(guarded: Guarded, name: str = "state") -> str:
    """A file as HEAD has it."""
    return guarded.repo.git("show", f"HEAD:{name}")


def test_all_takes_the_working_tree(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.write("state", "bad 1\n")
    guarded.commit("-a", code=1)
    guarded.repo.stage({"state": "bad 2\n"})
    guarded.repo.write("state", "good 2\n")
    guarded.commit("-a")
    assert guarded.runs() == ["quick bad 1", "quick good 2"]
    assert content(guarded) == "good 2"


def test_a_refused_commit_of_all_leaves_the_index_as_it_was(guarded: Guarded) -> None:
    guarded.repo.write("state", "bad 1\n")
    guarded.commit("-a", code=1)
    assert guarded.repo.git("diff", "--cached", "--name-only") == ""
    assert guarded.repo.git("diff", "--name-only") == "state"


@pytest.mark.parametrize(("answers", "code"), [("y\nn\n", 0), ("n\ny\n", 1)])
def test_a_part_by_part_commit_is_judged_by_the_parts_taken(
    guarded: Guarded, answers: str, code: int
) -> None:
    guarded.slip(WIDE)
    guarded.repo.write("state", f"good 1\n{WIDE[7:]}bad end\n")
    guarded.repo.run("git", "commit", "-p", "-m", "part", input=answers, code=code)
    assert ("good 1" in content(guarded)) == (code == 0)
    assert (guarded.path / "state").read_text() == f"good 1\n{WIDE[7:]}bad end\n"


def test_include_takes_what_is_staged_and_the_named_files(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n", "other": "1\n"})
    guarded.commit()
    guarded.repo.stage({"other": "2\n"})
    guarded.repo.write("state", "bad 2\n")
    guarded.commit("-i", "--", "state", code=1)
    guarded.repo.write("state", "good 2\n")
    guarded.commit("-i", "--", "state")
    assert (content(guarded), content(guarded, "other")) == ("good 2", "2")


def test_a_pathspec_takes_the_named_files_alone(guarded: Guarded) -> None:
    guarded.configure(one_check("! grep -q bad state other"))
    guarded.repo.stage({"other": "good\n"})
    guarded.commit()
    guarded.repo.stage({"other": "bad, staged\n"})
    guarded.repo.write("state", "good 1\n")
    guarded.commit("--", "state")
    assert content(guarded, "other") == "good"
    assert guarded.repo.git("diff", "--cached", "--name-only") == "other"
    guarded.repo.write("state", "bad 1\n")
    guarded.commit("-o", "--", "state", code=1)
    assert guarded.repo.git("diff", "--cached", "--name-only") == "other"


def test_an_amend_that_only_rewords_runs_nothing(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.runs()
    guarded.commit("--amend", "-m", "other words")
    assert guarded.runs() == []
    assert guarded.repo.git("log", "-1", "--format=%s") == "other words"


def test_an_amend_is_judged_as_a_whole(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.commit("--amend", state="bad 1", code=1)
    assert content(guarded) == "good 1"


def two_halves(guarded: Guarded) -> None:
    """A commit within the limit, and as much again staged."""
    half = "".join(f"x{n} = {n}\n" for n in range(30))
    guarded.repo.stage({"one.py": half})
    guarded.commit()
    guarded.repo.stage({"two.py": half.replace("x", "y")})


@pytest.mark.xfail(strict=True, reason="git tells no hook that a commit amends; the push does")
def test_an_amend_is_measured_from_its_parent(guarded: Guarded) -> None:
    two_halves(guarded)
    guarded.commit("--amend", code=1)


def test_an_amend_that_has_grown_too_large_is_caught_at_the_push(guarded: Guarded) -> None:
    two_halves(guarded)
    guarded.commit("--amend")
    assert "60 effective lines" in guarded.refused("main")


def test_a_clean_merge_is_judged(guarded: Guarded) -> None:
    """Each side is good alone; together they are not."""
    guarded.configure(one_check("! { test -e one && test -e two; }"))
    guarded.repo.git("switch", "-q", "-c", "side")
    guarded.repo.stage({"one": "1\n"})
    guarded.commit()
    guarded.repo.git("switch", "-q", "main")
    guarded.repo.stage({"two": "2\n"})
    guarded.commit()
    said = guarded.repo.run("git", "merge", "--no-edit", "side", code=1).said
    assert "only failed" in said
    guarded.repo.git("merge", "--abort")
    assert guarded.repo.git("rev-list", "--count", "--merges", "HEAD") == "0"


def test_a_clean_merge_that_passes_is_made(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "side")
    guarded.repo.stage({"one": "1\n"})
    guarded.commit()
    guarded.repo.git("switch", "-q", "main")
    guarded.commit(state="good 2")
    guarded.repo.git("merge", "-q", "--no-edit", "side")
    assert guarded.repo.git("rev-list", "--count", "--merges", "HEAD") == "1"


@pytest.fixture
def conflicted(guarded: Guarded) -> Guarded:
    """In the middle of a merge with a conflict in `state`."""
    guarded.repo.git("switch", "-q", "-c", "side")
    guarded.slip("good side")
    guarded.repo.git("switch", "-q", "main")
    guarded.slip("good main")
    guarded.repo.git("merge", "side", code=1)
    return guarded


def test_a_conflicted_merge_is_judged_as_it_was_resolved(conflicted: Guarded) -> None:
    places = [conflicted.path / ".git" / f"MERGE_{name}" for name in ("HEAD", "MODE", "MSG")]
    before = [place.read_bytes() for place in places]
    conflicted.commit("--no-edit", state="bad both", code=1)
    assert [place.read_bytes() for place in places] == before
    conflicted.commit("--no-edit", state="good both")
    assert conflicted.repo.git("rev-list", "--count", "--merges", "HEAD") == "1"


def test_an_unmerged_index_is_named_and_nothing_runs(conflicted: Guarded) -> None:
    assert "unmerged" in conflicted.commit(code=128).said
    said = conflicted.devloop("check", code=3).said
    assert "the index has unmerged files: state" in said
    assert "git add" in said
    assert conflicted.runs() == []


def test_a_cherry_pick_that_goes_on_is_judged(conflicted: Guarded) -> None:
    conflicted.repo.git("merge", "--abort")
    conflicted.repo.git("cherry-pick", "side", code=1)
    conflicted.repo.stage({"state": "bad picked\n"})
    conflicted.repo.git("cherry-pick", "--continue", code=1)
    assert (conflicted.path / ".git/CHERRY_PICK_HEAD").exists()
    conflicted.repo.stage({"state": "good picked\n"})
    conflicted.repo.git("cherry-pick", "--continue")
    assert content(conflicted) == "good picked"


def test_what_a_rebase_makes_of_commits_is_judged_at_the_push(guarded: Guarded) -> None:
    """A rebase runs no hook; its new contents have no verdict yet."""
    guarded.configure(one_check("! { test -e one && test -e two; }"))
    guarded.repo.git("switch", "-q", "-c", "side")
    guarded.repo.stage({"one": "1\n"})
    guarded.commit()
    guarded.repo.git("switch", "-q", "main")
    guarded.repo.stage({"two": "2\n"})
    guarded.commit()
    guarded.repo.git("rebase", "-q", "side")
    assert "does not pass" in guarded.refused("main")


def test_a_rebase_under_way_can_be_pushed_from_and_checked(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.commit(state="good 2")
    edit = {"GIT_SEQUENCE_EDITOR": "sed -i.old 1s/pick/edit/"}
    guarded.repo.git("rebase", "-q", "-i", "HEAD~2", env=edit)
    guarded.devloop("check")
    guarded.commit("--amend", state="bad 1", code=1)
    guarded.push("HEAD:main")


def test_the_first_commit_of_a_repository_is_judged(tmp_path: Path) -> None:
    repo = empty_repo(tmp_path)
    guarded = Guarded(repo=repo, remote=tmp_path)
    guarded.devloop("install")
    repo.stage({"devloop.toml": CONFIG})
    guarded.commit(state="bad 0", code=1)
    guarded.commit(state="good 0")
    assert repo.git("rev-list", "--count", "HEAD") == "1"


def test_an_empty_commit_runs_nothing(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.runs()
    guarded.commit("--allow-empty")
    assert guarded.runs() == []


def test_a_commit_that_only_deletes_is_judged(guarded: Guarded) -> None:
    guarded.configure(one_check("test -e needed || test ! -e state"))
    guarded.repo.stage({"needed": "x\n"})
    guarded.commit()
    guarded.repo.git("rm", "-q", "needed")
    guarded.commit(code=1)


def test_a_commit_that_only_changes_a_mode_is_judged(guarded: Guarded) -> None:
    guarded.configure(one_check("test ! -x state"))
    guarded.repo.git("update-index", "--chmod=+x", "state")
    guarded.commit(code=1)


def test_a_file_only_meant_to_be_added_is_not_judged(guarded: Guarded) -> None:
    guarded.configure(one_check("test ! -e later"))
    guarded.repo.write("later", "not yet\n")
    guarded.repo.git("add", "--intent-to-add", "later")
    guarded.commit("--", "state", state="good 1")
    guarded.commit(state="good 2")
    guarded.repo.git("add", "later")
    guarded.commit(code=1)
    assert (guarded.path / "later").read_text() == "not yet\n"


def test_a_file_taken_out_of_git_but_kept_is_not_judged(guarded: Guarded) -> None:
    guarded.configure(one_check("test ! -e kept"))
    guarded.repo.commit("keep", {"kept": "x\n"})
    guarded.repo.git("rm", "-q", "--cached", "kept")
    guarded.commit()
    assert (guarded.path / "kept").exists()


def test_skip_worktree_files_are_judged_by_what_git_has(guarded: Guarded) -> None:
    guarded.repo.git("update-index", "--skip-worktree", "state")
    guarded.repo.write("state", "bad, for me alone\n")
    guarded.repo.stage({"other": "x\n"})
    guarded.commit()
    assert guarded.runs() == ["quick good 0"]


def test_a_hook_that_stages_more_is_judged_with_what_it_staged(guarded: Guarded) -> None:
    """An earlier hook of the user's runs first, and what it adds is part of the commit."""
    hook = guarded.path / ".git/hooks/pre-commit.before-devloop"
    hook.write_text("#!/bin/sh\necho bad > state; git add state\n")
    hook.chmod(0o755)
    guarded.repo.stage({"other": "x\n"})
    guarded.commit(code=1)


def test_a_large_step_is_refused_by_the_message_alone_and_before_any_check(
    guarded: Guarded,
) -> None:
    large = "".join(f"x{n} = {n}\n" for n in range(60))
    guarded.repo.stage({"code.py": large})
    said = guarded.commit(code=1).said
    assert "60 effective lines in one commit; the limit is 50" in said
    assert guarded.runs() == []
    why = "step\n\nSize-Override: one table that has no halves"
    assert "one table that has no halves" in guarded.commit("-m", why).said
    assert guarded.runs() == ["quick good 0"]


def test_a_bad_large_step_is_refused_though_its_message_says_why(guarded: Guarded) -> None:
    large = "".join(f"x{n} = {n}\n" for n in range(60))
    guarded.repo.stage({"code.py": large})
    message = "step\n\nSize-Override: one table that has no halves"
    guarded.commit("-m", message, state="bad 1", code=1)
    guarded.commit("-m", "step", state="good 1", code=1)


# Where git stands


def test_git_with_a_folder_named_judges_that_repository(guarded: Guarded) -> None:
    guarded.repo.stage({"sub/file": "x\n", "state": "bad 1\n"})
    at = guarded.path.parent
    guarded.repo.run("git", "-C", "repo/sub", "commit", "-m", "x", code=1, cwd=at)
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.run("git", "-C", "repo/sub", "commit", "-m", "x", cwd=at)
    guarded.repo.write("state", "bad 2\n")
    guarded.repo.run("git", "commit", "-am", "x", code=1, cwd=guarded.path / "sub")


def test_a_repository_named_by_variables_is_judged(guarded: Guarded) -> None:
    where = {"GIT_DIR": str(guarded.path / ".git"), "GIT_WORK_TREE": str(guarded.path)}
    guarded.repo.stage({"state": "bad 1\n"})
    away = guarded.home
    guarded.repo.run("git", "commit", "-m", "x", code=1, cwd=away, env=where)
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.run("git", "commit", "-m", "x", cwd=away, env=where)


@pytest.mark.parametrize("folder", [".", "sub"])
def test_an_index_of_another_name_is_judged(guarded: Guarded, folder: str) -> None:
    """Named from where git finds itself: the top of the worktree, wherever it was started."""
    other = {"GIT_INDEX_FILE": ".git/other"}
    guarded.repo.stage({"sub/file": "x\n"})
    guarded.commit()
    guarded.repo.stage({"state": "good, in the usual index\n"})
    guarded.repo.git("read-tree", "HEAD", env=other)
    for state, code in (("bad 1", 1), ("good 1", 0)):
        guarded.repo.write("state", f"{state}\n")
        guarded.repo.git("add", "state", env=other)
        where = guarded.path / folder
        guarded.repo.run("git", "commit", "-m", "x", env=other, cwd=where, code=code)
    assert guarded.runs()[1:] == ["quick bad 1", "quick good 1"]
    assert content(guarded) == "good 1"


def test_a_git_directory_apart_from_its_working_tree_is_judged(tmp_path: Path) -> None:
    """As people keep their home folder in git: no `.git` where the files are."""
    files = tmp_path / "files"
    files.mkdir()
    repo = Repo(path=files, environ=hermetic_environment(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    repo.git("init", "-q", "--bare", "-b", "main", str(tmp_path / "dots.git"))
    here = ("--git-dir", str(tmp_path / "dots.git"), "--work-tree", str(files))
    where = {"GIT_DIR": str(tmp_path / "dots.git"), "GIT_WORK_TREE": str(files)}
    repo.run(str(DEVLOOP), "install", env=where)
    repo.write("devloop.toml", CONFIG)
    repo.write("state", "bad 0\n")
    repo.git(*here, "add", ".")
    repo.git(*here, "commit", "-m", "x", code=1)
    repo.write("state", "good 0\n")
    repo.git(*here, "commit", "-am", "x")


def test_a_linked_worktree_is_judged_by_its_own_index(guarded: Guarded) -> None:
    linked = worktree(guarded, "linked")
    guarded.repo.stage({"state": "bad, in the main one\n"})
    linked.stage({"state": "good 1\n"})
    linked.git("commit", "-q", "-m", "step")
    linked.stage({"state": "bad 2\n"})
    linked.git("commit", "-q", "-m", "step", code=1)
    assert guarded.runs() == ["quick good 1", "quick bad 2"]


def test_a_verdict_of_one_worktree_is_known_in_the_others(guarded: Guarded) -> None:
    linked = worktree(guarded, "linked")
    guarded.commit(state="good 1")
    linked.stage({"state": "good 1\n"})
    linked.git("commit", "-q", "-m", "step")
    assert guarded.runs() == ["quick good 1"]


def worktree(guarded: Guarded, name: str) -> Repo:
    """A linked worktree on a branch of its own."""
    guarded.repo.git("worktree", "add", "-q", "-b", name, f"../{name}")
    return Repo(path=guarded.path.parent / name, environ=guarded.repo.environ)


def together(repos: tuple[Repo, ...]) -> tuple[tuple[int, str], ...]:
    """Commit in all of them at once; gives exit codes and what was said."""
    running = [committing(repo) for repo in repos]
    return tuple(map(answer, running))


def committing(repo: Repo) -> subprocess.Popen[str]:
    """A commit under way."""
    return subprocess.Popen(
        ["git", "commit", "-q", "-m", "step"],
        cwd=repo.path,
        env=repo.environ,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(commit: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and what was said, once it has ended."""
    said = commit.communicate(timeout=PATIENCE)[1]
    return commit.returncode, said


def test_two_worktrees_that_commit_at_once_get_their_own_answers(guarded: Guarded) -> None:
    repos = (guarded.repo, worktree(guarded, "linked"), worktree(guarded, "third"))
    for repo, state in zip(repos, ("good 1", "bad 2", "good 3"), strict=True):
        repo.stage({"state": f"{state}\n"})
    assert [code for code, _ in together(repos)] == [0, 1, 0]
    assert sorted(guarded.runs()) == ["quick bad 2", "quick good 1", "quick good 3"]
    assert [repo.git("show", "HEAD:state") for repo in repos] == ["good 1", "good 0", "good 3"]


def test_two_worktrees_with_the_same_content_run_it_once(guarded: Guarded) -> None:
    guarded.configure(one_check(f'echo "$(cat state)" >> "$HOME/runs"; {WAIT}'))
    linked = worktree(guarded, "linked")
    for repo in (guarded.repo, linked):
        repo.stage({"state": "good 1\n"})
    first = committing(guarded.repo)
    guarded.started()
    second = committing(linked)
    assert second.stderr is not None
    assert "waiting for `git commit`" in second.stderr.readline()
    guarded.go()
    assert [answer(first)[0], answer(second)[0]] == [0, 0]
    assert guarded.runs() == ["good 1"]


def test_who_waits_takes_over_when_the_one_that_ran_dies(guarded: Guarded) -> None:
    guarded.configure(one_check(f'echo $PPID >> "$HOME/runs"; {WAIT}'))
    linked = worktree(guarded, "linked")
    for repo in (guarded.repo, linked):
        repo.stage({"state": "good 1\n"})
    first = committing(guarded.repo)
    guarded.started()
    second = committing(linked)
    assert second.stderr is not None
    assert "waiting for `git commit`" in second.stderr.readline()
    subprocess.run(["kill", "-9", (guarded.home / "runs").read_text().strip()], check=True)
    assert answer(first)[0] != 0
    guarded.go()
    assert answer(second)[0] == 0
    assert len(guarded.runs()) == 2
