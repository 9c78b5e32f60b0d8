"""devloop beside hooks that were there, wherever git was told to look for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import DEVLOOP, Guarded, one_check
from tests.support.repo import Repo

TELL = """\
#!/bin/sh
echo "$(basename "$0" .before-devloop) $*" >> "$HOME/told"
"""
"""A hook that tells its name, wherever it is kept, and its arguments."""

LISTEN = """\
#!/bin/sh
echo "heard $(cat)" >> "$HOME/told"
"""
"""A hook that tells what it was given to read."""

REFUSE = "#!/bin/sh\necho no, says the old hook >&2\nexit 7\n"


def put(folder: Path, **hooks: str) -> None:
    """Write hooks into a folder; `_` in a name stands for `-`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in hooks.items():
        place = folder / name.replace("_", "-")
        place.write_text(text)
        place.chmod(0o755)


def told(guarded: Guarded) -> list[str]:
    """What the hooks have told since the last time."""
    place = guarded.home / "told"
    lines = place.read_text().splitlines() if place.exists() else []
    place.unlink(missing_ok=True)
    return lines


def as_it_stands(guarded: Guarded, *folders: Path) -> dict[str, object]:
    """Hooks with content and mode, and every configuration, to the byte."""
    found: dict[str, object] = {}
    for folder in (guarded.path / ".git/hooks", *folders):
        for place in sorted(folder.iterdir()) if folder.is_dir() else ():
            data = place.readlink() if place.is_symlink() else place.read_bytes()
            found[str(place)] = (place.lstat().st_mode, data)
    for place in (guarded.path / ".git/config", guarded.home / ".gitconfig"):
        found[str(place)] = place.read_bytes() if place.exists() else None
    return found


def guards(guarded: Guarded) -> bool:
    """Whether a bad commit and a bad push are refused, and good ones are not."""
    refused = guarded.commit(state="bad 7", code=None).code
    guarded.commit(state="good 7")
    guarded.repo.git("reset", "-q", "--soft", "HEAD~1")
    guarded.slip("bad 8")
    pushed = guarded.push("main", code=None).code
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    return bool(refused and pushed)


# Hooks in git's own folder


def test_hooks_that_were_there_run_first_with_their_arguments(bare_handed: Guarded) -> None:
    hooks = bare_handed.path / ".git/hooks"
    put(hooks, pre_commit=TELL, commit_msg=TELL, pre_push=TELL, post_commit=TELL)
    bare_handed.devloop("install")
    bare_handed.commit(state="good 1")
    assert told(bare_handed) == [
        "pre-commit ",
        "commit-msg .git/COMMIT_EDITMSG",
        "post-commit ",
    ]
    bare_handed.push("main")
    assert told(bare_handed) == ["pre-push origin ../remote.git"]


def test_a_push_hook_that_was_there_reads_the_same_lines(bare_handed: Guarded) -> None:
    put(bare_handed.path / ".git/hooks", pre_push=LISTEN)
    bare_handed.devloop("install")
    old = bare_handed.repo.rev("HEAD")
    bare_handed.commit(state="good 1")
    bare_handed.push("main")
    new = bare_handed.repo.rev("HEAD")
    assert told(bare_handed) == [f"heard refs/heads/main {new} refs/heads/main {old}"]


def test_a_push_hook_that_reads_nothing_breaks_nothing(bare_handed: Guarded) -> None:
    put(bare_handed.path / ".git/hooks", pre_push=TELL)
    bare_handed.devloop("install")
    assert guards(bare_handed)


def test_a_refusal_of_the_old_hook_stands_and_nothing_runs(bare_handed: Guarded) -> None:
    put(bare_handed.path / ".git/hooks", pre_commit=REFUSE, pre_push=REFUSE)
    bare_handed.devloop("install")
    assert "no, says the old hook" in bare_handed.commit(state="good 1", code=1).said
    assert "no, says the old hook" in bare_handed.push("main:topic", code=1).said
    assert bare_handed.runs() == []


def test_a_message_hook_that_was_there_may_rewrite_the_message(bare_handed: Guarded) -> None:
    line = '#!/bin/sh\nprintf "\\nSize-Override: one table that has no halves\\n" >> "$1"\n'
    put(bare_handed.path / ".git/hooks", commit_msg=line)
    bare_handed.devloop("install")
    large = "".join(f"x{n} = {n}\n" for n in range(60))
    bare_handed.repo.stage({"code.py": large})
    bare_handed.commit()
    assert "Size-Override" in bare_handed.repo.git("log", "-1", "--format=%B")


