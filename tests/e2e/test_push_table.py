"""Every row of the push gate's table, through real pushes to a bare remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, QUICK, Guarded, empty_repo
from tests.support.repo import Repo

LARGE = "".join(f"x{n} = {n}\n" for n in range(60))
"""More code than the limit of a step."""


def gating(pattern: str) -> str:
    """The usual configuration, with branches that are gated too."""
    return f'gate-branches = ["{pattern}"]\n{CONFIG}'


def another_clone_moves_main(guarded: Guarded) -> str:
    """Somebody else pushes to mainline; gives the commit, which is not here."""
    place = guarded.path.parent / "colleague"
    guarded.repo.git("clone", "-q", str(guarded.remote), str(place))
    colleague = Repo(path=place, environ=guarded.repo.environ)
    commit = colleague.commit("theirs", {"theirs": "good\n"})
    colleague.git("push", "-q", "origin", "main")
    return commit


def may_delete_its_head(guarded: Guarded) -> None:
    """Let the remote itself have nothing against losing its default branch."""
    config = str(guarded.remote / "config")
    guarded.repo.git("config", "--file", config, "receive.denyDeleteCurrent", "ignore")


# Nothing to push


def test_a_push_of_nothing_asks_nothing(guarded: Guarded) -> None:
    said = guarded.push("main").said
    assert "Everything up-to-date" in said
    assert guarded.runs() == []


def test_a_hook_without_a_line_starts_no_devloop(guarded: Guarded) -> None:
    hook = guarded.path / ".git/hooks/pre-push"
    text = hook.read_text().replace(f"devloop={DEVLOOP}", "devloop=/nonexistent")
    assert "/nonexistent" in text
    hook.write_text(text)
    guarded.repo.run(str(hook), "origin", "../remote.git", input="")


# Deletions


def test_mainline_is_not_deleted(guarded: Guarded) -> None:
    may_delete_its_head(guarded)
    assert "main is a main branch and cannot be deleted by a push" in guarded.refused(":main")


def test_mainline_is_not_deleted_from_a_clone_whose_branch_does_not_name_it(
    guarded: Guarded,
) -> None:
    """What is pushed cannot ungate itself: the remote's own configuration counts."""
    guarded.repo.git("switch", "-q", "--orphan", "other")
    guarded.repo.commit("other", {"devloop.toml": 'mainline = ["elsewhere"]\n'})
    assert "main branch" in guarded.refused("--force", "other:main")


def test_any_other_branch_may_be_deleted(guarded: Guarded) -> None:
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main:topic")
    guarded.push("--delete", "topic")
    assert set(guarded.landed()) == {"refs/heads/main"}
    assert guarded.runs() == []


# Tags


@pytest.mark.parametrize("form", [("bad",), ("-a", "-m", "annotated", "bad")])
def test_a_tag_is_not_the_gates_business(guarded: Guarded, form: tuple[str, ...]) -> None:
    guarded.slip("bad 1")
    guarded.repo.git("tag", *form)
    guarded.push("bad")
    assert guarded.runs() == []


def test_tags_of_trees_and_blobs_go_through(guarded: Guarded) -> None:
    guarded.repo.git("tag", "tree", "HEAD^{tree}")
    guarded.repo.git("tag", "blob", "HEAD:state")
    guarded.push("tree", "blob", ":refs/tags/none", code=None)
    guarded.push("tree", "blob")
    assert guarded.runs() == []


