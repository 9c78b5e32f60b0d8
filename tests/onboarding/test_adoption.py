"""Facts about bringing a repository under the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from devloop.errors import CannotJudge
from devloop.git.repository import Repository, find_repository
from devloop.onboarding.adoption import adopt, exclude, existing_configuration, write_new
from tests.support.repo import Repo


def found(repo: Repo) -> Repository:
    return find_repository(repo.path, repo.environ)


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    place = tmp_path / "devloop.toml"
    place.write_text("mine")
    with pytest.raises(CannotJudge, match="exists already"):
        write_new(place, "other")
    assert [path.name for path in tmp_path.iterdir()] == ["devloop.toml"]
    assert place.read_text() == "mine"


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    place = tmp_path / "devloop.toml"
    place.symlink_to("nowhere")
    with pytest.raises(CannotJudge, match="exists already"):
        write_new(place, "other")


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="cannot be written"):
        write_new(tmp_path / "absent/devloop.toml", "text")


def test_the_personal_file_is_ignored_in_this_clone_alone(repo: Repo) -> None:
    repo.write("devloop.local.toml", "jobs = 1\n")
    listed = repo.path / ".git/info/exclude"
    listed.write_text("mine")
    assert exclude(found(repo), "devloop.local.toml")
    assert listed.read_text() == "mine\n/devloop.local.toml\n"
    assert repo.git("status", "--porcelain") == ""


def test_what_is_ignored_already_is_left_alone(repo: Repo) -> None:
    repo.write(".gitignore", "*.local.toml\n")
    before = (repo.path / ".git/info/exclude").read_text()
    assert not exclude(found(repo), "devloop.local.toml")
    assert (repo.path / ".git/info/exclude").read_text() == before


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({}, None),
        ({"devloop.toml": "not TOML ["}, "devloop.toml"),
        ({"pyproject.toml": "[tool.devloop]\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool.other]\n"}, None),
        ({"pyproject.toml": "not TOML ["}, None),
    ],
)
def test_a_configuration_counts_whatever_it_says(
    repo: Repo, files: dict[str, str], name: str | None
) -> None:
    for path, text in files.items():
        repo.write(path, text)
    assert existing_configuration(found(repo)) == name


def test_adopting_says_each_thing_it_did(repo: Repo) -> None:
    told = [change.text for change in adopt(found(repo), "# text\n", Path("/bin/devloop"))]
    assert told[0] == "devloop.toml written"
    assert (repo.path / "devloop.toml").read_text() == "# text\n"
    assert (repo.path / ".git/hooks/pre-commit").exists()
    assert len(told) == 3
