"""Facts about `devloop status`."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = (
    "mainline = ['main']\nbackground = false\n"
    "[checks.state]\nrun = '! grep -q bad state'\n"
    "[checks.docs]\nrun = 'true'\nfiles = ['*.md']\n"
)
LINES = "".join(f"x{number} = {number}\n" for number in range(30))


@pytest.fixture(autouse=True)
def guarded(own_python: None, repo: Repo, devloop: Devloop) -> None:  # noqa: ARG001 - comes first
    repo.commit("first", {"devloop.toml": CONFIG, "state": "good\n"})
    devloop("install")
    devloop("check", "HEAD")


def shown(devloop: Devloop) -> list[str]:
    return [line.rstrip() for line in devloop("status").stdout.splitlines()]


def test_with_nothing_to_tell_it_is_four_lines(devloop: Devloop) -> None:
    assert shown(devloop) == [
        "branch      main",
        "hooks       ✓ in place",
        "staged      nothing",
        "commits     ✓ 1 commit, all passed",
    ]


def test_of_staged_content_it_says_what_is_known_and_what_would_run(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage({"state": "fine\n"})
    assert "            · state  would run, about " in devloop("status").stdout
    assert "            - docs   nothing to check" in shown(devloop)
    devloop("check")
    assert "            ✓ state  passed, known" in shown(devloop)


def test_a_known_failure_is_seen_before_the_commit(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"state": "bad\n"})
    devloop("check", code=1)
    assert "            ✗ state  failed, known" in shown(devloop)


def test_the_size_of_what_is_staged_stands_beside_its_limits(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": LINES})
    assert (
        "staged      1 file, 30 effective lines  ██████████████░░░░░░░░░░  (target 20, limit 50)"
    ) in shown(devloop)


def test_what_is_not_judged_is_counted(repo: Repo, devloop: Devloop) -> None:
    repo.write("state", "edited\n")
    repo.write("new", "")
    assert "not staged  1 unstaged, 1 untracked" in shown(devloop)


def test_commits_that_nobody_has_judged_are_named_with_the_way_on(
    repo: Repo, devloop: Devloop
) -> None:
    slipped = repo.commit("slipped", {"state": "other\n"})
    lines = shown(devloop)
    at = lines.index("commits     1 of the last 2 commits unchecked")
    assert lines[at + 1 : at + 3] == [
        f"            · {slipped[:9]}  slipped",
        f"            → devloop check {slipped[:9]}~..HEAD",
    ]


def test_the_last_decisions_are_named_by_the_commits_they_let_through(
    repo: Repo, devloop: Devloop
) -> None:
    repo.stage({"state": "fine\n"})
    repo.run("git", "commit", "-q", "-m", "a fine step")
    assert "lately      commit  ✓ allowed  a fine step  just now" in shown(devloop)


def test_hooks_that_are_gone_are_seen(devloop: Devloop) -> None:
    devloop("uninstall")
    lines = shown(devloop)
    assert lines[1].startswith("hooks       ✗ devloop's hooks are not in ")
    assert lines[2] == "            → devloop install"


def test_a_broken_configuration_leaves_the_rest_to_see(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"devloop.toml": "on = 1\n"})
    done = devloop("status")
    assert "staged      1 file\n" in done.stdout
    assert "devloop: devloop.toml: 1 mistake; on: unknown key" in done.stderr


def test_conflicts_are_no_content_yet(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("mine", {"state": "mine\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("theirs", {"state": "theirs\n"})
    repo.git("merge", "-q", "topic", code=1)
    lines = shown(devloop)
    assert lines[0] == "branch      main, merge in progress"
    assert "staged      conflicts in 1 file, so there is no tree to check yet" in lines


def test_a_repository_without_a_commit_has_a_status(repo: Repo, devloop: Devloop) -> None:
    repo.git("checkout", "-q", "--orphan", "fresh")
    assert any("2 files, 8 effective lines" in line for line in shown(devloop))
    repo.git("branch", "-q", "-D", "main")
    assert "staged      2 files, no size limit applies" in shown(devloop)


def test_json_holds_the_same(repo: Repo, devloop: Devloop) -> None:
    repo.stage({"a.py": LINES})
    found = json.loads(devloop("status", "--json").stdout)
    assert (found["schema"], found["branch"], found["hooks"]["in_place"]) == (
        "devloop.status/1",
        "main",
        True,
    )
    staged = found["staged"]
    assert (staged["effective"], staged["limit"], staged["size"]) == (30, 50, "over-target")
    assert [(check["name"], check["known"]) for check in staged["checks"]] == [
        ("state", True),
        ("docs", True),
    ]
    assert [commit["state"] for commit in found["commits"]] == ["proven"]
