"""Trees are read exactly, whatever the names and whatever git is in the middle of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devloop.errors import RepositoryError, UsageError
from devloop.git.commits import commits, head, is_ancestor, merge_base, read_commit, resolve
from devloop.git.hooks import hooks_location
from devloop.git.operation import operation_under_way
from devloop.git.refs import current_branch, default_branches, refs_under
from devloop.git.repository import Repository, find_repository
from devloop.git.settings import checkout_settings
from devloop.git.trees import (
    UnmergedIndex,
    empty_tree,
    entries,
    index_tree,
    read_file,
    read_files,
    staged_tree,
    tree_of,
    worktree_tree,
)
from tests.support.repo import Repo

ODD_NAMES = ("with space", "-dash", 'quo"te', "new\nline", os.fsdecode(b"latin-\xe9"), "tab\tx")


def found(repo: Repo) -> Repository:
    return find_repository(repo.path, repo.environ)


def test_staged_tree_is_what_git_would_commit(repo: Repo) -> None:
    repo.stage({"a.txt": "one\n"})
    repo.write("a.txt", "two\n")

    tree = staged_tree(found(repo))

    assert tree == tree_of(found(repo), repo.commit())
    assert read_file(found(repo), tree, "a.txt") == b"one\n"


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_file_name_survives(repo: Repo, name: str) -> None:
    repo.stage({name: "x\n", "plain": "y\n"})
    tree = staged_tree(found(repo))

    assert {entry.path for entry in entries(found(repo), tree)} == {name, "plain"}
    wanted = {"plain": b"y\n"} if "\n" in name else {name: b"x\n", "plain": b"y\n"}
    assert read_files(found(repo), tree, (name, "plain", "absent")) == wanted


def test_unmerged_index_is_named(repo: Repo) -> None:
    repo.commit("base", {"f": "1\n"})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("other", {"f": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("main", {"f": "3\n"})
    repo.git("merge", "other", code=1)

    with pytest.raises(UnmergedIndex, match="unmerged files: f") as caught:
        staged_tree(found(repo))

    assert caught.value.paths == ("f",)
    assert operation_under_way(found(repo)) == "merge"


def test_worktree_tree_has_untracked_but_not_ignored_and_leaves_the_index(
    repo: Repo, tmp_path: Path
) -> None:
    repo.commit("base", {".gitignore": "ignored\n", "f": "1\n"})
    repo.write("f", "2\n")
    repo.write("new", "n\n")
    repo.write("ignored", "i\n")
    before = (repo.path / ".git/index").read_bytes()

    tree = worktree_tree(found(repo), tmp_path / "scratch")

    extra = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(tmp_path / "scratch/objects")}
    listed = found(repo).git("ls-tree", "-r", "--name-only", tree, extra=extra)
    assert listed.decode().split() == [".gitignore", "f", "new"]
    assert (repo.path / ".git/index").read_bytes() == before
    assert repo.git("cat-file", "-e", tree, code=None) == ""
    assert repo.run("git", "cat-file", "-e", tree, code=None).code != 0


def test_a_file_saved_in_the_second_in_which_it_was_added_is_seen(
    repo: Repo, tmp_path: Path
) -> None:
    """Its stats say that nothing has changed; git knows better by the time of its index."""
    repo.git("config", "core.checkStat", "minimal")
    repo.git("config", "core.trustctime", "false")
    opened = find_repository(repo.path, repo.environ)
    when = (10**18, 10**18)
    for content in ("1\n", "2\n"):
        os.utime(repo.write("a", content), ns=when)
        if content == "1\n":
            repo.git("add", "a")
            os.utime(repo.path / ".git/index", ns=when)
    tree = worktree_tree(opened, tmp_path / "scratch")
    environ = {"GIT_OBJECT_DIRECTORY": str(tmp_path / "scratch/objects")}
    assert repo.git("cat-file", "-p", f"{tree}:a", env=environ) == "2"


def test_the_staged_tree_is_found_without_touching_index_or_objects(
    repo: Repo, tmp_path: Path
) -> None:
    repo.stage({"a": "1\n"})
    opened = find_repository(repo.path, repo.environ)
    objects = sorted((repo.path / ".git/objects").rglob("*"))
    (repo.path / ".git/index.lock").touch()
    tree = index_tree(opened, tmp_path / "scratch")
    assert sorted((repo.path / ".git/objects").rglob("*")) == objects
    (repo.path / ".git/index.lock").unlink()
    assert tree == staged_tree(opened)


def test_revisions_that_do_not_exist_are_usage_errors(repo: Repo) -> None:
    repo.commit()
    for ask in (tree_of, resolve):
        with pytest.raises(UsageError, match=r"there is no .* 'nowhere' here"):
            ask(found(repo), "nowhere")
        with pytest.raises(UsageError):
            ask(found(repo), "--all")


def test_commits_come_newest_first_with_whole_messages(repo: Repo) -> None:
    first = repo.commit("first\n\nbody\n\nTrailer: x", {"f": "1"})
    second = repo.commit("second", {"f": "2"})

    both = commits(found(repo), "HEAD")

    assert [commit.id for commit in both] == [second, first]
    assert both[1].message.rstrip() == "first\n\nbody\n\nTrailer: x"
    assert both[0].parents == (first,)
    assert both[0].subject == "second"
    assert read_commit(found(repo), "HEAD~1") == both[1]
    assert is_ancestor(found(repo), both[1].id, both[0].id)
    assert not is_ancestor(found(repo), both[0].id, both[1].id)
    assert merge_base(found(repo), both[0].id, both[1].id) == first


def test_unborn_branch_has_no_head(repo: Repo) -> None:
    assert head(found(repo)) is None
    assert entries(found(repo), empty_tree(found(repo))) == ()
    assert current_branch(found(repo)) == "main"


def test_outside_and_bare_are_said(tmp_path: Path, repo: Repo) -> None:
    with pytest.raises(UsageError, match="not in a git repository"):
        find_repository(tmp_path, repo.environ)
    repo.git("init", "-q", "--bare", str(tmp_path / "bare"))
    with pytest.raises(RepositoryError, match="no working tree"):
        find_repository(tmp_path / "bare", repo.environ)


def test_git_variables_of_a_hook_name_the_index(repo: Repo) -> None:
    repo.commit("base", {"f": "1"})
    environ = {**repo.environ, "GIT_INDEX_FILE": ".git/next-index"}

    assert find_repository(repo.path, environ).index_file == repo.path / ".git/next-index"


def test_linked_worktree_shares_the_common_directory(repo: Repo, tmp_path: Path) -> None:
    repo.commit("base", {"f": "1"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))

    linked = find_repository(tmp_path / "linked", repo.environ)

    assert linked.common_dir == repo.path / ".git"
    assert linked.git_dir == repo.path / ".git/worktrees/linked"
    assert linked.top == tmp_path / "linked"


def test_hooks_path_and_its_scope_are_found(repo: Repo) -> None:
    assert hooks_location(found(repo)).directory == repo.path / ".git/hooks"
    repo.git("config", "core.hooksPath", "my hooks")
    location = hooks_location(found(repo))
    assert (location.directory, location.scope) == (repo.path / "my hooks", "local")
    repo.git("config", "--global", "core.hooksPath", "/elsewhere")
    repo.git("config", "--unset", "core.hooksPath")
    location = hooks_location(found(repo))
    assert (str(location.directory), location.scope) == ("/elsewhere", "global")


def test_settings_that_shape_a_checkout_are_listed(repo: Repo) -> None:
    repo.git("config", "core.autocrlf", "input")
    repo.git("config", "filter.up.smudge", "tr a-z A-Z")

    listed = dict(checkout_settings(found(repo)))

    assert listed["core.autocrlf"] == "input"
    assert listed["filter.up.smudge"] == "tr a-z A-Z"


def test_default_branch_of_a_remote(repo: Repo, tmp_path: Path) -> None:
    repo.commit("base", {"f": "1"})
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "clone"))

    clone = find_repository(tmp_path / "clone", repo.environ)

    assert default_branches(clone) == ("main",)
    assert refs_under(clone, "refs/heads/") == {"refs/heads/main": repo.rev("HEAD")}