def test_a_hook_that_is_not_executable_stays_silent_and_comes_back_so(
    bare_handed: Guarded,
) -> None:
    hooks = bare_handed.path / ".git/hooks"
    put(hooks, pre_commit=REFUSE)
    (hooks / "pre-commit").chmod(0o644)
    before = as_it_stands(bare_handed)
    bare_handed.devloop("install")
    assert guards(bare_handed)
    bare_handed.devloop("uninstall")
    assert as_it_stands(bare_handed) == before


def test_a_hook_that_is_a_link_goes_on_and_comes_back_as_one(bare_handed: Guarded) -> None:
    hooks = bare_handed.path / ".git/hooks"
    put(bare_handed.path / "tools", check=TELL)
    (hooks / "pre-commit").symlink_to("../../tools/check")
    before = as_it_stands(bare_handed)
    bare_handed.devloop("install")
    bare_handed.commit(state="good 1")
    assert len(told(bare_handed)) == 1
    bare_handed.devloop("uninstall")
    assert as_it_stands(bare_handed) == before


def test_a_hook_in_another_language_goes_on(bare_handed: Guarded) -> None:
    python = "#!/usr/bin/env python3\nprint('py', file=open('.told', 'w'))\n"
    put(bare_handed.path / ".git/hooks", pre_commit=python)
    bare_handed.devloop("install")
    bare_handed.commit(state="good 1")
    assert (bare_handed.path / ".told").read_text() == "py\n"


def test_uninstall_puts_everything_back_to_the_byte(bare_handed: Guarded) -> None:
    put(bare_handed.path / ".git/hooks", pre_commit=TELL, commit_msg=TELL, post_merge=TELL)
    before = as_it_stands(bare_handed)
    bare_handed.devloop("install")
    assert as_it_stands(bare_handed) != before
    bare_handed.devloop("uninstall")
    assert as_it_stands(bare_handed) == before
    bare_handed.commit(state="bad 1")
    assert bare_handed.runs() == []


def test_uninstall_takes_away_what_a_killed_install_has_left(bare_handed: Guarded) -> None:
    hooks = bare_handed.path / ".git/hooks"
    bare_handed.devloop("install")
    put(hooks, **{".pre_push.4242": "half a sh", ".pre_push.swp": "an editor's"})
    bare_handed.devloop("uninstall")
    left = [path.name for path in hooks.iterdir() if not path.name.endswith(".sample")]
    assert left == [".pre-push.swp"]


@pytest.mark.parametrize("again", [("install", "uninstall"), ("uninstall",)])
def test_an_install_that_was_killed_before_its_shim_can_be_done_again_or_undone(
    bare_handed: Guarded, again: tuple[str, ...]
) -> None:
    hooks = bare_handed.path / ".git/hooks"
    put(hooks, pre_commit=TELL)
    before = as_it_stands(bare_handed)
    (hooks / "pre-commit.before-devloop").hardlink_to(hooks / "pre-commit")
    for command in again:
        bare_handed.devloop(command)
    assert as_it_stands(bare_handed) == before


def test_installing_again_changes_nothing_and_uninstall_still_works(bare_handed: Guarded) -> None:
    put(bare_handed.path / ".git/hooks", pre_commit=TELL)
    before = as_it_stands(bare_handed)
    bare_handed.devloop("install")
    once = as_it_stands(bare_handed)
    bare_handed.devloop("install")
    assert as_it_stands(bare_handed) == once
    bare_handed.commit(state="good 1")
    assert len(told(bare_handed)) == 1
    bare_handed.devloop("uninstall")
    bare_handed.devloop("uninstall")
    assert as_it_stands(bare_handed) == before


def test_a_repository_without_a_hooks_folder_gets_one(bare_handed: Guarded) -> None:
    hooks = bare_handed.path / ".git/hooks"
    for sample in hooks.iterdir():
        sample.unlink()
    hooks.rmdir()
    bare_handed.devloop("install")
    assert guards(bare_handed)


def test_without_devloop_the_hooks_refuse_and_say_why(guarded: Guarded) -> None:
    for hook in ("pre-commit", "pre-push"):
        place = guarded.path / ".git/hooks" / hook
        place.write_text(place.read_text().replace(f"devloop={DEVLOOP}", "devloop=/gone/devloop"))
    said = guarded.commit(state="good 1", code=1).said
    assert "devloop is no longer at /gone/devloop" in said
    guarded.slip("good 2")
    assert "devloop install" in guarded.refused("main")


