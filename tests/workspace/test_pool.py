"""A workspace holds exactly its tree, whatever the last check did to it."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devloop.errors import WorkspaceError
from devloop.git.ids import TreeId
from devloop.git.record import replace
from devloop.git.repository import find_repository
from devloop.git.settings import checkout_settings
from devloop.git.trees import staged_tree
from devloop.workspace.location import area_of
from devloop.workspace.pool import Pool, Workspace
from devloop.workspace.private_git import GitHistory
from tests.support.repo import Repo


def pool_of(repo: Repo, **more: object) -> Pool:
    found = find_repository(repo.path, repo.environ)
    area = area_of(found, repo.environ)
    return Pool(repo=found, area=area, settings=checkout_settings(found), **more)  # type: ignore[arg-type]


def tree(repo: Repo) -> TreeId:
    return staged_tree(find_repository(repo.path, repo.environ))


def content(folder: Path) -> dict[str, str]:
    """Every file and link below the folder, `.git` aside, as a fresh look at the disk tells it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] == ".git" or (path.is_dir() and not path.is_symlink()):
            continue
        found[name] = f"-> {path.readlink()}" if path.is_symlink() else path.read_text()
    return found


def git_in(workspace: Workspace, *args: str) -> str:
    done = subprocess.run(
        ["git", *args], cwd=workspace.path, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_tree_and_nothing_else_is_there(repo: Repo) -> None:
    repo.stage({"a.py": "staged\n", "d/b": "b\n"})
    repo.write("a.py", "unstaged\n")
    repo.write("untracked", "x\n")

    with pool_of(repo).lease(tree(repo)) as workspace:
        assert content(workspace.path) == {"a.py": "staged\n", "d/b": "b\n"}
    assert content(repo.path) == {"a.py": "unstaged\n", "d/b": "b\n", "untracked": "x\n"}


def test_moving_rewrites_only_what_differs(repo: Repo) -> None:
    repo.stage({"same": "s\n", "changed": "1\n", "gone": "g\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        before = (workspace.path / "same").stat()
    repo.git("rm", "-q", "--cached", "gone")
    repo.stage({"changed": "2\n", "new": "n\n"})

    with pool_of(repo).lease(tree(repo)) as workspace:
        after = (workspace.path / "same").stat()
        assert content(workspace.path) == {"same": "s\n", "changed": "2\n", "new": "n\n"}
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def leave_files(path: Path) -> None:
    (path / "left").write_text("x")
    (path / "folder/deep").mkdir(parents=True)
    (path / "folder/deep/left").write_text("x")
    (path / "empty").mkdir()
    (path / "d/ignored.log").write_text("x")


def edit_files(path: Path) -> None:
    stat = (path / "a.py").stat()
    (path / "a.py").write_text("edited\n")
    os.utime(path / "a.py", ns=(stat.st_atime_ns, stat.st_mtime_ns))


def delete_files(path: Path) -> None:
    (path / "a.py").unlink()
    (path / "d/b").unlink()
    (path / "d").rmdir()


def swap_types(path: Path) -> None:
    (path / "a.py").unlink()
    (path / "a.py").mkdir()
    (path / "a.py/x").write_text("x")
    (path / "d/b").unlink()
    (path / "d").rmdir()
    (path / "d").symlink_to("/")


def change_mode(path: Path) -> None:
    (path / "a.py").chmod(0o755)


def lock_up(path: Path) -> None:
    (path / "locked/in").mkdir(parents=True)
    (path / "locked/in/f").write_text("x")
    (path / "locked/in").chmod(0)
    (path / "locked").chmod(0)


def wreck_git(path: Path) -> None:
    (path / ".git/index").write_text("nonsense")
    (path / ".git/HEAD").unlink()


def hide_an_edit_in_git(path: Path) -> None:
    subprocess.run(["git", "update-index", "--assume-unchanged", "a.py"], cwd=path, check=True)
    (path / "a.py").write_text("hidden\n")


def remove_everything(path: Path) -> None:
    for child in path.rglob("*"):
        if child.is_file():
            child.unlink()


@pytest.mark.parametrize(
    "misdeed",
    [
        leave_files,
        edit_files,
        delete_files,
        swap_types,
        change_mode,
        lock_up,
        wreck_git,
        hide_an_edit_in_git,
        remove_everything,
    ],
)
def test_what_a_check_did_is_gone_at_the_next_lease(
    repo: Repo, misdeed: Callable[[Path], None]
) -> None:
    repo.stage({"a.py": "staged\n", "d/b": "b\n", ".gitignore": "*.log\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        expected = content(workspace.path)
        place = workspace.path
        misdeed(workspace.path)

    with pool_of(repo).lease(tree(repo)) as workspace:
        assert content(workspace.path) == expected
        assert not os.access(workspace.path / "a.py", os.X_OK)
        assert sorted(p.name for p in workspace.path.iterdir()) == [
            ".git",
            ".gitignore",
            "a.py",
            "d",
        ]
        assert workspace.path == place, "a slot that could be cleaned is used again"


def test_traces_name_what_was_changed_and_added(repo: Repo) -> None:
    repo.stage({"a.py": "1\n", "b.py": "1\n", "c.py": "1\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert not workspace.traces()
        (workspace.path / "a.py").write_text("2\n")
        (workspace.path / "b.py").unlink()
        (workspace.path / "new").write_text("n")
        traces = workspace.traces()
    assert set(traces.changed) == {"a.py", "b.py"}
    assert traces.added == ("new",)


@pytest.mark.parametrize(
    "deed",
    [
        os.listdir,
        lambda top: (top / "a.py").write_text("2\n"),
        lambda top: (top / "a.py").touch(),
        lambda top: (top / "b.py").unlink(),
        lambda top: (top / "b.py").chmod(0o755),
        lambda top: ((top / "b.py").unlink(), (top / "b.py").symlink_to("a.py")),
        lambda top: ((top / "d/c.py").unlink(), (top / "d").rmdir(), (top / "d").touch()),
        lambda top: ((top / "d/new").touch(), (top / "a.py").write_text("2\n")),
        lambda top: ((top / "new").mkdir(), (top / "new/file").touch()),
        lambda top: os.mkfifo(top / "d/pipe"),
    ],
)
def test_a_large_checkout_has_the_same_traces(repo: Repo, deed: Callable[[Path], object]) -> None:
    """It is looked at by two processes, which must not see less than one."""
    repo.stage({"a.py": "1\n", "b.py": "1\n", "d/c.py": "1\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        deed(workspace.path)
        large = replace(workspace.checkout, large_index=0)
        assert large.traces() == workspace.checkout.traces()


def test_pipes_and_sockets_are_traces_and_do_not_stay(repo: Repo) -> None:
    """Git looks past what is no file, folder or link."""
    repo.stage({"d/c.py": "1\n"})
    pool = pool_of(repo)
    for _ in range(2):
        with pool.lease(tree(repo)) as workspace:
            os.mkfifo(workspace.path / "pipe")
            os.mkfifo(workspace.path / "d/pipe")
            assert set(workspace.traces().added) == {"pipe", "d/pipe"}


def test_what_was_seen_last_cleans_the_slot(repo: Repo) -> None:
    repo.stage({"a.py": "1\n"})
    pool = pool_of(repo)
    for _ in range(2):
        with pool.lease(tree(repo)) as workspace:
            assert not os.path.lexists(workspace.path / "new")
            assert (workspace.path / "a.py").read_text() == "1\n"
            (workspace.path / "a.py").write_text("2\n")
            (workspace.path / "new").symlink_to(repo.path, target_is_directory=True)
            assert workspace.last_traces().added == ("new",)
    assert (repo.path / "a.py").exists()


def test_what_was_seen_before_something_ran_does_not_count(repo: Repo) -> None:
    repo.stage({"a.py": "1\n"})
    pool = pool_of(repo)
    for _ in range(2):
        with pool.lease(tree(repo)) as workspace:
            assert (workspace.path / "a.py").read_text() == "1\n"
            assert not workspace.last_traces()
            workspace.mark_used()
            (workspace.path / "a.py").write_text("2\n")


def test_a_slot_of_a_dead_process_is_never_used_again(repo: Repo) -> None:
    repo.stage({"a": "1\n"})
    places = []
    for _ in range(3):
        with pytest.raises(KeyError), pool_of(repo).lease(tree(repo)) as workspace:
            places.append(workspace.path)
            raise KeyError
    assert len(set(places)) == 3


def test_leases_at_once_are_different_places(repo: Repo) -> None:
    repo.stage({"a": "1\n"})
    pool = pool_of(repo)
    with pool.lease(tree(repo)) as one, pool.lease(tree(repo)) as other:
        assert one.path != other.path


def test_leases_that_begin_in_the_same_moment_all_get_a_place(repo: Repo) -> None:
    repo.stage({"a": "a\n"})
    pool, wanted, together = pool_of(repo), tree(repo), threading.Barrier(6)

    def lease(lane: str) -> str:
        together.wait()
        with pool.lease(wanted, lane=lane) as workspace:
            return content(workspace.path)["a"]

    with ThreadPoolExecutor(6) as workers:
        for number in range(12):
            assert set(workers.map(lease, [f"lane-{number}"] * 6)) == {"a\n"}


def test_a_child_that_lives_on_keeps_the_slot(repo: Repo) -> None:
    repo.stage({"a": "1\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        first = workspace.path
        child = subprocess.Popen(["sleep", "60"], pass_fds=[workspace.lock.descriptor])
    try:
        with pool_of(repo).lease(tree(repo)) as workspace:
            assert workspace.path != first
    finally:
        child.kill()
        child.wait()


def test_attributes_of_the_new_tree_decide_line_endings(repo: Repo) -> None:
    repo.stage({"t.txt": "a\nb\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert (workspace.path / "t.txt").read_bytes() == b"a\nb\n"
    repo.stage({".gitattributes": "*.txt text eol=crlf\n"})

    with pool_of(repo).lease(tree(repo)) as workspace:
        assert (workspace.path / "t.txt").read_bytes() == b"a\r\nb\r\n"


def test_settings_of_the_user_decide_line_endings(repo: Repo) -> None:
    repo.stage({"t.txt": "a\n", ".gitattributes": "*.txt text\n"})
    with pool_of(repo).lease(tree(repo)):
        pass
    repo.git("config", "core.eol", "crlf")

    with pool_of(repo).lease(tree(repo)) as workspace:
        assert (workspace.path / "t.txt").read_bytes() == b"a\r\n"


def test_attributes_outside_of_the_tree_are_part_of_the_settings(repo: Repo) -> None:
    """They change what is written to disk, so they make another environment."""
    repo.stage({"t.txt": "a\n"})
    before = pool_of(repo)
    with before.lease(tree(repo)):
        pass
    repo.write("../home/.config/git/attributes", "*.txt text eol=crlf\n")

    after = pool_of(repo)
    assert after.settings != before.settings
    with after.lease(tree(repo)) as workspace:
        assert (workspace.path / "t.txt").read_bytes() == b"a\r\n"


def test_modes_and_links_come_out_as_git_makes_them(repo: Repo) -> None:
    repo.write("run", "x", mode=0o755)
    (repo.path / "link").symlink_to("run")
    (repo.path / "dangling").symlink_to("nowhere")
    repo.git("add", ".")

    with pool_of(repo).lease(tree(repo)) as workspace:
        assert os.access(workspace.path / "run", os.X_OK)
        assert str((workspace.path / "link").readlink()) == "run"
        assert str((workspace.path / "dangling").readlink()) == "nowhere"


def test_git_in_a_workspace_is_real_and_clean_and_cannot_reach_the_user(repo: Repo) -> None:
    repo.commit("base", {"a": "1\n"})
    repo.git("tag", "v1")
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert git_in(workspace, "status", "--porcelain") == ""
        assert git_in(workspace, "ls-files") == "a"
        assert git_in(workspace, "tag") == ""
        assert git_in(workspace, "rev-list", "--count", "HEAD") == "1"
        git_in(workspace, "commit", "-q", "--allow-empty", "-m", "mine")
        git_in(workspace, "update-ref", "refs/heads/other", "HEAD")
    assert repo.git("for-each-ref", "--format=%(refname)") == "refs/heads/main\nrefs/tags/v1"


def leave_a_commit(path: Path) -> None:
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "mine"], cwd=path, check=True)
    subprocess.run(["git", "tag", "mine"], cwd=path, check=True)


def leave_settings(path: Path) -> None:
    (path / ".git/config").write_text("[alias]\n\tlies = version\n")
    (path / ".git/info/exclude").write_text("*\n")
    (path / ".git/hooks").mkdir()


def put_another_in_its_place(path: Path) -> None:
    (path / ".git").rename(path.parent / "elsewhere")
    (path / ".git").symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize(
    "misdeed",
    [leave_a_commit, leave_settings, wreck_git, hide_an_edit_in_git, put_another_in_its_place],
)
def test_git_is_the_same_for_the_next_check_whatever_was_done_to_it(
    repo: Repo, misdeed: Callable[[Path], None]
) -> None:
    repo.stage({"a.py": "staged\n"})
    pool, wanted = pool_of(repo), tree(repo)
    with pool.lease(wanted) as workspace:
        before = everything_in(workspace.path / ".git")
        misdeed(workspace.path)
    with pool.lease(wanted) as workspace:
        assert not (workspace.path / ".git").is_symlink()
        now = everything_in(workspace.path / ".git")
        assert {**now, "index": b""} == {**before, "index": b""}
        assert git_in(workspace, "status", "--porcelain") == ""


def everything_in(folder: Path) -> dict[str, bytes]:
    """Contents of files by path; of folders nothing."""
    found = ((path, path.relative_to(folder).as_posix()) for path in folder.rglob("*"))
    return {name: b"" if path.is_dir() else path.read_bytes() for path, name in found}


def test_history_is_there_for_those_who_read_it(repo: Repo) -> None:
    repo.commit("base", {"a": "1\n"})
    repo.git("tag", "v1")
    commit = repo.commit("next", {"a": "2\n"})
    history = GitHistory(commit=commit, refs=(("refs/tags/v1", repo.rev("v1")),))  # type: ignore[arg-type]
    with pool_of(repo).lease(tree(repo), history) as workspace:
        assert git_in(workspace, "describe", "--tags").startswith("v1-1-g")
        assert git_in(workspace, "rev-parse", "HEAD") == commit
        assert git_in(workspace, "status", "--porcelain") == ""


def test_a_file_that_is_shared_can_be_written_anew_without_touching_the_users(repo: Repo) -> None:
    """Builds write version files anew, and would write through a link."""
    repo.stage({"a": "1\n"})
    repo.write("_version.py", "mine\n")
    for _ in range(2):
        shares = (("_version.py", repo.path / "_version.py"),)
        with pool_of(repo, shares=shares).lease(tree(repo)) as workspace:
            assert (workspace.path / "_version.py").read_text() == "mine\n"
            (workspace.path / "_version.py").write_text("of the workspace\n")
    assert (repo.path / "_version.py").read_text() == "mine\n"


def test_shares_are_linked_and_never_emptied(repo: Repo) -> None:
    repo.stage({"a": "1\n"})
    repo.write("node_modules/m.js", "m")
    shares = (("node_modules", repo.path / "node_modules"),)
    for _ in range(2):
        with pool_of(repo, shares=shares).lease(tree(repo)) as workspace:
            assert (workspace.path / "node_modules/m.js").read_text() == "m"
            assert git_in(workspace, "status", "--porcelain") == ""
            assert not workspace.traces()
            (workspace.path / "left").write_text("x")
    assert (repo.path / "node_modules/m.js").read_text() == "m"


def test_caches_outlive_a_run(repo: Repo) -> None:
    repo.stage({"a": "1\n"})
    pool = pool_of(repo, caches=(".cache",))
    with pool.lease(tree(repo)) as workspace:
        (workspace.path / ".cache").mkdir()
        (workspace.path / ".cache/c").write_text("c")
        (workspace.path / "left").write_text("x")
    with pool.lease(tree(repo)) as workspace:
        assert content(workspace.path) == {"a": "1\n", ".cache/c": "c"}


def test_leftovers_in_a_submodule_folder_are_found(repo: Repo) -> None:
    link = repo.commit("base", {".gitmodules": '[submodule "s"]\n\tpath = s\n\turl = /nowhere\n'})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{link},s")
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert list((workspace.path / "s").iterdir()) == []
        (workspace.path / "s/left").write_text("x")
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert list((workspace.path / "s").iterdir()) == []


def test_hooks_and_templates_of_the_user_do_not_run(repo: Repo, tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "post-index-change", "pre-commit", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {bait}\n")
        (hooks / name).chmod(0o755)
    repo.git("config", "core.hooksPath", str(hooks))
    repo.stage({"a": "1\n"})
    bait.unlink(missing_ok=True)
    with pool_of(repo).lease(tree(repo)) as workspace:
        git_in(workspace, "commit", "-q", "--allow-empty", "-m", "mine")
    assert not bait.exists()


def test_sha256_repositories_work(tmp_path: Path) -> None:
    repo = Repo.create(tmp_path / "long", tmp_path / "home", object_format="sha256")
    repo.stage({"a": "1\n"})
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert content(workspace.path) == {"a": "1\n"}
        assert git_in(workspace, "status", "--porcelain") == ""


def test_sparse_checkout_of_the_user_does_not_thin_the_workspace(repo: Repo) -> None:
    repo.commit("base", {"in/a": "1\n", "out/b": "2\n"})
    repo.git("sparse-checkout", "set", "in")
    assert not (repo.path / "out").exists()
    with pool_of(repo).lease(tree(repo)) as workspace:
        assert content(workspace.path) == {"in/a": "1\n", "out/b": "2\n"}


def test_a_cache_that_cannot_be_made_is_said(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    repo.environ["DEVLOOP_CACHE_DIR"] = str(tmp_path / "file/below")
    repo.stage({"a": "1\n"})
    with pytest.raises(WorkspaceError, match="cannot be created"):
        pool_of(repo)


def test_what_one_content_keeps_as_a_cache_is_not_there_for_one_that_does_not(repo: Repo) -> None:
    repo.stage({"a.py": "1\n"})
    with pool_of(repo, caches=(".cache", ".more")).lease(tree(repo)) as workspace:
        (workspace.path / ".cache").write_text("kept")
        (workspace.path / ".more").write_text("kept")
    with pool_of(repo, caches=(".cache",)).lease(tree(repo)) as workspace:
        assert not (workspace.path / ".more").exists()
