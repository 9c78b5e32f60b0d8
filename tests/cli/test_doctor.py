"""Facts about `devloop doctor`."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = "mainline = ['main']\nbackground = false\n[checks.state]\nrun = '! grep -q bad state'\n"


@pytest.fixture(autouse=True)
def guarded(own_python: None, repo: Repo, devloop: Devloop) -> None:  # noqa: ARG001 - comes first
    repo.stage({"devloop.toml": CONFIG, "state": "good\n"})
    devloop("install")
    repo.run("git", "commit", "-q", "-m", "first")


def test_where_all_is_well_it_says_so_in_one_line(devloop: Devloop) -> None:
    assert devloop("doctor").said == (
        "✓ no problems found: git, hooks, configuration, checks, environment, main branch, store,"
        " workspaces, history\n"
    )


def test_what_is_wrong_comes_with_what_fixes_it(repo: Repo, devloop: Devloop) -> None:
    devloop("uninstall")
    assert devloop("doctor", code=1).stdout == (
        f"✗ hooks  devloop's hooks are not in {repo.path}/.git/hooks\n  → devloop install\n"
    )


def test_json_holds_every_finding(repo: Repo, devloop: Devloop) -> None:
    (repo.path / ".git/hooks/pre-push").unlink()
    found = json.loads(devloop("doctor", "--json", code=1).stdout)
    assert (found["schema"], found["well"]) == ("devloop.doctor/1", False)
    (finding,) = found["findings"]
    assert (finding["about"], finding["wrong"], finding["mend"]) == (
        "hooks",
        True,
        "devloop install",
    )


def test_a_commit_past_the_hooks_is_found_and_fixed_by_what_it_says(
    repo: Repo, devloop: Devloop
) -> None:
    repo.commit("slipped", {"state": "other\n"})
    said = devloop("doctor", code=1).stdout
    assert "1 commit has not been checked (--no-verify, or rewritten): " in said
    command = said.rpartition("→ devloop ")[2].split()
    devloop(*command)
    devloop("doctor")


def test_all_mistakes_of_the_configuration_are_told(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"devloop.toml": CONFIG + "on = 'comit'\nrn = 1\n"})
    said = devloop("doctor", code=1).stdout
    assert said.count("✗ configuration  devloop.toml: checks.state.") == 2


def test_a_configuration_that_is_not_staged_judges_nothing(repo: Repo, devloop: Devloop) -> None:
    repo.git("rm", "-q", "--cached", "devloop.toml")
    assert "→ git add devloop.toml\n" in devloop("doctor", code=1).stdout


def test_ones_own_preferences_can_be_wrong_too(repo: Repo, devloop: Devloop) -> None:
    repo.write("devloop.local.toml", "size = 1\n")
    said = devloop("doctor", code=1).stdout
    assert "✗ configuration  devloop.local.toml: size: " in said


def test_a_configured_python_that_is_not_there_is_found(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"devloop.toml": CONFIG + "[environment]\npython = 'env/bin/python'\n"})
    said = devloop("doctor", code=1).stdout
    assert "✗ environment  the configured Python does not exist: env/bin/python\n" in said


def test_a_program_that_is_not_there_is_found(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"devloop.toml": CONFIG + "[checks.x]\nrun = ['no-such-program']\n"})
    said = devloop("doctor", code=1).stdout
    assert "✗ environment  checks.x: no-such-program is not on the PATH" in said


def test_a_mainline_that_does_not_exist_is_found(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"devloop.toml": CONFIG.replace("main'", "mian'")})
    assert (
        "✗ mainline  no branch here or on a remote is called mian"
        in devloop("doctor", code=1).stdout
    )


def test_a_store_of_a_newer_devloop_is_found(repo: Repo, devloop: Devloop) -> None:
    connection = sqlite3.connect(repo.path / ".git/devloop/verdicts.sqlite3")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    said = devloop("doctor", code=1).stdout
    assert "was written by a newer devloop" in said
    assert "→ upgrade devloop\n" in said


def test_a_damaged_store_starts_again_and_is_good_to_know(repo: Repo, devloop: Devloop) -> None:
    """What a hook still does aside may open the store first and start it again."""
    wanted = "· store  the store of results was damaged; a new one was started"
    assert any(wanted in damaged(repo, devloop) for _ in range(5))


def damaged(repo: Repo, devloop: Devloop) -> str:
    """What doctor says of a store that has just been damaged."""
    for file in (repo.path / ".git/devloop").glob("verdicts.sqlite3-*"):
        file.unlink(missing_ok=True)
    (repo.path / ".git/devloop/verdicts.sqlite3").write_bytes(b"no database at all" * 100)
    return devloop("doctor", code=None).stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_cache_is_found(
    tmp_path: Path, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir(mode=0o500)
    monkeypatch.setenv("DEVLOOP_CACHE_DIR", str(tmp_path / "cache"))
    assert "✗ workspaces  workspaces cannot be created in" in devloop("doctor", code=1).stdout


def test_a_cache_that_is_no_folder_is_found(
    tmp_path: Path, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("")
    monkeypatch.setenv("DEVLOOP_CACHE_DIR", str(tmp_path / "cache"))
    assert "✗ workspaces  workspaces cannot be created in" in devloop("doctor", code=1).stdout


def test_conflicts_in_the_index_do_not_stop_it(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.run("git", "commit", "-q", "-m", "a", "--allow-empty")
    repo.write("state", "mine\n")
    repo.run("git", "commit", "-q", "-a", "-m", "mine")
    repo.git("checkout", "-q", "main")
    repo.write("state", "theirs\n")
    repo.run("git", "commit", "-q", "-a", "-m", "theirs")
    repo.git("merge", "topic", code=1)
    devloop("doctor")


def test_outside_a_repository_it_says_so(
    tmp_path: Path, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is not in a git repository" in devloop("doctor", code=2).stderr


def test_a_lock_of_the_index_is_a_finding_and_keeps_nobody_from_looking(
    repo: Repo, devloop: Devloop
) -> None:
    """A git that died has left it; what could not be told of the index is told of HEAD."""
    repo.stage({"state": "other\n"})
    lock = repo.path / ".git/index.lock"
    lock.touch()
    assert f"if no git is running here: rm {lock}" in devloop("doctor").stdout
    assert "effective line" in devloop("size").said
    devloop("status")
    assert lock.exists()
