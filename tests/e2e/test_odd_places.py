"""Repositories of unusual kinds, in folders with unusual names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.guarded import CONFIG, DEVLOOP, Guarded, one_check
from tests.support.repo import Repo

FOLDERS = {
    "a space and quotes": 'it\'s "quoted" here',
    "what sh would expand": "$HOME `id` $(id) *;",
    "a colon": "left:right",
    "no ASCII": "grün ✓ #1 100%s",
    "a leading dash": "-rf",
    "a backslash": "back\\slash",
}


WHY = "other rules\n\nGate-Change: nobody wants them"


@pytest.mark.parametrize("name", FOLDERS.values(), ids=FOLDERS.keys())
def test_a_repository_in_a_folder_of_any_name_is_guarded(tmp_path: Path, name: str) -> None:
    guarded = Guarded.create(tmp_path / name)
    guarded.commit(state="bad 1", code=1)
    guarded.commit(state="good 1")
    guarded.push("main")
    assert guarded.runs() == ["quick bad 1", "quick good 1", "deep good 1"]
    guarded.configure(one_check('git fsck && git status && test -z "$(git status --porcelain)"'))
    guarded.commit(state="good 2")
    guarded.slip("bad 3", **{"devloop.toml": CONFIG})
    guarded.refused("main")
    guarded.devloop("uninstall")


def test_a_hooks_path_in_a_folder_of_an_odd_name_goes_on(tmp_path: Path) -> None:
    guarded = Guarded.bare_handed(tmp_path / 'it\'s $HOME "here"')
    hooks = guarded.path / "hooks of ours's"
    hooks.mkdir()
    (hooks / "pre-commit").write_text('#!/bin/sh\ntouch "$HOME/told"\n')
    (hooks / "pre-commit").chmod(0o755)
    guarded.repo.git("config", "core.hooksPath", str(hooks))
    guarded.devloop("install")
    guarded.commit(state="bad 1", code=1)
    assert (guarded.home / "told").exists()


def test_a_repository_reached_through_a_link_is_guarded(guarded: Guarded) -> None:
    link = guarded.path.parent / "link"
    link.symlink_to(guarded.path)
    there = Guarded(repo=Repo(path=link, environ=guarded.repo.environ), remote=guarded.remote)
    there.commit(state="bad 1", code=1)
    there.commit(state="good 1")
    guarded.commit("--amend", "--no-edit")
    assert guarded.runs().count("quick good 1") == 1


def test_a_repository_with_a_submodule_is_guarded(guarded: Guarded) -> None:
    part = Repo.create(guarded.path.parent / "part", guarded.home)
    part.commit("part", {"file": "x\n"})
    allowed = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow"}
    allowed["GIT_CONFIG_VALUE_0"] = "always"
    guarded.repo.git("submodule", "--quiet", "add", str(part.path), "part", env=allowed)
    guarded.commit(state="bad 1", code=1)
    guarded.commit(state="good 1")
    guarded.push("main")
    part.commit("more", {"file": "y\n"})
    guarded.repo.git("-C", "part", "pull", "-q", env=allowed)
    before = guarded.repo.git("submodule", "status")
    guarded.commit("-a", state="good 2")
    guarded.repo.git("rm", "-q", "-f", "part")
    guarded.commit(state="good 3")
    assert "part" in before


def test_a_filter_of_the_repository_decides_what_the_check_sees(guarded: Guarded) -> None:
    guarded.repo.git("config", "filter.shout.clean", "tr A-Z a-z")
    guarded.repo.git("config", "filter.shout.smudge", "tr a-z A-Z")
    guarded.configure(one_check("grep -q '^LOUD$' voice"))
    guarded.repo.stage({".gitattributes": "voice filter=shout\n", "voice": "LOUD\n"})
    assert guarded.repo.git("show", ":voice") == "loud"
    guarded.commit()


def test_a_clone_without_its_contents_is_guarded(guarded: Guarded) -> None:
    """A partial clone fetches contents when they are asked for."""
    guarded.repo.git(
        "config", "--file", str(guarded.remote / "config"), "uploadpack.allowFilter", "1"
    )
    guarded.slip("good 1", **{"dir/file": "x\n"})
    guarded.slip("good 2", **{"dir/file": "y\n"})
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    place = guarded.path.parent / "partial"
    source = guarded.remote.as_uri()
    guarded.repo.git("clone", "-q", "--filter=blob:none", "--no-checkout", source, str(place))
    clone = Guarded(repo=Repo(path=place, environ=guarded.repo.environ), remote=guarded.remote)
    clone.repo.git("checkout", "-q", "main")
    clone.devloop("install")
    clone.commit(state="bad 3", code=1)
    clone.commit(state="good 3")
    clone.push("main")
    assert clone.runs() == ["quick bad 3", "quick good 3", "deep good 3"]


def test_a_sparse_checkout_is_judged_whole(guarded: Guarded) -> None:
    guarded.configure(one_check("test -f far/away && grep -q good state"))
    guarded.repo.commit("far", {"far/away": "x\n", "near/by": "x\n"})
    guarded.repo.git("sparse-checkout", "set", "near")
    assert not (guarded.path / "far/away").exists()
    guarded.commit(state="good 1")
    assert not (guarded.path / "far/away").exists()


def test_line_endings_are_as_the_user_has_them(guarded: Guarded) -> None:
    guarded.repo.git("config", "core.autocrlf", "true")
    guarded.configure(one_check(r"grep -q \"$(printf 'good 1\r')\" state".replace('\\"', '"')))
    guarded.repo.write("state", "good 1\r\n")
    guarded.repo.git("add", "state")
    guarded.commit()


def test_links_are_links_and_programs_are_programs(guarded: Guarded) -> None:
    guarded.configure(one_check('test -x tool && test -L link && test "$(cat link)" = x'))
    guarded.repo.write("tool", "#!/bin/sh\n", mode=0o755)
    guarded.repo.write("x", "x\n")
    (guarded.path / "link").symlink_to("x")
    (guarded.path / "dangling").symlink_to("/nowhere/at/all")
    guarded.repo.git("add", "-A")
    guarded.commit()
    guarded.commit(state="good 2")


def test_a_repository_of_git_objects_borrowed_from_elsewhere_is_guarded(guarded: Guarded) -> None:
    place = guarded.path.parent / "borrower"
    guarded.repo.git("clone", "-q", "--shared", str(guarded.path), str(place))
    clone = Guarded(repo=Repo(path=place, environ=guarded.repo.environ), remote=guarded.remote)
    clone.devloop("install")
    clone.commit(state="bad 1", code=1)
    clone.commit(state="good 1")


# A configuration that would let itself through


def test_a_bad_commit_cannot_take_its_branch_out_of_mainline(guarded: Guarded) -> None:
    guarded.slip("bad 1", WHY, **{"devloop.toml": CONFIG.replace('["main"]', '["elsewhere"]')})
    assert "does not pass" in guarded.refused("main")


def test_a_bad_commit_cannot_delete_the_configuration(guarded: Guarded) -> None:
    guarded.repo.git("rm", "-q", "devloop.toml")
    guarded.slip("bad 1", WHY)
    assert "does not pass" in guarded.refused("main")


def test_the_limit_of_a_step_is_that_of_its_own_tree(guarded: Guarded) -> None:
    """Raising the limit is a change that people see; it is not hidden in another one."""
    large = "".join(f"x{n} = {n}\n" for n in range(60))
    guarded.slip("good 1", **{"code.py": large})
    guarded.slip("good 2", **{"devloop.toml": f"{CONFIG}\n[size]\nlimit = 100\n"})
    assert "the limit is 50" in guarded.refused("main")


def test_settings_of_this_clone_change_no_verdict(guarded: Guarded) -> None:
    guarded.repo.git("config", "core.hooksPath", ".git/hooks")
    guarded.repo.git("config", "alias.commit", "!true")
    guarded.repo.git("config", "diff.external", "/bin/false")
    guarded.repo.git("config", "core.fsmonitor", "/bin/false")
    guarded.repo.git("config", "status.showUntrackedFiles", "no")
    guarded.repo.git("config", "color.ui", "always")
    guarded.repo.git("config", "log.showSignature", "true")
    guarded.commit(state="bad 1", code=1)
    guarded.slip("bad 1")
    guarded.refused("main")
    assert DEVLOOP.exists()
