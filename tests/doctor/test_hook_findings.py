"""Facts about what is found wrong with hooks, by breaking real ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from devloop.doctor.finding import HealthFinding
from devloop.doctor.hook_findings import hook_findings
from devloop.git.repository import Repository, find_repository
from devloop.hooks_install.hook_state import hook_state
from devloop.hooks_install.installation import install
from tests.support.repo import Repo

PROGRAM = Path(sys.executable)


@pytest.fixture
def installed(repo: Repo) -> Repository:
    found = find_repository(repo.path, repo.environ)
    install(found, PROGRAM)
    return found


def findings(repo: Repo) -> tuple[HealthFinding, ...]:
    return tuple(hook_findings(hook_state(find_repository(repo.path, repo.environ))))


def said(repo: Repo) -> list[str]:
    return [finding.text for finding in findings(repo) if finding.wrong]


def test_hooks_as_they_were_installed_are_well(repo: Repo, installed: Repository) -> None:
    assert installed.top == repo.path
    assert findings(repo) == ()


def test_no_hooks_at_all_is_one_finding(repo: Repo) -> None:
    assert findings(repo) == (
        HealthFinding(
            about="hooks",
            text=f"devloop's hooks are not in {repo.path}/.git/hooks",
            fix="devloop install",
        ),
    )


@pytest.mark.usefixtures("installed")
def test_a_hook_that_is_gone_is_named(repo: Repo) -> None:
    (repo.path / ".git/hooks/pre-push").unlink()
    assert said(repo) == [f"the pre-push hook is missing in {repo.path}/.git/hooks"]


@pytest.mark.usefixtures("installed")
def test_a_hook_that_is_not_executable_is_passed_by(repo: Repo) -> None:
    (repo.path / ".git/hooks/commit-msg").chmod(0o644)
    (text,) = said(repo)
    assert text.endswith("hooks/commit-msg is not executable, so git ignores it")


@pytest.mark.usefixtures("installed")
def test_a_stranger_in_the_place_of_a_hook_is_seen(repo: Repo) -> None:
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n", mode=0o755)
    (text,) = said(repo)
    assert text.startswith("the pre-commit hook was replaced by another one")


def test_a_program_that_is_gone_is_said_once(repo: Repo) -> None:
    install(find_repository(repo.path, repo.environ), Path("/gone/devloop"))
    assert said(repo) == [
        "the hooks start /gone/devloop, which does not exist or is not executable"
    ]


@pytest.mark.usefixtures("installed")
def test_a_hooks_path_set_afterwards_passes_the_hooks_by(repo: Repo) -> None:
    (repo.path / ".husky/_").mkdir(parents=True)
    repo.git("config", "core.hooksPath", ".husky/_")
    (text,) = said(repo)
    assert text.startswith("core.hooksPath (local) is '.husky/_' (husky sets it at every install)")
    assert text.endswith("so git ignores devloop's hooks")


def test_a_hooks_path_taken_back_after_devloop_took_it_over_is_seen(repo: Repo) -> None:
    (repo.path / "hooks").mkdir()
    repo.git("config", "core.hooksPath", "hooks")
    install(find_repository(repo.path, repo.environ), PROGRAM)
    assert said(repo) == []
    repo.git("config", "core.hooksPath", "hooks")
    assert said(repo) == ["core.hooksPath (local) is 'hooks', so git ignores devloop's hooks"]


@pytest.mark.usefixtures("installed")
def test_a_hooks_path_that_leads_nowhere_runs_no_hook(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", "nowhere")
    assert said(repo) == [
        "core.hooksPath (local) is 'nowhere', which does not exist: git runs no hooks at all"
    ]


@pytest.mark.usefixtures("installed")
def test_what_is_found_is_fixed_by_what_it_says(repo: Repo) -> None:
    (repo.path / "elsewhere").mkdir()
    repo.git("config", "core.hooksPath", "elsewhere")
    assert {finding.fix for finding in findings(repo)} == {"devloop install"}
    install(find_repository(repo.path, repo.environ), PROGRAM)
    assert findings(repo) == ()


@pytest.mark.usefixtures("installed")
def test_hooks_in_gits_configuration_are_good_to_know(repo: Repo) -> None:
    repo.git("config", "hook.lint.event", "pre-commit")
    (finding,) = findings(repo)
    assert not finding.wrong
    assert finding.text == "git's configuration runs a hook of its own at pre-commit: hook.lint"
