"""`devloop push` judges first and pushes then, and does what `git push` does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.guarded import Guarded


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    return Guarded.create(tmp_path_factory.mktemp("pattern"))


@pytest.fixture
def guarded(pattern: Guarded, tmp_path: Path) -> Guarded:
    return pattern.copied_to(tmp_path / "guarded")


def main_of(guarded: Guarded) -> str:
    return guarded.landed()["refs/heads/main"]


def test_checks_run_before_the_push_and_the_hook_only_looks_up(guarded: Guarded) -> None:
    tip = guarded.slip("good 1")
    said = guarded.devloop("push").stderr
    assert main_of(guarded) == tip
    assert sorted(guarded.runs()) == ["deep good 1", "quick good 1"]
    ran, known = (line for line in said.splitlines() if " passed, " in line)
    assert "main: 1 commit passed, 2 checks ran" in ran
    assert "main: 1 commit passed, nothing to run" in known


def test_what_is_proven_is_pushed_with_one_line_of_the_hook(guarded: Guarded) -> None:
    guarded.slip("good 1")
    guarded.devloop("check", "HEAD", "--stage", "push")
    assert guarded.devloop("push").stderr.count(" passed, ") == 1


def test_a_failing_commit_is_not_pushed(guarded: Guarded) -> None:
    before = guarded.landed()
    guarded.slip("bad 1")
    said = guarded.devloop("push", "origin", "main", code=1).stderr
    assert guarded.landed() == before
    assert "push refused: main" in said


def test_a_push_that_git_would_refuse_runs_nothing(guarded: Guarded) -> None:
    guarded.slip("good 1")
    guarded.push("--no-verify", "main")
    guarded.repo.git("reset", "-q", "--hard", "HEAD~")
    guarded.slip("good 2")
    said = guarded.devloop("push", code=1).stderr
    assert "main: git would refuse it (non-fast-forward)" in said
    assert "git pull --rebase origin main" in said
    assert guarded.runs() == []


def test_options_of_git_s_go_to_git(guarded: Guarded) -> None:
    tip = guarded.slip("good 1")
    guarded.repo.git("branch", "topic")
    guarded.devloop("push", "origin", "topic", "--", "--set-upstream", "--quiet")
    assert guarded.landed()["refs/heads/topic"] == tip
    assert guarded.repo.git("config", "branch.topic.remote") == "origin"


def test_forcing_does_not_get_past_the_gate(guarded: Guarded) -> None:
    guarded.slip("good 1")
    guarded.push("--no-verify", "main")
    before = guarded.landed()
    guarded.repo.git("reset", "-q", "--hard", "HEAD~")
    guarded.slip("good 2")
    said = guarded.devloop("push", "--", "--force", code=1).stderr
    assert guarded.landed() == before
    assert "would remove commits" in said


def test_skipping_the_hook_does_not_skip_the_judgement(guarded: Guarded) -> None:
    before = guarded.landed()
    guarded.slip("bad 1")
    guarded.devloop("push", "--", "--no-verify", code=1)
    assert guarded.landed() == before


def test_without_the_hook_the_push_is_judged_and_logged_once(guarded: Guarded) -> None:
    guarded.devloop("uninstall")
    guarded.slip("good 1")
    assert guarded.devloop("push").stderr.count(" passed, ") == 1
    events = json.loads(guarded.devloop("log", "--json").stdout)["events"]
    assert [(e["kind"], e["decision"]) for e in events] == [("push", "allowed")]


def test_where_git_cannot_push_its_words_are_shown(guarded: Guarded) -> None:
    said = guarded.devloop("push", "nowhere", code=3).stderr
    assert "'nowhere' does not appear to be a git repository" in said
    assert "git cannot push this (its dry run ended with exit code 128)" in said


def test_programs_get_a_report(guarded: Guarded) -> None:
    guarded.slip("good 1")
    report = json.loads(guarded.devloop("push", "--json").stdout)
    (ref,) = report.pop("refs")
    assert report == {
        "schema": "devloop.push/1",
        "remote": "origin",
        "decision": "allowed",
        "pushed": True,
        "ran": 2,
        "reasons": [],
    }
    assert (ref["ref"], ref["decision"]) == ("refs/heads/main", "allowed")
