"""What devloop prints of others steers neither a terminal nor the runner of GitHub Actions."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from devloop.cli.terminal.console import open_console
from tests.report.runner import obeyed
from tests.support.guarded import DEVLOOP
from tests.support.repo import Repo

ON_GITHUB = {"GITHUB_ACTIONS": "true"}
LINE = "  ::error::x\n##[error]y"


def said(capsys: pytest.CaptureFixture[str], environ: Mapping[str, str]) -> tuple[str, str]:
    console = open_console(environ)
    console.result(LINE)
    console.say(LINE)
    return capsys.readouterr()


def test_nothing_is_a_command_where_commands_are_obeyed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, err = said(capsys, ON_GITHUB)
    assert "error" in out
    assert obeyed(out) == obeyed(err) == []


@pytest.mark.parametrize("environ", [{}, {"GITHUB_ACTIONS": "false"}])
def test_elsewhere_words_stay_as_they_are(
    capsys: pytest.CaptureFixture[str], environ: Mapping[str, str]
) -> None:
    assert said(capsys, environ) == (f"{LINE}\n", f"{LINE}\n")


def test_what_is_meant_to_be_obeyed_is(capsys: pytest.CaptureFixture[str]) -> None:
    open_console(ON_GITHUB).command("::error::x")
    assert capsys.readouterr().err == "::error::x\n"


LOUD = '[checks.loud]\nrun = \'echo "::error::x"; echo "##[error]y"; exit 1\'\n'


@pytest.fixture
def loud(repo: Repo) -> Repo:
    """A repository whose check prints commands."""
    repo.stage({"devloop.toml": LOUD})
    return repo


@pytest.mark.parametrize(
    ("command", "code"),
    [("check --no-annotations", 1), ("why loud --log", 0), ("hook pre-commit", 1)],
)
def test_output_of_checks_is_not_obeyed(loud: Repo, command: str, code: int) -> None:
    loud.run(str(DEVLOOP), "check", code=1)
    done = loud.run(str(DEVLOOP), *command.split(), code=code, env=ON_GITHUB)
    assert "error" in done.said
    assert obeyed(done.stdout) == obeyed(done.stderr) == []


def test_a_file_gets_the_log_as_it_is(loud: Repo) -> None:
    loud.run(str(DEVLOOP), "check", code=1)
    loud.run("sh", "-c", f"{DEVLOOP} why loud --log > log", env=ON_GITHUB)
    assert (loud.path / "log").read_text() == "::error::x\n##[error]y\n"
