"""Shells are offered commands and checks, and told how to ask."""

from __future__ import annotations

import pytest

from devloop.cli.complete import SHELLS
from tests.cli.conftest import Devloop
from tests.support.guarded import DEVLOOP
from tests.support.repo import Done, Repo


def completed(repo: Repo, line: str, shell: str = "bash") -> Done:
    """What devloop offers for the last word of a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    env = {**words, "_DEVLOOP_COMPLETE": f"{shell}_complete"}
    return repo.run(str(DEVLOOP), env=env)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_line_for_a_shell_is_printed_alone(devloop: Devloop, shell: str) -> None:
    said = devloop("--completion", shell)
    assert said.stdout == f"{SHELLS[shell]}\n"
    assert said.stderr.startswith("put this line into ~/")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_line_leads_to_a_script_for_that_shell(repo: Repo, shell: str) -> None:
    assert f"_DEVLOOP_COMPLETE={shell}_source" in SHELLS[shell]
    script = repo.run(str(DEVLOOP), env={"_DEVLOOP_COMPLETE": f"{shell}_source"}).stdout
    assert "_devloop_completion" in script


def test_commands_are_offered(repo: Repo) -> None:
    assert completed(repo, "devloop un").stdout == "plain,uninstall\n"


def test_checks_of_the_staged_configuration_are_offered(repo: Repo) -> None:
    names = ("types", "tests", "lint")
    config = "".join(f"[checks.{name}]\nrun = 'true'\n" for name in names)
    repo.stage({"devloop.toml": config})
    assert completed(repo, "devloop why t").stdout == "plain,types\nplain,tests\n"


def test_where_nothing_is_known_nothing_is_said(repo: Repo) -> None:
    repo.stage({"devloop.toml": "not = toml = at all"})
    assert completed(repo, "devloop why t").said.strip() == ""
    assert completed(repo, "devloop whyever t").stderr == ""


@pytest.mark.parametrize("option", ["--junit", "--sarif", "--code-quality"])
def test_files_are_offered_for_reports(repo: Repo, option: str) -> None:
    assert completed(repo, f"devloop check {option} out").stdout == "file,out\n"


def test_options_of_reports_are_offered(repo: Repo) -> None:
    assert completed(repo, "devloop check --sa").stdout == "plain,--sarif\n"
