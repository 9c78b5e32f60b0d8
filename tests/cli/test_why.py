"""`devloop why` tells what a verdict rests on, and what is new where there is none."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = """\
[checks.words]
run = "cat a.txt; ! grep -q bad a.txt"
pass-env = ["MOOD"]

[checks.files]
run = "true {files}"
files = ["*.txt"]
per-file = true

[checks.docs]
run = "true"
files = ["*.md"]
"""


@pytest.fixture(autouse=True)
def configured(repo: Repo) -> None:
    repo.commit("base", {"devloop.toml": CONFIG, "a.txt": "good\n"})


def test_a_verdict_is_shown_with_all_it_depends_on(repo: Repo, devloop: Devloop) -> None:
    devloop("check")
    told = devloop("why", "words").stdout
    assert "words on staged tree\n  ✓ passed just now" in told
    assert f"  tree        {repo.rev('HEAD^{tree}')}\n" in told
    assert "  run         cat a.txt; ! grep -q bad a.txt\n" in told
    assert "  pass-env    MOOD\n" in told


def test_what_nobody_has_judged_is_said(devloop: Devloop) -> None:
    told = devloop("why", "words").stdout
    assert "  - this has not been checked yet\n" in told
    assert "  and there is no earlier result to compare with\n" in told


def test_the_nearest_verdict_is_shown_with_what_is_new(
    repo: Repo, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    devloop("check")
    old = repo.rev("HEAD^{tree}")[:9]
    repo.stage({"a.txt": "better\n"})
    monkeypatch.setenv("MOOD", "fine")
    new = repo.git("write-tree")[:9]
    told = devloop("why", "words").stdout
    assert "  nearest: ✓ passed just now" in told
    assert f"  since then:\n    tree {old} -> {new}\n    variable MOOD is new\n" in told


def test_the_nearest_is_the_one_that_differs_least(
    repo: Repo, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    devloop("check")
    repo.stage({"a.txt": "better\n"})
    monkeypatch.setenv("MOOD", "fine")
    monkeypatch.setenv("LANG", "C")
    devloop("check")
    monkeypatch.delenv("MOOD")
    assert "variable MOOD is gone\n" in devloop("why", "words").stdout
    assert "content:" not in devloop("why", "words").stdout


def test_files_that_nobody_has_judged_are_counted(repo: Repo, devloop: Devloop) -> None:
    devloop("check")
    repo.stage({"b.txt": "good\n", "c.txt": "good\n"})
    assert "2 of its files have not been checked yet" in devloop("why", "files").stdout


def test_a_check_without_anything_to_judge_says_so(devloop: Devloop) -> None:
    assert "  - no file matches *.md\n" in devloop("why", "docs").stdout


def test_a_check_that_passed_and_failed_is_called_flaky(
    repo: Repo, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVLOOP_RECORD", "off")
    flaky = "[checks.flaky]\nrun = 'test -e \"$HOME/up\"'\n"
    repo.stage({"devloop.toml": flaky})
    devloop("check", code=1)
    (repo.path.parent / "home/up").touch()
    devloop("check", "--again", "flaky")
    told = devloop("why", "flaky").stdout
    assert "✓ passed" in told
    assert "✗ failed" in told
    assert "flaky: the same tree has passed and failed" in told


def test_two_revisions_are_compared(repo: Repo, devloop: Devloop) -> None:
    first = repo.rev("HEAD^{tree}")[:9]
    repo.commit("next", {"a.txt": "bad\n"})
    second = repo.rev("HEAD^{tree}")[:9]
    devloop("check", "HEAD", "--only", "words", code=1)
    told = devloop("why", "words", "HEAD~", "HEAD").stdout
    assert "  - this has not been checked yet\n" in told
    assert "  ✗ failed just now" in told
    assert told.endswith(f"\n\n  tree {first} -> {second}\n")


def test_two_revisions_with_the_same_content_have_the_same_key(
    repo: Repo, devloop: Devloop
) -> None:
    repo.commit("empty")
    assert "no difference" in devloop("why", "words", "HEAD~", "HEAD").stdout


def test_the_log_is_what_the_check_printed(devloop: Devloop) -> None:
    devloop("check")
    assert devloop("why", "words", "--log").stdout == "good\n"


def test_without_a_verdict_there_is_no_log(devloop: Devloop) -> None:
    said = devloop("why", "words", "--log", code=2).stderr
    assert "this has not been checked yet, so there is no log" in said
    assert "devloop check --only words" in said


def test_distributions_are_listed_on_request(devloop: Devloop) -> None:
    assert "\n              pytest " not in devloop("why", "words").stdout
    assert "\n              pytest " in devloop("why", "words", "--all").stdout


def test_an_unknown_check_is_a_mistake(devloop: Devloop) -> None:
    said = devloop("why", "word", code=2).stderr
    assert "there is no check 'word'" in said
    assert "the checks are: words, files, docs" in said


def test_programs_get_the_manifest(repo: Repo, devloop: Devloop) -> None:
    devloop("check")
    report = json.loads(devloop("why", "words", "HEAD", "--json").stdout)
    assert report["schema"] == "devloop.why/1"
    assert report["manifest"]["content"] == {"tree": repo.rev("HEAD^{tree}")}
    assert [verdict["key"] for verdict in report["verdicts"]] == [report["key"]]
    assert (report["unknown"], report["nearest"]) == (None, None)


def test_programs_get_differences(repo: Repo, devloop: Devloop) -> None:
    devloop("check")
    repo.commit("next", {"a.txt": "bad\n"})
    nearest = json.loads(devloop("why", "words", "--json").stdout)["nearest"]
    assert [d["path"] for d in nearest["differences"]] == ["content.tree"]
    both = json.loads(devloop("why", "words", "HEAD~", "HEAD", "--json").stdout)
    assert both["differences"] == nearest["differences"]
