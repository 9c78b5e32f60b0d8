"""Facts about where a configuration is looked for."""

from __future__ import annotations

import os
import sys

import pytest

from devloop.config.load import comfort_of, config_from, config_in
from devloop.config.model import Comfort, Config
from devloop.errors import ConfigError
from devloop.git.repository import Repository, find_repository
from devloop.git.trees import staged_tree, tree_of
from tests.support.repo import Repo

OWN = "[size]\ntarget = 11\n"
PYPROJECT = "[tool.devloop.size]\ntarget = 12\n"


def opened(repo: Repo) -> Repository:
    return find_repository(repo.path, repo.environ)


def staged(repo: Repo) -> Config | None:
    found = opened(repo)
    return config_in(found, staged_tree(found))


def test_a_tree_without_configuration_has_none(repo: Repo) -> None:
    repo.stage({"pyproject.toml": "[project]\nname = 'x'\n", "sub/devloop.toml": OWN})
    assert staged(repo) is None


def test_devloop_toml_is_read(repo: Repo) -> None:
    repo.stage({"devloop.toml": OWN})
    config = staged(repo)
    assert config is not None
    assert (config.size.target, config.source) == (11, "devloop.toml")


def test_the_table_in_pyproject_is_read(repo: Repo) -> None:
    repo.stage({"pyproject.toml": PYPROJECT})
    config = staged(repo)
    assert config is not None
    assert (config.size.target, config.source) == (12, "pyproject.toml")


def test_two_configurations_in_one_tree_are_a_mistake(repo: Repo) -> None:
    repo.stage({"pyproject.toml": PYPROJECT, "devloop.toml": OWN})
    with pytest.raises(ConfigError) as caught:
        staged(repo)
    assert caught.value.source == "devloop.toml and pyproject.toml"
    assert "keep one" in caught.value.problems[0]


def test_the_tree_counts_and_not_the_working_tree(repo: Repo) -> None:
    repo.commit(files={"devloop.toml": OWN})
    repo.stage({"devloop.toml": "[size]\ntarget = 13\n"})
    repo.write("devloop.toml", "broken")
    found = opened(repo)
    committed = config_in(found, tree_of(found, "HEAD"))
    assert committed is not None
    assert committed.size.target == 11
    config = staged(repo)
    assert config is not None
    assert config.size.target == 13


def test_a_pyproject_that_never_names_devloop_is_not_parsed() -> None:
    assert config_from(None, b"broken = = \xff") is None


def test_a_pyproject_that_names_devloop_only_elsewhere_holds_no_configuration() -> None:
    assert config_from(None, b"[project]\ndependencies = ['devloop']\n") is None


def test_an_empty_table_in_pyproject_is_a_configuration() -> None:
    assert config_from(None, b"[tool.devloop]\n") == Config(source="pyproject.toml")


def test_a_pyproject_that_cannot_be_read_but_names_devloop_is_a_mistake() -> None:
    with pytest.raises(ConfigError):
        config_from(None, b"[tool.devloop\n")


def test_beside_devloop_toml_a_broken_pyproject_is_none_of_our_business() -> None:
    assert config_from(b"", b"[tool.devloop\n") == Config()


def test_a_file_that_is_no_text_is_said_with_its_line() -> None:
    with pytest.raises(ConfigError) as caught:
        config_from(b"a = 1\nb = '\xff'\n", None)
    assert caught.value.problems == ("is not UTF-8 text (at line 2)",)


def test_windows_line_endings_are_read() -> None:
    config = config_from(OWN.replace("\n", "\r\n").encode(), None)
    assert config is not None
    assert config.size.target == 11


def test_without_a_local_file_comfort_is_not_said(repo: Repo) -> None:
    assert comfort_of(opened(repo)) == Comfort()


def test_the_local_file_says_what_one_person_prefers(repo: Repo) -> None:
    repo.write("devloop.local.toml", "jobs = 3\nbackground = false\ncolor = true\n")
    assert comfort_of(opened(repo)) == Comfort(jobs=3, background=False, color=True)


def test_the_local_file_cannot_change_what_is_checked(repo: Repo) -> None:
    repo.write("devloop.local.toml", "color = 1\ncolour = true\n[size]\nlimit = 9\n[checks]\n")
    with pytest.raises(ConfigError) as caught:
        comfort_of(opened(repo))
    reason = "cannot be set here, because it affects results; set it in devloop.toml"
    assert caught.value.problems == (
        f"size: {reason}",
        f"checks: {reason}",
        "colour: unknown key (did you mean 'color'?)",
        "color: must be true or false, not 1",
    )


def test_a_local_file_that_cannot_be_read_is_said(repo: Repo) -> None:
    (repo.path / "devloop.local.toml").mkdir()
    with pytest.raises(ConfigError) as caught:
        comfort_of(opened(repo))
    assert caught.value.problems[0].startswith("cannot be read")


def test_reading_a_configuration_imports_little(repo: Repo) -> None:
    """A hook reads one at each commit."""
    code = (
        "import sys; from devloop.config.load import config_from; "
        f"config_from({OWN.encode()!r}, None); "
        "heavy = {'pathspec', 'difflib', 'click', 'json', 'logging', 'asyncio', 'pygit2'}; "
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    repo.run(sys.executable, "-c", code, env={"PYTHONPATH": os.pathsep.join(sys.path)})