def test_tags_that_follow_do_not_hide_a_bad_branch(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    guarded.repo.git("tag", "-a", "-m", "annotated", "v1")
    guarded.refused("--follow-tags", "main")


# Other branches


def test_another_branch_goes_without_a_look(guarded: Guarded) -> None:
    guarded.slip("bad 1", "fixup! anything")
    guarded.push("HEAD:topic")
    guarded.push("--force", "HEAD~1:topic")
    assert guarded.runs() == []


def test_a_gated_branch_has_its_tip_judged_at_the_commit_stage(guarded: Guarded) -> None:
    guarded.configure(gating("topic/*"))
    guarded.slip("bad 1")
    guarded.slip("good shallow 2")
    guarded.push("HEAD:topic/one")
    assert guarded.runs() == ["quick good shallow 2"]
    guarded.slip("bad 3")
    assert "does not pass" in guarded.refused("HEAD:topic/one")
    guarded.push("HEAD:topic-two")


# Mainline


def test_a_remote_tip_that_is_not_here_is_refused_before_anything_runs(guarded: Guarded) -> None:
    another_clone_moves_main(guarded)
    guarded.slip("good 1")
    said = guarded.refused("--force", "main")
    assert "main: the remote has commits you have not fetched" in said
    assert "git fetch" in said
    assert guarded.runs() == []


def test_a_remote_that_has_moved_on_is_refused_without_force_too(guarded: Guarded) -> None:
    another_clone_moves_main(guarded)
    guarded.slip("good 1")
    assert "git fetch" in guarded.refused("main")
    assert guarded.runs() == []


def test_a_push_that_would_drop_commits_is_refused(guarded: Guarded) -> None:
    guarded.repo.git("commit", "-q", "--amend", "--no-verify", "-m", "rewritten")
    said = guarded.refused("--force", "main")
    assert "this push would remove commits from a main branch" in said
    assert guarded.runs() == []


def test_a_push_back_to_an_older_commit_is_refused(guarded: Guarded) -> None:
    guarded.commit(state="good 1")
    guarded.push("main")
    assert "this push would remove commits from a main branch" in guarded.refused(
        "--force", "HEAD~1:main"
    )


def test_force_with_lease_is_no_way_around(guarded: Guarded) -> None:
    guarded.repo.git("commit", "-q", "--amend", "--no-verify", "-m", "rewritten")
    guarded.refused("--force-with-lease", "main")


def test_unrelated_history_is_refused(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "--orphan", "island")
    guarded.slip("good 1", "island", **{"devloop.toml": CONFIG})
    assert "this push would remove commits from a main branch" in guarded.refused(
        "--force", "island:main"
    )


def test_unrelated_history_may_be_merged_in(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "--orphan", "island")
    guarded.repo.commit("island", {"palm": "tree\n"})
    guarded.repo.git("switch", "-q", "main")
    guarded.repo.git("merge", "-q", "--no-verify", "--allow-unrelated-histories", "island")
    guarded.push("main")
    assert sorted(guarded.runs()) == ["deep good 0", "quick good 0"]


def test_a_fast_forward_has_every_commit_judged_and_the_tip_deeply(guarded: Guarded) -> None:
    for number in (1, 2, 3):
        guarded.slip(f"good {number}")
    guarded.push("main")
    runs = guarded.runs()
    assert set(runs[:2]) == {"deep good 3", "quick good 3"}
    assert runs[2:] == ["quick good 2", "quick good 1"]


def test_a_tip_that_fails_the_push_stage_is_refused(guarded: Guarded) -> None:
    guarded.commit(state="good shallow 1")
    said = guarded.refused("main")
    assert "deep failed" in said
    assert guarded.runs() == ["quick good shallow 1", "deep good shallow 1"]


def test_below_the_tip_the_push_stage_does_not_count(guarded: Guarded) -> None:
    guarded.commit(state="good shallow 1")
    guarded.commit(state="good 2")
    guarded.push("main")


def test_commits_of_a_merged_branch_are_judged_by_size_alone(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "side")
    guarded.slip("bad 1")
    guarded.slip("good 2")
    guarded.repo.git("switch", "-q", "main")
    guarded.repo.git("merge", "-q", "--no-ff", "--no-verify", "side")
    guarded.push("main")
    assert sorted(guarded.runs()) == ["deep good 2", "quick good 2"]


def test_a_large_commit_of_a_merged_branch_is_refused_and_named(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "side")
    large = guarded.slip("good 1", "all at once", **{"code.py": LARGE})
    guarded.repo.git("switch", "-q", "main")
    guarded.repo.git("merge", "-q", "--no-ff", "--no-verify", "side")
    said = guarded.refused("main")
    assert f"commit {large[:9]} (all at once)" in said
    assert "the limit is 50" in said
    assert guarded.runs() == []


def test_a_large_commit_is_refused_unless_its_message_says_why(guarded: Guarded) -> None:
    guarded.slip("good 1", "all at once", **{"code.py": LARGE})
    assert "the limit is 50" in guarded.refused("main")
    message = "all at once\n\nSize-Override: one table that has no halves"
    guarded.repo.git("commit", "-q", "--amend", "--no-verify", "-m", message)
    guarded.push("main")


@pytest.mark.parametrize(
    "subject", ["fixup! base", "squash! base", "amend! base", "wip", "WIP: more", "[wip] more"]
)
def test_what_is_not_finished_does_not_land(guarded: Guarded, subject: str) -> None:
    guarded.slip("good 1", subject)
    guarded.slip("good 2")
    said = guarded.refused("main")
    assert f"({subject})" in said
    assert guarded.runs() == []


def test_a_fixup_that_comes_in_through_a_merge_does_not_land(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "-c", "side")
    guarded.slip("good 1", "fixup! base")
    guarded.repo.git("switch", "-q", "main")
    guarded.repo.git("merge", "-q", "--no-ff", "--no-verify", "side")
    assert "fixup!" in guarded.refused("main")


def test_a_word_that_only_begins_like_wip_lands(guarded: Guarded) -> None:
    guarded.slip("good 1", "wipe the slate")
    guarded.push("main")


def test_mainline_that_is_new_on_the_remote_is_judged_from_what_its_mainlines_have(
    guarded: Guarded,
) -> None:
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main:topic")
    guarded.repo.git("symbolic-ref", "HEAD", "refs/heads/topic", env=_at(guarded.remote))
    guarded.repo.git("push", "-q", "--no-verify", "origin", ":main")
    guarded.slip("good 1")
    guarded.push("main")
    assert sorted(guarded.runs()) == ["deep good 1", "quick good 0", "quick good 1"]


def test_a_new_mainline_is_not_let_over_what_only_free_branches_have(guarded: Guarded) -> None:
    """What a branch that nobody gates has brought to the remote was never judged."""
    guarded.configure(CONFIG.replace('["main"]', '["main", "release/*"]'))
    guarded.slip("bad 1", "the bad one")
    guarded.slip("good 2")
    guarded.push("HEAD:topic")
    assert "(the bad one) does not pass" in guarded.refused("HEAD:release/1")
    guarded.repo.git("reset", "-q", "--hard", "HEAD~2")
    guarded.runs()
    guarded.push("HEAD:release/1")
    assert sorted(guarded.runs()) == ["deep good 0", "quick good 0"]


def test_a_new_mainline_that_drops_its_configuration_is_judged(guarded: Guarded) -> None:
    empty = guarded.path.parent / "empty.git"
    guarded.repo.git("init", "-q", "--bare", "-b", "main", str(empty))
    guarded.repo.git("rm", "-q", "devloop.toml")
    guarded.slip("bad 1")
    done = guarded.repo.run("git", "push", str(empty), "main", code=1)
    assert "bug of devloop" not in done.said
    assert guarded.repo.git("ls-remote", str(empty)) == ""


def _at(git_dir: Path) -> dict[str, str]:
    return {"GIT_DIR": str(git_dir)}


def test_the_first_push_to_an_empty_remote_is_judged_whole(guarded: Guarded) -> None:
    empty = guarded.path.parent / "empty.git"
    guarded.repo.git("init", "-q", "--bare", "-b", "main", str(empty))
    guarded.repo.git("remote", "set-url", "origin", str(empty))
    guarded.repo.git("update-ref", "-d", "refs/remotes/origin/main")
    guarded.slip("bad 1")
    guarded.slip("good 2")
    said = guarded.push("main", code=1).said
    assert "does not pass" in said
    guarded.repo.git("reset", "-q", "--hard", "HEAD~2")
    guarded.push("main")


def test_a_remote_named_by_its_address_is_gated_too(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    before = guarded.landed()
    guarded.repo.git("push", str(guarded.remote), "main", code=1)
    assert guarded.landed() == before


def test_a_push_from_the_root_of_the_file_system_is_gated_too(guarded: Guarded) -> None:
    """Without a word on the worktree, git takes the folder it is called in for it."""
    bad = guarded.slip("bad 1")
    where = {"GIT_DIR": str(guarded.path / ".git")}
    command = ("git", "push", str(guarded.remote), f"{bad}:main")
    said = guarded.repo.run(*command, cwd=Path("/"), env=where, code=1).said
    assert "does not pass" in said


def test_a_second_mainline_branch_by_pattern_is_gated(guarded: Guarded) -> None:
    guarded.configure(CONFIG.replace('["main"]', '["main", "release/*"]'))
    guarded.slip("bad 1")
    guarded.refused("HEAD:release/1")
    guarded.push("HEAD:release/1/candidate")


def test_without_a_word_on_mainline_the_remotes_default_branch_is_meant(guarded: Guarded) -> None:
    guarded.configure(CONFIG.replace('mainline = ["main"]\n', ""))
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main:trunk")
    guarded.repo.git("symbolic-ref", "HEAD", "refs/heads/trunk", env=_at(guarded.remote))
    guarded.repo.git("fetch", "-q", "origin")
    guarded.repo.git("remote", "set-head", "origin", "--auto")
    guarded.slip("bad 1")
    guarded.refused("HEAD:trunk")
    guarded.push("HEAD:main")


# Forms of a push


@pytest.mark.parametrize(
    "form", ["HEAD:main", "HEAD:refs/heads/main", "@:main", "main", "main:main"]
)
def test_every_way_to_name_the_tip_is_gated(guarded: Guarded, form: str) -> None:
    guarded.slip("bad 1")
    guarded.refused(form)


def test_a_raw_id_is_gated(guarded: Guarded) -> None:
    bad = guarded.slip("bad 1")
    good = guarded.slip("good 2")
    guarded.refused(f"{bad}:refs/heads/main")
    assert "does not pass" in guarded.refused(f"{good}:refs/heads/main")


def test_a_commit_below_the_tip_may_be_pushed_on_its_own(guarded: Guarded) -> None:
    good = guarded.slip("good 1")
    guarded.slip("bad 2")
    guarded.refused("main")
    guarded.push("HEAD~1:main")
    assert guarded.landed()["refs/heads/main"] == good


def test_a_revision_with_spaces_is_gated(guarded: Guarded) -> None:
    guarded.slip("bad 1", "two words")
    guarded.refused(":/two words:main")


def test_a_detached_head_is_gated(guarded: Guarded) -> None:
    guarded.repo.git("switch", "-q", "--detach")
    guarded.slip("bad 1")
    guarded.refused("HEAD:main")


@pytest.mark.parametrize("form", ["--all", "--mirror"])
def test_a_push_of_everything_is_gated(guarded: Guarded, form: str) -> None:
    guarded.repo.git("branch", "topic")
    guarded.slip("bad 1")
    said = guarded.refused(form)
    assert "push refused: main" in said
    assert "refs/heads/topic" in said


def test_pruning_away_mainline_is_refused(guarded: Guarded) -> None:
    guarded.repo.git("branch", "-m", "main", "other")
    assert "cannot be deleted by a push" in guarded.refused("--prune", "refs/heads/*:refs/heads/*")


@pytest.mark.xfail(
    strict=True, reason="git tells no hook what `push --mirror` deletes; the server has to refuse"
)
def test_mirroring_away_mainline_is_refused(guarded: Guarded) -> None:
    may_delete_its_head(guarded)
    guarded.repo.git("branch", "-m", "main", "other")
    guarded.refused("--mirror")


def test_a_good_push_of_everything_goes(guarded: Guarded) -> None:
    guarded.repo.git("branch", "topic")
    guarded.repo.git("tag", "v1")
    guarded.slip("good 1")
    guarded.push("--mirror")
    assert {"refs/heads/main", "refs/heads/topic", "refs/tags/v1"} <= set(guarded.landed())


def test_an_atomic_push_and_a_dry_run_are_gated(guarded: Guarded) -> None:
    guarded.slip("bad 1")
    guarded.refused("--atomic", "main", "main:topic")
    guarded.refused("--dry-run", "main")


def test_a_push_from_a_subfolder_and_by_git_c_is_gated(guarded: Guarded) -> None:
    guarded.slip("bad 1", **{"sub/file": "x\n"})
    before = guarded.landed()
    guarded.repo.run("git", "push", "origin", "main", code=1, cwd=guarded.path / "sub")
    guarded.repo.run(
        "git", "-C", "repo/sub", "push", "origin", "main", code=1, cwd=guarded.path.parent
    )
    assert guarded.landed() == before


def test_a_push_from_a_linked_worktree_judges_what_is_pushed(guarded: Guarded) -> None:
    guarded.repo.git("worktree", "add", "-q", "-b", "topic", "../linked")
    linked = Repo(path=guarded.path.parent / "linked", environ=guarded.repo.environ)
    linked.commit("bad", {"state": "bad 1\n"})
    linked.git("push", "origin", "HEAD:main", code=1)
    linked.commit("fixed", {"state": "good 2\n"})
    assert "does not pass" in linked.run("git", "push", "origin", "HEAD:main", code=1).said
    linked.git("reset", "-q", "--soft", "HEAD~2")
    linked.commit("good")
    linked.git("push", "origin", "HEAD:main")
    assert guarded.landed()["refs/heads/main"] == linked.rev("HEAD")


# Clones without their history


@pytest.fixture
def shallow(guarded: Guarded) -> Guarded:
    """A clone of depth one of a remote with three commits, hooks installed."""
    for number in (1, 2):
        guarded.slip(f"good {number}")
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    place = guarded.path.parent / "clone"
    guarded.repo.git("clone", "-q", "--depth=1", guarded.remote.as_uri(), str(place))
    clone = Guarded(repo=Repo(path=place, environ=guarded.repo.environ), remote=guarded.remote)
    clone.devloop("install")
    return clone


def test_a_shallow_clone_may_push_what_it_added(shallow: Guarded) -> None:
    shallow.commit(state="good 3")
    shallow.push("main")


def test_a_shallow_clone_does_not_push_what_is_bad(shallow: Guarded) -> None:
    shallow.slip("bad 3")
    shallow.refused("main")


def test_in_a_shallow_clone_lost_history_is_no_proof(shallow: Guarded) -> None:
    """The remote's tip is here, but what lies between it and the branch was cut off."""
    shallow.slip("good 3")
    shallow.repo.git("push", "-q", "--no-verify", "origin", "HEAD:topic")
    shallow.repo.git("fetch", "-q", "--depth=1", "origin", "topic")
    shallow.repo.git("switch", "-q", "--orphan", "again")
    shallow.slip("good 4", **{"devloop.toml": CONFIG})
    said = shallow.refused("--force", "again:main")
    assert "shallow clone" in said
    assert "git fetch --unshallow" in said
    assert shallow.runs() == []


def test_a_repository_with_sha256_ids_is_gated(tmp_path: Path) -> None:
    repo = empty_repo(tmp_path, "sha256")
    remote = tmp_path / "remote.git"
    repo.git("init", "-q", "--bare", "-b", "main", "--object-format=sha256", str(remote))
    repo.git("remote", "add", "origin", str(remote))
    repo.commit("base", {"devloop.toml": CONFIG, "state": "good 0\n"})
    repo.git("push", "-q", "origin", "main")
    guarded = Guarded(repo=repo, remote=remote)
    guarded.devloop("install")
    guarded.commit(state="bad 1", code=1)
    guarded.commit(state="good 1")
    guarded.push("main")
    guarded.slip("bad 2")
    guarded.refused("main")
    assert "cannot be deleted by a push" in guarded.refused(":main")


# Whose configuration


@pytest.mark.parametrize(
    "config",
    [
        'mainline = ["main"]\n',
        CONFIG.replace(QUICK, '"true"'),
        CONFIG.replace(f"run = {QUICK}", f'run = {QUICK}\non = "ci"'),
        CONFIG.replace(f"run = {QUICK}", f'run = {QUICK}\nfiles = ["none"]'),
    ],
)
def test_a_commit_that_weakens_its_rules_says_why_and_keeps_the_old_ones(
    guarded: Guarded, config: str
) -> None:
    why = "weaker\n\nGate-Change: it was of no use"
    guarded.slip("bad 1", "weaker", **{"devloop.toml": config})
    said = guarded.refused("main")
    assert "weakens the rules: check quick" in said
    assert "Gate-Change: <reason>" in said
    guarded.repo.git("commit", "-q", "--amend", "--no-verify", "-m", why)
    assert "does not pass" in guarded.refused("main")
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.git("commit", "-q", "--amend", "--no-verify", "-m", why)
    assert "rules weakened by" in guarded.push("main").said
    assert "it was of no use" in guarded.devloop("log").said


def test_a_commit_that_changes_nothing_but_the_rules_is_judged_by_its_own(
    guarded: Guarded,
) -> None:
    """What stands in the way of nothing else may go although it fails by now."""
    guarded.configure(CONFIG.replace("! grep -q bad state", "test -e tool"))
    why = "weaker\n\nGate-Change: the tool is gone"
    guarded.repo.commit(why, {"devloop.toml": 'mainline = ["main"]\n'})
    guarded.push("main")


def test_the_limit_is_raised_in_vain_without_a_reason(guarded: Guarded) -> None:
    limit = CONFIG.replace("background", "size.limit = 5000\nbackground")
    guarded.slip("good 1", "raise", **{"devloop.toml": limit})
    guarded.slip("good 2", "all at once", **{"code.py": LARGE})
    guarded.slip("good 3", "lower", **{"devloop.toml": CONFIG})
    assert "the limit of a step rises from 50 to 5000" in guarded.refused("main")


def test_a_limit_does_not_hold_for_the_commit_that_raises_it(guarded: Guarded) -> None:
    limit = CONFIG.replace("background", "size.limit = 5000\nbackground")
    message = "raise\n\nGate-Change: a table comes"
    guarded.slip("good 1", message, **{"devloop.toml": limit, "code.py": LARGE})
    assert "the limit is 50" in guarded.refused("main")


def test_commits_before_the_first_configuration_are_not_judged_by_checks(tmp_path: Path) -> None:
    repo = empty_repo(tmp_path)
    repo.git("init", "-q", "--bare", "-b", "main", str(tmp_path / "remote.git"))
    repo.git("remote", "add", "origin", "../remote.git")
    repo.commit("old", {"state": "bad 0\n"})
    guarded = Guarded(repo=repo, remote=tmp_path / "remote.git")
    guarded.slip("good 1", **{"devloop.toml": CONFIG})
    guarded.devloop("install")
    guarded.push("main")
    assert sorted(guarded.runs()) == ["deep good 1", "quick good 1"]


def test_a_configuration_that_cannot_be_used_refuses_with_every_mistake(guarded: Guarded) -> None:
    guarded.slip(
        "good 1", **{"devloop.toml": 'mainlin = []\n[checks.x]\nrun = "true"\non = "comit"\n'}
    )
    said = guarded.refused("main")
    assert "2 mistakes" in said
    assert "did you mean 'commit'" in said
