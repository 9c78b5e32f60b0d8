"""Where an installation leaves the project's code where it is, its folders are found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devloop.environment.editable import editable_roots, installed_copies


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "lib" / "site-packages"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def top(tmp_path: Path) -> Path:
    (tmp_path / "repo" / "src" / "project").mkdir(parents=True)
    return tmp_path / "repo"


def roots(site: Path, top: Path) -> tuple[Path, ...]:
    return editable_roots([str(site)], [top])


def test_a_line_of_a_start_up_file_is_a_root(site: Path, top: Path) -> None:
    lines = f"# a comment\n\nimport os\n{top / 'src'}  \n"
    (site / "__editable__.project.pth").write_text(lines)
    assert roots(site, top) == (top / "src",)


def test_a_line_may_be_relative(site: Path, top: Path) -> None:
    (site / "project.pth").write_text("../../repo/src\n")
    assert roots(site, top) == (top / "src",)


def test_an_egg_link_is_a_root(site: Path, top: Path) -> None:
    (site / "project.egg-link").write_text(f"{top / 'src'}\n.\n")
    assert top / "src" in roots(site, top)


def test_a_setuptools_finder_maps_packages_to_roots(site: Path, top: Path) -> None:
    finder = site / "__editable___project_1_0_finder.py"
    mapping = {"project": str(top / "src" / "project")}
    finder.write_text(f"import sys\nMAPPING: dict[str, str] = {mapping!r}\nNAMESPACES = {{}}\n")
    assert roots(site, top) == (top / "src",)


def test_a_linked_package_is_a_root(site: Path, top: Path) -> None:
    (site / "project").symlink_to(top / "src" / "project")
    assert roots(site, top) == (top / "src",)


@pytest.mark.parametrize("text", ["MAPPING = {", "MAPPING = 3", "MAPPING = {1: 2}", "\0\0"])
def test_a_finder_that_makes_no_sense_has_no_roots(site: Path, top: Path, text: str) -> None:
    (site / "__editable___x_finder.py").write_text(text)
    assert roots(site, top) == ()


def test_a_folder_of_another_project_is_no_root(site: Path, top: Path, tmp_path: Path) -> None:
    (tmp_path / "repository-2").mkdir()
    (site / "other.pth").write_text(f"{tmp_path / 'repository-2'}\n")
    assert roots(site, top) == ()


def test_a_worktree_that_is_reached_through_a_link_is_the_worktree(
    site: Path, top: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(top)
    (site / "project.pth").write_text(f"{tmp_path / 'link' / 'src'}\n")
    assert [root.resolve() for root in roots(site, top)] == [top / "src"]


def test_a_site_directory_that_is_not_there_has_no_roots(top: Path, tmp_path: Path) -> None:
    assert roots(tmp_path / "nowhere", top) == ()


@pytest.mark.parametrize(("editable", "count"), [(False, 1), (True, 0)])
def test_a_copy_of_the_project_is_told_from_an_editable_install(
    site: Path, top: Path, *, editable: bool, count: int
) -> None:
    metadata = site / "project-1.0.dist-info"
    metadata.mkdir()
    url = {"url": top.as_uri(), "dir_info": {"editable": editable}}
    (metadata / "direct_url.json").write_text(json.dumps(url))
    (site / "other-1.0.dist-info").mkdir()
    assert installed_copies([str(site)], [top]) == ((str(metadata), top),) * count
