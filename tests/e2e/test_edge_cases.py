"""What other hook managers learned the hard way and no other test here is about.

docs/explanation/proof.md has the whole list, and which test holds which case.
"""

from __future__ import annotations

import shutil

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, Guarded, one_check, traces
from tests.support.repo import Repo


def content(guarded: Guarded, name: str = "state") -> str:
    """A file as HEAD has it."""
    return guarded.repo.git("show", f"HEAD:{name}")


# The index and forms of commits


def test_what_a_hook_stages_after_devloop_is_caught_at_the_push(guarded: Guarded) -> None:
    """Git reads the index again after the hook, so the commit may hold what nobody judged."""
    hook = guarded.path / ".git/hooks/pre-commit"
    hook.rename(hook.with_name("judge"))
    hook.write_text('#!/bin/sh\n"${0%/*}/judge" && echo bad > state && git add state\n')
    hook.chmod(0o755)
    guarded.commit(state="good 1")
    assert content(guarded) == "bad"
    guarded.refused("main")


def test_staged_files_that_are_gone_moved_or_retyped_are_judged_as_staged(guarded: Guarded) -> None:
    line = "test -f added && test -f moved && test ! -e old && test -L typed && test -f copy"
    guarded.repo.commit("files", {"old": "".join(f"{n}\n" for n in range(9)), "typed": "x\n"})
    guarded.configure(one_check(line))
    guarded.repo.stage({"added": "x\n", "copy": (guarded.path / "old").read_text()})
    guarded.repo.git("mv", "old", "moved")
    (guarded.path / "typed").unlink()
    (guarded.path / "typed").symlink_to("added")
    guarded.repo.git("add", "typed")
    for name in ("added", "moved", "typed", "copy"):
        (guarded.path / name).unlink()
    before = traces(guarded.path)
    guarded.commit()
    assert traces(guarded.path) == before


def test_without_file_modes_the_mode_of_the_index_counts(guarded: Guarded) -> None:
    guarded.repo.git("config", "core.fileMode", "false")
    guarded.configure(one_check("test ! -x state"))
    (guarded.path / "state").chmod(0o755)
    guarded.commit("-a", "--allow-empty")
    guarded.repo.git("update-index", "--chmod=+x", "state")
    guarded.commit(code=1)


def test_assumed_unchanged_files_are_judged_by_what_git_has(guarded: Guarded) -> None:
    guarded.repo.git("update-index", "--assume-unchanged", "state")
    guarded.repo.write("state", "bad, for me alone\n")
    guarded.repo.stage({"other": "x\n"})
    guarded.commit("-a")
    assert guarded.runs() == ["quick good 0"]