def test_hooks_work_without_a_path_to_devloop_or_a_terminal(guarded: Guarded) -> None:
    """As graphical clients start them."""
    plain = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TERM": ""}
    guarded.commit(state="good 1", env=plain)
    guarded.commit(state="bad 1", code=1, env=plain)


# core.hooksPath


PLACES = {
    "in the worktree": ".githooks",
    "absolute": "{home}/hooks",
    "in the home folder": "~/hooks",
    "empty": "",
    "dead": "/nonexistent/hooks",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("scope", ["--local", "--global"])
def test_wherever_hooks_are_looked_for_commits_and_pushes_are_guarded(
    bare_handed: Guarded, place: str, scope: str
) -> None:
    value = place.format(home=bare_handed.home)
    bare_handed.repo.git("config", scope, "core.hooksPath", value)
    before = as_it_stands(bare_handed)
    for _ in ("once", "again"):
        bare_handed.devloop("install")
    assert guards(bare_handed)
    bare_handed.devloop("uninstall")
    assert as_it_stands(bare_handed) == before


@pytest.mark.parametrize("scope", ["--local", "--global"])
@pytest.mark.parametrize("place", [".githooks", "{home}/hooks", "~/hooks"])
def test_the_hooks_there_go_on_and_their_folder_is_not_written_to(
    bare_handed: Guarded, place: str, scope: str
) -> None:
    value = place.format(home=bare_handed.home)
    folder = bare_handed.path / value.replace("~", str(bare_handed.home))
    put(folder, pre_commit=TELL, commit_msg=TELL, post_commit=TELL, pre_push=LISTEN)
    bare_handed.repo.git("config", scope, "core.hooksPath", value)
    before = as_it_stands(bare_handed, folder)
    bare_handed.devloop("install")
    told(bare_handed)
    bare_handed.commit(state="good 1")
    assert told(bare_handed) == ["pre-commit ", "commit-msg .git/COMMIT_EDITMSG", "post-commit "]
    bare_handed.push("main")
    assert [line.split()[:2] for line in told(bare_handed)] == [["heard", "refs/heads/main"]]
    assert guards(bare_handed)
    bare_handed.devloop("uninstall")
    assert as_it_stands(bare_handed, folder) == before


def test_a_hooks_path_of_a_worktrees_own_is_respected(bare_handed: Guarded) -> None:
    repo = bare_handed.repo
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("worktree", "add", "-q", "-b", "topic", "../linked")
    linked = Repo(path=bare_handed.path.parent / "linked", environ=repo.environ)
    put(linked.path / ".hooks", pre_commit=TELL)
    linked.git("config", "--worktree", "core.hooksPath", ".hooks")
    theirs = Guarded(repo=linked, remote=bare_handed.remote)
    theirs.devloop("install")
    theirs.commit(state="bad 1", code=1)
    theirs.commit(state="good 1")
    assert len(told(bare_handed)) == 2
    theirs.devloop("uninstall")
    assert linked.git("config", "core.hooksPath") == ".hooks"
    theirs.commit(state="bad 2")


def test_a_linked_worktree_installs_for_all(bare_handed: Guarded) -> None:
    bare_handed.repo.git("worktree", "add", "-q", "-b", "topic", "../linked")
    linked = Repo(path=bare_handed.path.parent / "linked", environ=bare_handed.repo.environ)
    Guarded(repo=linked, remote=bare_handed.remote).devloop("install")
    assert guards(bare_handed)


def test_a_hook_that_lives_in_the_tracked_folder_is_not_changed_by_devloop(
    bare_handed: Guarded,
) -> None:
    """A folder of hooks that the team shares stays clean in `git status`."""
    put(bare_handed.path / ".githooks", pre_commit=TELL)
    bare_handed.repo.git("add", ".githooks")
    bare_handed.repo.commit("hooks")
    bare_handed.repo.git("config", "core.hooksPath", ".githooks")
    bare_handed.devloop("install")
    bare_handed.commit(state="good 1")
    assert bare_handed.repo.git("status", "--porcelain") == ""


def test_a_check_starts_no_hooks_of_the_users(guarded: Guarded) -> None:
    """The git of a check would otherwise run them inside the workspace, and so for ever."""
    guarded.configure(one_check("git commit -q --allow-empty -m inside && git push -q . HEAD:x"))
    guarded.commit(state="good 1")


# Managers that write their hooks again, or call devloop from their own files

LEFTHOOK = '#!/bin/sh\n# lefthook\necho "lefthook 1" >> "$HOME/told"\n'


def test_a_hook_that_its_manager_put_over_ours_is_taken_back(bare_handed: Guarded) -> None:
    """A manager that writes its hooks again at every change must not take the gate off for good."""
    hooks = bare_handed.path / ".git/hooks"
    put(hooks, pre_commit=LEFTHOOK)
    bare_handed.devloop("install")
    newer = LEFTHOOK.replace("1", "2")
    put(hooks, pre_commit=newer)

    said = bare_handed.devloop("install").said

    assert "took back the pre-commit hook; the one put over it runs first" in said
    assert guards(bare_handed)
    assert "lefthook 2" in told(bare_handed)
    bare_handed.devloop("uninstall")
    assert (hooks / "pre-commit").read_text() == newer
    assert not list(hooks.glob("*.before-devloop"))


def test_a_strangers_hook_over_ours_is_left_to_its_owner(bare_handed: Guarded) -> None:
    hooks = bare_handed.path / ".git/hooks"
    put(hooks, pre_commit=TELL)
    bare_handed.devloop("install")
    put(hooks, pre_commit=REFUSE)
    assert "pre-commit.before-devloop" in bare_handed.devloop("install", code=None).said
    assert (hooks / "pre-commit").read_text() == REFUSE


def test_uninstall_leaves_nothing_where_the_manager_has_written_again(
    bare_handed: Guarded,
) -> None:
    hooks = bare_handed.path / ".git/hooks"
    put(hooks, pre_commit=LEFTHOOK)
    bare_handed.devloop("install")
    (hooks / "commit-msg").rename(hooks / "commit-msg.old")
    put(hooks, pre_commit=LEFTHOOK, commit_msg=LEFTHOOK)

    bare_handed.devloop("uninstall")

    left = {place.name for place in hooks.iterdir() if not place.name.endswith(".sample")}
    assert left == {"pre-commit", "commit-msg"}


@pytest.mark.parametrize("folder", [".husky/_", ".git/hooks"])
def test_hooks_that_call_devloop_guard_and_are_known_to(bare_handed: Guarded, folder: str) -> None:
    """The files of another manager are committed, and so come along with every clone."""
    calls = {
        "pre_commit": f"#!/bin/sh\n# lefthook\n{DEVLOOP} hook pre-commit\n",
        "commit_msg": f'#!/bin/sh\n# lefthook\n{DEVLOOP} hook commit-msg "$1"\n',
        "pre_push": f'#!/bin/sh\n# lefthook\n{DEVLOOP} hook pre-push "$@"\n',
    }
    put(bare_handed.path / folder, **calls)
    if folder == ".husky/_":
        bare_handed.repo.git("config", "core.hooksPath", folder)
        put(bare_handed.path / ".husky", **calls)
    else:
        bare_handed.repo.write("lefthook.yml", "".join(calls.values()).replace("#", " "))

    assert guards(bare_handed)
    doctor = bare_handed.devloop("doctor").stdout
    assert "commit-msg, pre-commit, pre-push: called from" in doctor
    assert "hooks       ✓ in place" in bare_handed.devloop("status").stdout
    assert "do not guard" not in bare_handed.devloop("check").said


def test_a_hook_that_the_manager_does_not_hand_on_is_missed(bare_handed: Guarded) -> None:
    put(bare_handed.path / ".git/hooks", pre_commit=LEFTHOOK)
    bare_handed.repo.write("lefthook.yml", "run: devloop hook pre-commit\n")
    doctor = bare_handed.devloop("doctor", code=1).stdout
    assert "✗ hooks  nothing calls devloop at pre-push, which lefthook.yml could do\n" in doctor
    assert "→ add to lefthook.yml: devloop hook pre-push" in doctor


def test_check_says_that_no_hook_guards_a_clone(bare_handed: Guarded) -> None:
    line = "· the hooks of this clone do not guard its commits: devloop install\n"
    assert line in bare_handed.devloop("check").said
    bare_handed.devloop("install")
    assert line not in bare_handed.devloop("check").said
