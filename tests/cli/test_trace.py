"""`--verbose` and `DEVLOOP_TRACE`: what was decided, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Devloop
from tests.support.repo import Repo

CONFIG = '[checks.words]\nrun = "true"\n[checks.docs]\nrun = "true {files}"\nfiles = ["*.rst"]\n'


@pytest.fixture(autouse=True)
def project(repo: Repo) -> None:
    repo.stage({"devloop.toml": CONFIG})


@pytest.mark.parametrize("args", [("check", "--verbose"), ("-v", "check")])
def test_verbose_says_why_each_check_runs_or_not(devloop: Devloop, args: tuple[str, ...]) -> None:
    said = devloop(*args).stderr
    assert "· configuration: source devloop.toml" in said
    assert "check words, decision run, why no stored result for key" in said
    assert "check docs, decision skip, why no file matches *.rst" in said
    again = devloop(*args).stderr
    assert "check words, decision look up, why stored result" in again


def test_nothing_of_it_is_said_without_being_asked(devloop: Devloop) -> None:
    devloop("check", "--verbose")
    assert "decision" not in devloop("check").stderr


def test_a_file_holds_every_event_as_a_line_of_json(
    repo: Repo, devloop: Devloop, tmp_path: Path
) -> None:
    file = tmp_path / "trace.jsonl"
    devloop("install")
    repo.run("git", "commit", "-q", "-m", "one", env={"DEVLOOP_TRACE": str(file)})
    repo.run("git", "commit", "--amend", "-q", "-m", "two", env={"DEVLOOP_TRACE": str(file)})
    events = [json.loads(line) for line in file.read_text().splitlines()]
    decided = [e["decision"] for e in events if e["event"] == "decision" and e["kind"] == "commit"]
    assert decided == ["allowed", "allowed"], "no shortcut answers past the trace"
    assert {e["event"] for e in events} >= {"repository", "configuration", "plan", "result"}
    assert all(e["pid"] and e["time"] for e in events)


def test_a_file_that_cannot_be_written_changes_nothing(
    devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVLOOP_TRACE", "/dev/null/no")
    assert devloop("check").code == 0