def test_a_file_rewritten_with_the_same_content_is_no_change(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.runs()
    guarded.repo.write("state", "good 1\n")
    guarded.devloop("check")
    guarded.devloop("check", "--worktree")
    assert guarded.runs() == []


def test_a_lock_that_an_editor_holds_for_a_moment_refuses_no_commit(guarded: Guarded) -> None:
    """Git itself asks for the lock before and after the hook, but not while it runs."""
    lock = guarded.path / ".git/index.lock"
    hook = guarded.path / ".git/hooks/pre-commit.before-devloop"
    hook.write_text(f"#!/bin/sh\ntouch {lock}; (sleep 0.8; rm {lock}) >/dev/null 2>&1 &\n")
    hook.chmod(0o755)
    guarded.commit(state="good 1")
    assert guarded.runs() == ["quick good 1"]


@pytest.mark.parametrize(
    "how",
    [
        ("update-index", "--split-index"),
        ("update-index", "--untracked-cache"),
        ("config", "core.splitIndex", "true"),
        ("config", "feature.manyFiles", "true"),
        ("config", "index.skipHash", "true"),
        ("sparse-checkout", "set", "--cone", "--sparse-index", "in"),
    ],
    ids=" ".join,
)
def test_an_index_of_any_form_is_judged(guarded: Guarded, how: tuple[str, ...]) -> None:
    guarded.repo.commit("folders", {"in/file": "x\n", "out/file": "x\n"})
    guarded.configure(one_check("test -f out/file && ! grep -q bad state"))
    guarded.repo.git(*how)
    guarded.commit(state="bad 1", code=1)
    guarded.commit(state="good 1")
    guarded.commit("-a", state="good 2")
    guarded.slip("bad 3")
    guarded.refused("main")


# Under way


def test_a_reworded_commit_is_judged_and_a_clean_pick_is_not(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    guarded.slip("good 2")
    edit = {"GIT_SEQUENCE_EDITOR": "sed -i 1s/pick/reword/"}
    guarded.repo.run("git", "rebase", "-q", "-i", "HEAD~2", env=edit, code=1)
    guarded.repo.git("rebase", "--abort")
    assert guarded.repo.git("log", "--format=%s") == "slip\nslip\nbase"


def test_a_rebase_that_executes_a_check_stops_at_the_bad_commit(guarded: Guarded) -> None:
    guarded.slip("good 1")
    bad = guarded.slip("bad 2")
    guarded.slip("good 3")
    check = f"{DEVLOOP} check HEAD"
    guarded.repo.run("git", "rebase", "-q", "--exec", check, "HEAD~3", code=1)
    assert guarded.repo.rev("HEAD") == bad
    guarded.repo.git("rebase", "--abort")


def test_autosquash_lands_what_a_fixup_could_not(guarded: Guarded) -> None:
    guarded.slip("bad 1", "the change")
    guarded.slip("good 1", "fixup! the change")
    guarded.refused("main")
    editor = {"GIT_SEQUENCE_EDITOR": "true"}
    guarded.repo.git("rebase", "-q", "-i", "--autosquash", "HEAD~2", env=editor)
    guarded.push("main")


def test_patches_from_mail_are_judged_at_the_push(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    patch = guarded.repo.git("format-patch", "--stdout", "HEAD~1") + "\n"
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    guarded.repo.git("am", "-q", input=patch)
    guarded.refused("main")


def test_a_revert_and_a_stash_under_way_are_as_git_leaves_them(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.repo.write("state", "good, not staged\n")
    guarded.repo.git("stash", "-q")
    stash = guarded.repo.git("rev-parse", "stash")
    guarded.repo.git("revert", "--no-commit", "HEAD")
    guarded.repo.stage({"state": "bad 2\n"})
    guarded.commit(code=1)
    assert (guarded.path / ".git/REVERT_HEAD").exists()
    guarded.commit(state="good 2")
    assert guarded.repo.git("rev-parse", "stash") == stash


# Contents


def test_attributes_that_change_in_the_same_commit_decide(guarded: Guarded) -> None:
    guarded.configure(one_check("test \"$(tr -dc '\\r' < state | wc -c)\" = 1"))
    guarded.commit(state="good 1", code=1)
    guarded.repo.stage({".gitattributes": "state text eol=crlf\n"})
    guarded.commit()
    guarded.repo.git("rm", "-q", ".gitattributes")
    guarded.commit(code=1)


def test_without_symbolic_links_a_check_sees_files_as_the_user_does(guarded: Guarded) -> None:
    target = guarded.repo.git("hash-object", "-w", "--stdin", input="state")
    guarded.configure(one_check('test -f link && ! test -L link && test "$(cat link)" = state'))
    guarded.repo.git("update-index", "--add", "--cacheinfo", f"120000,{target},link")
    guarded.repo.git("config", "core.symlinks", "false")
    guarded.commit()
    guarded.repo.git("config", "core.symlinks", "true")
    guarded.commit("--allow-empty", code=1)


def test_a_content_that_cannot_be_smudged_is_not_judged(guarded: Guarded) -> None:
    """As with large files that live on a server which is out of reach."""
    guarded.repo.git("config", "filter.large.clean", "cat")
    guarded.repo.git("config", "filter.large.smudge", "false")
    guarded.repo.git("config", "filter.large.required", "true")
    guarded.repo.stage({".gitattributes": "big filter=large\n", "big": "pointer\n"})
    assert "smudge filter large failed" in guarded.commit(code=1).said
    assert "bug of devloop" not in guarded.commit(code=1).said
    assert guarded.runs() == []
    guarded.repo.git("config", "filter.large.smudge", "cat")
    guarded.commit()


def test_a_program_that_shows_differences_changes_no_size(guarded: Guarded) -> None:
    large = "".join(f"x{n} = {n}\n" for n in range(60))
    guarded.repo.commit("attributes", {".gitattributes": "*.py diff=short\n"})
    for key in ("diff.short.textconv", "diff.short.command", "diff.external"):
        guarded.repo.git("config", key, "true")
    guarded.repo.stage({"code.py": large})
    assert "60 effective lines" in guarded.commit(code=1).said


def submodule(guarded: Guarded) -> None:
    """Add a submodule that is populated and has an edit of the user's in it."""
    inner = Repo.create(guarded.path.parent / "inner", guarded.home)
    inner.commit("inner", {"inside": "1\n"})
    allow = ("-c", "protocol.file.allow=always")
    guarded.repo.git(*allow, "submodule", "add", "-q", str(inner.path), "sub")
    guarded.repo.commit("submodule")
    guarded.repo.write("sub/inside", "my work\n")


@pytest.mark.parametrize("recurse", ["true", "false"])
def test_work_in_a_submodule_is_left_alone_and_its_removal_is_judged(
    guarded: Guarded, recurse: str
) -> None:
    submodule(guarded)
    guarded.repo.git("config", "submodule.recurse", recurse)
    before = traces(guarded.path / "sub")
    guarded.commit(state="good 1")
    guarded.commit(state="bad 2", code=1)
    assert traces(guarded.path / "sub") == before
    guarded.repo.git("restore", "--staged", "state")
    guarded.configure(one_check("test ! -e sub"))
    guarded.repo.git("rm", "-q", "--cached", "sub")
    guarded.repo.git("rm", "-q", "-f", ".gitmodules")
    guarded.commit()
    assert traces(guarded.path / "sub") == before


def test_a_file_of_64_mb_without_a_line_is_judged(guarded: Guarded) -> None:
    guarded.configure(one_check("test $(wc -c < big) = 67108864"))
    guarded.repo.write("big", b"\0" * (64 << 20))
    guarded.repo.git("add", "big")
    guarded.commit()
    guarded.push("main")


# Where git stands


def test_a_git_directory_behind_a_link_is_guarded(guarded: Guarded) -> None:
    away = guarded.path.parent / "away.git"
    shutil.move(guarded.path / ".git", away)
    (guarded.path / ".git").symlink_to(away)
    guarded.devloop("install")
    guarded.commit(state="bad 1", code=1)
    guarded.commit(state="good 1")


def test_worktrees_of_a_bare_repository_are_guarded(guarded: Guarded) -> None:
    bare = guarded.path.parent / "bare.git"
    guarded.repo.git("clone", "-q", "--bare", str(guarded.remote), str(bare))
    guarded.repo.git("-C", str(bare), "worktree", "add", "-q", "-b", "topic", "../tree")
    tree = Repo(path=guarded.path.parent / "tree", environ=guarded.repo.environ)
    tree.run(str(DEVLOOP), "install")
    tree.stage({"state": "bad 1\n"})
    tree.git("commit", "-m", "x", code=1)
    tree.stage({"state": "good 1\n"})
    tree.git("commit", "-m", "x")


def test_a_repository_of_another_owner_is_not_judged_unless_git_trusts_it(
    guarded: Guarded,
) -> None:
    owner = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    done = guarded.repo.run(str(DEVLOOP), "check", code=None, env=owner)
    assert done.code == 3
    assert "safe.directory" in done.said
    guarded.repo.git("config", "--global", "safe.directory", "*")
    guarded.repo.run(str(DEVLOOP), "check", env=owner)


# Pushes


def test_a_push_with_its_submodules_is_gated(guarded: Guarded) -> None:
    submodule(guarded)
    inner = Repo(path=guarded.path / "sub", environ=guarded.repo.environ)
    theirs = ("-C", inner.git("remote", "get-url", "origin"))
    guarded.repo.git(*theirs, "config", "receive.denyCurrentBranch", "ignore")
    inner.commit("more", {"inside": "2\n"})
    guarded.repo.git("add", "sub")
    guarded.slip("bad 1")
    guarded.refused("--recurse-submodules=on-demand", "main")
    guarded.slip("good 2")
    guarded.repo.git("reset", "-q", "--soft", "HEAD~2")
    guarded.commit()
    guarded.push("--recurse-submodules=on-demand", "main")
    assert guarded.repo.git(*theirs, "rev-parse", "main") == inner.rev("HEAD")


def test_a_push_past_a_remote_that_moves_meanwhile_is_refused_by_the_remote(
    guarded: Guarded,
) -> None:
    """The verdict is for the tip that git has read; the server compares and swaps."""
    other = guarded.repo.git("commit-tree", "-p", "HEAD", "-m", "theirs", "HEAD^{tree}")
    guarded.repo.git("push", "-q", "--no-verify", "origin", f"{other}:refs/heads/elsewhere")
    move = f"git --git-dir={guarded.remote} update-ref refs/heads/main {other}"
    guarded.configure(
        CONFIG.replace("on = ", "inputs = []\non = ").replace(
            "'echo \"deep", f"'{move}; echo \"deep"
        )
    )
    guarded.slip("good 1")
    assert "rejected" in guarded.push("main", code=1).said
    assert guarded.landed()["refs/heads/main"] == other


# What a verdict rests on


def test_a_check_that_reads_history_is_judged_by_commit(guarded: Guarded) -> None:
    guarded.configure(
        one_check('test "$(git rev-list --count HEAD)" -lt 4', "reads-history = true")
    )
    guarded.commit("--allow-empty")
    guarded.push("main")
    guarded.commit("--allow-empty")
    guarded.refused("main")


def test_without_asking_for_history_a_check_sees_one_commit(guarded: Guarded) -> None:
    guarded.configure(one_check('test "$(git rev-list --count HEAD)" = 1'))
    guarded.commit(state="good 1")
    guarded.commit(state="good 2")
