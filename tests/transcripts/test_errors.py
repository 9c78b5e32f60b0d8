"""What is said when a command cannot do what it was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.support.repo import Repo
from tests.transcripts.conftest import Say

CONFIG = """
[checks.lint]
run = "! grep -n bad {files}"
fix = "sed -i s/bad/good/ {files}"
files = ["*.txt"]
per-file = true

[checks.tests]
run = "true"
"""


@pytest.fixture(autouse=True)
def project(repo: Repo, own_python: None) -> None:  # noqa: ARG001 - made first
    """A repository with two checks and one commit."""
    repo.write("devloop.local.toml", "jobs = 1\n")
    repo.commit("Begin", {"devloop.toml": CONFIG, "a.txt": "good\n"})


def test_outside_a_repository(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert say("devloop status") == snapshot("""\
$ devloop status
devloop: TMP is not in a git repository
[exit code 2]
""")


def test_every_mistake_of_a_configuration_at_once(repo: Repo, say: Say) -> None:
    repo.stage({"devloop.toml": "[chekcs.a]\nrun = 1\n[size]\ntarget = -1\nlimt = 3\n"})
    assert say("devloop check") == snapshot("""\
$ devloop check
devloop: devloop.toml: 3 mistakes
  chekcs: unknown key (did you mean 'checks'?)
  size.limt: unknown key (did you mean 'limit'?)
  size.target: must be a whole number above zero, not -1
  → correct it, then: devloop check
[exit code 2]
""")


def test_conflicts_in_the_index(repo: Repo, say: Say) -> None:
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("Side", {"a.txt": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("Main", {"a.txt": "main\n"})
    repo.git("merge", "side", code=1)
    assert say("devloop check") == snapshot("""\
$ devloop check
devloop: the index has unmerged files: a.txt
  → resolve them, then: git add FILE
[exit code 3]
""")


def test_an_unknown_command(say: Say) -> None:
    assert say("devloop chekc") == snapshot("""\
$ devloop chekc
Usage: devloop [OPTIONS] COMMAND [ARGS]...
Try 'devloop --help' for help.

Error: There is no command 'chekc'. Did you mean 'check'?
[exit code 2]
""")


def test_an_unknown_option(say: Say) -> None:
    assert say("devloop check --al") == snapshot("""\
$ devloop check --al
Usage: devloop check [OPTIONS] [REVISION]
Try 'devloop check --help' for help.

Error: No such option '--al'. (Did you mean one of: '--all', '--help', '--only'?)
[exit code 2]
""")


def test_a_check_that_is_not_there(say: Say) -> None:
    assert say("devloop check --only nope") == snapshot("""\
$ devloop check --only nope
devloop: there is no check 'nope'
  → the checks are: lint, tests
[exit code 2]
""")


def test_a_revision_that_is_not_there(say: Say) -> None:
    assert say("devloop check nowhere") == snapshot("""\
$ devloop check nowhere
devloop: there is no commit 'nowhere' here
  → git log --oneline --all
[exit code 2]
""")


def test_two_subjects_at_once(say: Say) -> None:
    assert say("devloop check HEAD --staged") == snapshot("""\
$ devloop check HEAD --staged
devloop: give only one of: a revision, --staged, --worktree
[exit code 2]
""")


def test_a_range_without_commits(say: Say) -> None:
    assert say("devloop check HEAD..HEAD") == snapshot("""\
$ devloop check HEAD..HEAD
devloop: HEAD..HEAD holds no commit
  → git log --oneline HEAD
[exit code 2]
""")


def test_a_log_that_is_not_there(say: Say) -> None:
    assert say("devloop why lint --log") == snapshot("""\
$ devloop why lint --log
devloop: lint: 1 of its files has not been checked yet, so there is no log
  → devloop check --only lint
[exit code 2]
""")


def test_a_check_that_why_does_not_know(say: Say) -> None:
    assert say("devloop why nope") == snapshot("""\
$ devloop why nope
devloop: there is no check 'nope'
  → the checks are: lint, tests
[exit code 2]
""")


def test_a_file_that_cannot_be_written(say: Say) -> None:
    assert say("devloop check --sarif /dev/null/no") == snapshot("""\
$ devloop check --sarif /dev/null/no
devloop: /dev/null/no cannot be written: File exists
[exit code 2]
""")


def test_a_check_without_a_fixer(say: Say) -> None:
    assert say("devloop fix tests") == snapshot("""\
$ devloop fix tests
devloop: tests has no fixer
  → checks with a fixer: lint
[exit code 2]
""")


def test_no_coverage(say: Say) -> None:
    assert say("devloop coverage") == snapshot("""\
$ devloop coverage
devloop: staged tree: no check measures coverage
  → set coverage = true on a check with kind = "pytest"
[exit code 2]
""")


def test_an_age_that_is_none(say: Say) -> None:
    assert say("devloop gc --max-age soon") == snapshot("""\
$ devloop gc --max-age soon
Usage: devloop gc [OPTIONS]
Try 'devloop gc --help' for help.

Error: Invalid value for '--max-age': 'soon' is not an age: write 30d, 12h or 2w
[exit code 2]
""")


def test_a_size_that_is_none(say: Say) -> None:
    assert say("devloop gc --max-size much") == snapshot("""\
$ devloop gc --max-size much
Usage: devloop gc [OPTIONS]
Try 'devloop gc --help' for help.

Error: Invalid value for '--max-size': 'much' is not a size: write 500MB or 1GB
[exit code 2]
""")


def test_a_time_that_is_none(say: Say) -> None:
    assert say("devloop wait --timeout soon") == snapshot("""\
$ devloop wait --timeout soon
Usage: devloop wait [OPTIONS] [REVISION]
Try 'devloop wait --help' for help.

Error: Invalid value for '--timeout': give seconds, or a duration such as 90s, 5m or 1h30m
[exit code 2]
""")


def test_a_hook_that_is_not_there(say: Say) -> None:
    assert say("devloop hook nope") == snapshot("""\
$ devloop hook nope
devloop: there is no hook 'nope'
  → devloop hook --help
[exit code 2]
""")


def test_nothing_to_split(say: Say) -> None:
    assert say("devloop split") == snapshot("""\
$ devloop split
devloop: b5306544e (Begin) is the first commit: it cannot be split
[exit code 2]
""")


def test_nothing_to_uninstall(say: Say) -> None:
    assert say("devloop uninstall") == snapshot("""\
$ devloop uninstall
devloop is not installed in this repository
""")


def test_a_remote_that_is_not_there(say: Say) -> None:
    assert say("devloop push nowhere main") == snapshot("""\
$ devloop push nowhere main
devloop: git cannot push this (its dry run ended with exit code 128)
[exit code 3]
""")


def test_a_background_that_runs_nothing(say: Say) -> None:
    assert say("devloop wait") == snapshot("""\
$ devloop wait
devloop: nothing is running for commit b5306544e, and some results are missing
  → devloop check b5306544e --stage push
[exit code 3]
""")
