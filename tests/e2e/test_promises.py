"""What devloop promises: the exact tree is judged, nothing is touched, nothing runs twice."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

from tests.support.guarded import WAIT, Guarded, begin, everything, one_check, traces

LONG = f'{WAIT}; echo ran >> "$HOME/runs"'


def test_a_bad_commit_is_refused(guarded: Guarded) -> None:
    before = guarded.repo.rev("HEAD")
    said = guarded.commit(state="bad 1", code=1).said
    assert "quick failed" in said
    assert "commit refused" in said
    assert guarded.repo.rev("HEAD") == before


def test_a_good_commit_passes_in_one_line(guarded: Guarded) -> None:
    said = guarded.commit("-q", state="good 1").said
    assert said.count("\n") == 1
    assert "quick" in said


def test_a_bad_commit_is_caught_though_the_working_tree_is_fixed(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    guarded.repo.write("state", "good 1\n")
    assert "does not pass" in guarded.refused("main")
    assert "quick bad 1" in guarded.runs()


def test_a_bad_commit_is_caught_though_the_fix_is_staged(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    guarded.repo.stage({"state": "good 1\n"})
    assert "does not pass" in guarded.refused("main")


def test_staged_bad_content_is_caught_though_the_working_tree_is_fixed(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "bad 1\n"})
    guarded.repo.write("state", "good 1\n")
    guarded.commit(code=1)


def test_staged_good_content_passes_though_the_working_tree_is_broken(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.write("state", "bad 1\n")
    guarded.commit()
    assert guarded.runs() == ["quick good 1"]


def test_a_bad_commit_is_caught_on_a_branch_that_is_not_checked_out(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "other")
    guarded.slip("bad 1")
    guarded.repo.git("switch", "-q", "main")
    assert "does not pass" in guarded.refused("other:main")


def test_a_bad_second_ref_refuses_the_push_and_the_good_one_is_named(guarded: Guarded) -> None:
    guarded.configure('gate-branches = ["good", "bad"]\n' + guarded.text("devloop.toml"))
    guarded.repo.git("switch", "-q", "-c", "good")
    guarded.slip("good 1")
    guarded.repo.git("switch", "-q", "-c", "bad")
    guarded.slip("bad 1")
    said = guarded.refused("good", "bad")
    assert "push refused: bad" in said
    assert "these refs can be pushed separately: refs/heads/good" in said
    guarded.push("good")


def test_a_broken_commit_in_the_middle_of_a_push_is_named(guarded: Guarded) -> None:
    guarded.slip("good 1")
    broken = guarded.slip("bad 2", "the broken one")
    guarded.slip("good 3")
    said = guarded.refused("main")
    assert f"commit {broken[:9]} (the broken one) does not pass" in said


def test_a_check_that_needs_an_untracked_file_fails(guarded: Guarded) -> None:
    guarded.configure(one_check("test -e notes"))
    guarded.repo.write("notes", "never added\n")
    guarded.commit(state="good 1", code=1)
    guarded.repo.stage({"notes": "added\n"})
    guarded.commit()


def test_a_check_that_needs_an_ignored_file_fails(guarded: Guarded) -> None:
    guarded.configure(one_check("test -e local.cfg"))
    guarded.repo.commit("ignore", {".gitignore": "*.cfg\n"})
    guarded.repo.write("local.cfg", "mine\n")
    guarded.commit(state="good 1", code=1)


def test_kill_9_in_mid_check_loses_nothing_and_the_next_command_works(guarded: Guarded) -> None:
    guarded.configure(one_check(f'echo $$ > "$HOME/pid"; {LONG}'))
    repo = guarded.repo
    repo.stage({"state": "good 1\n", "new": "staged\n"})
    repo.write("state", "good 1\nunstaged\n")
    repo.write("untracked", "mine\n")
    repo.git("write-tree")
    before = everything(guarded)
    commit = begin(guarded, "git", "commit", "-m", "killed")
    guarded.started()
    os.killpg(commit.pid, signal.SIGKILL)
    commit.wait()
    assert everything(guarded) == before
    guarded.go()
    guarded.commit()
    assert guarded.runs().count("ran") >= 1
    assert repo.git("show", "--stat", "--format=", "--name-only") == "new\nstate"
    assert (guarded.path / "state").read_text() == "good 1\nunstaged\n"


def test_devloop_alone_killed_with_9_refuses_the_commit(guarded: Guarded) -> None:
    guarded.configure(one_check(f'echo $PPID > "$HOME/pid"; {LONG}'))
    head = guarded.repo.rev("HEAD")
    guarded.repo.stage({"state": "good 1\n"})
    commit = begin(guarded, "git", "commit", "-m", "killed")
    guarded.started()
    os.kill(int((guarded.home / "pid").read_text()), signal.SIGKILL)
    guarded.go()
    assert commit.wait() != 0
    assert guarded.repo.rev("HEAD") == head


def test_edits_typed_while_checks_run_are_kept_and_not_judged(guarded: Guarded) -> None:
    guarded.configure(one_check(f"{WAIT}; ! grep -q bad state; grep -q good state"))
    guarded.repo.stage({"state": "good 1\n"})
    commit = begin(guarded, "git", "commit", "-m", "step")
    guarded.started()
    guarded.repo.write("state", "bad, typed meanwhile\n")
    guarded.repo.write("fresh", "typed meanwhile\n")
    kept = traces(guarded.path)
    guarded.go()
    assert commit.wait() == 0
    assert traces(guarded.path) == kept
    assert guarded.repo.git("show", "HEAD:state") == "good 1"


GIT_INSIDE = """\
set -e
mkdir scratch && cd scratch && git init -q . && echo x > x && git add x
git commit -qm inside
test "$(git rev-list --count HEAD)" = 1
cd .. && git checkout -q -b elsewhere && git commit -q --allow-empty -m more && git tag hello
git config user.email nobody@example.org && git status --porcelain > /dev/null
"""


def test_a_check_that_runs_git_works_and_leaves_the_users_repository_alone(
    guarded: Guarded,
) -> None:
    guarded.configure(one_check(GIT_INSIDE))
    repo = guarded.repo
    for args in (("-a",), ("--", "state")):
        repo.write("state", f"good {args[0]}\n")
        config = (guarded.path / ".git/config").read_bytes()
        refs = repo.git("for-each-ref", "refs/tags", "refs/heads", "--format=%(refname)")
        guarded.commit(*args)
        assert repo.git("for-each-ref", "refs/tags", "refs/heads", "--format=%(refname)") == refs
        assert (guarded.path / ".git/config").read_bytes() == config
        assert repo.git("status", "--porcelain") == ""
    assert repo.git("log", "--format=%s") == "step\nstep\nconfigure\nbase"


def test_what_was_checked_at_commit_is_not_run_again_at_push(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.commit(state="good 2")
    assert guarded.runs() == ["quick good 1", "quick good 2"]
    guarded.push("main")
    assert guarded.runs() == ["deep good 2"]
    guarded.repo.git("push", "-q", "--no-verify", "--force", "origin", "HEAD~2:main")
    said = guarded.push("main").said
    assert guarded.runs() == []
    assert "nothing to run" in said


def test_a_known_failure_is_not_run_again(guarded: Guarded) -> None:
    guarded.commit(state="bad 1", code=1)
    said = guarded.commit(code=1).said
    assert guarded.runs() == ["quick bad 1"]
    assert "already known" in said


def test_files_the_commit_does_not_touch_keep_mtime_and_inode(guarded: Guarded) -> None:
    guarded.repo.stage({"dir/a": "a\n", "b": "b\n"})
    guarded.commit()
    before = traces(guarded.path)
    guarded.repo.write("state", "good 1\n")
    changed = traces(guarded.path)["state"]
    guarded.commit("-a")
    guarded.commit(state="bad 2", code=1)
    guarded.repo.git("restore", "--staged", "state")
    after = traces(guarded.path)
    assert {name: trace for name, trace in after.items() if name != "state"} == {
        name: trace for name, trace in before.items() if name != "state"
    }
    assert changed.content != before["state"].content


def test_checks_write_nothing_into_the_working_tree(guarded: Guarded) -> None:
    guarded.configure(one_check("mkdir -p out && touch out/x junk state"))
    guarded.repo.stage({"state": "good 1\n"})
    before = traces(guarded.path)
    guarded.commit()
    assert traces(guarded.path) == before


def test_leftovers_of_one_run_are_not_seen_by_the_next(guarded: Guarded) -> None:
    guarded.configure(one_check("test ! -e junk && touch junk && mkdir -p a/b && touch a/b/c"))
    for number in range(3):
        guarded.commit(state=f"good {number}.")


def test_a_killed_checks_workspace_is_not_used_again(guarded: Guarded) -> None:
    """What the dead left in it, and still write to it, is never judged."""
    line = f'test ! -e junk && touch junk && echo clean >> "$HOME/places" && {LONG}'
    guarded.configure(one_check(line))
    guarded.repo.stage({"state": "good 1\n"})
    commit = begin(guarded, "git", "commit", "-m", "killed")
    guarded.started()
    with suppress(ProcessLookupError):
        os.killpg(commit.pid, signal.SIGKILL)
    commit.wait()
    guarded.go()
    guarded.commit()
    places = (guarded.home / "places").read_text().split()
    assert places == ["clean", "clean"]
