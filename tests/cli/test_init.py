"""Facts about `devloop init`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devloop.config.parse import parse_config
from tests.cli.conftest import Devloop
from tests.support.repo import Repo

PROJECT = {
    "pyproject.toml": "[tool.pytest.ini_options]\n",
    "tests/test_a.py": "def test_a():\n    pass\n",
    "noxfile.py": "",
}


@pytest.fixture(autouse=True)
def project(repo: Repo) -> None:
    repo.commit("first", PROJECT)
    repo.commit("large", {"a.py": "".join(f"x{n} = {n}\n" for n in range(60))})


def test_without_a_terminal_it_changes_nothing_and_says_how(repo: Repo, devloop: Devloop) -> None:
    done = devloop("init")
    assert "nothing was changed\n  → devloop init --yes\n" in done.stderr
    assert repo.git("status", "--porcelain") == ""
    assert not (repo.path / ".git/hooks/pre-commit").exists()


def test_yes_writes_the_configuration_and_installs_the_hooks(repo: Repo, devloop: Devloop) -> None:
    done = devloop("init", "--yes")
    assert '→ git add devloop.toml && git commit -m "Add devloop"\n' in done.stderr
    config = parse_config((repo.path / "devloop.toml").read_text(), "devloop.toml")
    assert [check.name for check in config.checks] == ["tests"]
    assert config.mainline == ("main",)
    assert repo.git("status", "--porcelain") == "?? devloop.toml"
    assert (repo.path / ".git/hooks/pre-push").exists()


def test_a_dry_run_gives_the_text_alone_on_standard_output(repo: Repo, devloop: Devloop) -> None:
    text = devloop("init", "--dry-run").stdout
    assert not (repo.path / "devloop.toml").exists()
    devloop("init", "--yes")
    assert text == (repo.path / "devloop.toml").read_text()


def test_it_says_what_each_limit_would_have_refused(devloop: Devloop) -> None:
    said = devloop("init", "--dry-run").stderr
    assert "The last 2 commits, in effective lines\n" in said
    assert "within  50  ████████████░░░░░░░░░░░░   50 %       1 above\n" in said
    assert "within 100  ████████████████████████  100 %    none above\n" in said


def test_it_says_what_is_in_use_and_what_is_left_out(devloop: Devloop) -> None:
    said = devloop("init", "--dry-run").stderr
    assert "✓ tests  pytest runs all tests; pyproject.toml has [tool.pytest]\n" in said
    assert "- nox    nox runs everything it is configured for" in said


def test_a_configuration_that_is_there_stays_and_the_hooks_come(
    repo: Repo, devloop: Devloop
) -> None:
    repo.write("devloop.toml", "# mine\n")
    said = devloop("init", "--yes").stderr
    assert "devloop.toml configures devloop; it is not changed" in said
    assert (repo.path / "devloop.toml").read_text() == "# mine\n"
    assert (repo.path / ".git/hooks/pre-commit").exists()


def test_json_holds_all_that_was_found_and_asks_nothing(devloop: Devloop) -> None:
    found = json.loads(devloop("init", "--json").stdout)
    assert found["schema"] == "devloop.init/1"
    assert [(tool["check"], tool["on"]) for tool in found["tools"]] == [
        ("tests", True),
        ("nox", False),
    ]
    assert found["history"][1] == {"limit": 50, "commits": 2, "within": 1, "refused": 1}
    assert found["changes"] == []


def test_a_repository_without_a_commit_shows_its_files_all_the_same(
    repo: Repo, devloop: Devloop
) -> None:
    repo.git("checkout", "-q", "--orphan", "fresh")
    repo.git("rm", "-q", "-r", "--cached", ".")
    said = devloop("init", "--dry-run").stderr
    assert "No commits yet" in said
    assert "✓ tests" in said


def test_a_project_that_shows_nothing_has_at_least_the_check_that_git_alone_can_do(
    repo: Repo, devloop: Devloop
) -> None:
    repo.git("rm", "-q", "-r", ".")
    repo.commit("empty", {"README.md": "hello\n"})
    done = devloop("init", "--dry-run")
    assert "✓ conflict-markers  no file holds what a merge left behind" in done.stderr
    (check,) = parse_config(done.stdout, "devloop.toml").checks
    assert check.run == "! git grep -nIE '^(<<<<<<<|>>>>>>>) ' -- ."


def test_what_is_red_today_is_written_but_not_switched_on(repo: Repo, devloop: Devloop) -> None:
    """The first commit under the new configuration must not be refused for what was there."""
    repo.commit("break", {"tests/test_a.py": "def test_a():\n    assert False\n"})

    said = devloop("init", "--yes").stderr

    text = (repo.path / "devloop.toml").read_text()
    assert "- tests  pytest runs all tests; off: it fails on the current tree" in said
    assert parse_config(text, "devloop.toml").checks == ()
    assert "#[checks.tests]" in text


def test_what_was_tried_is_known_afterwards(devloop: Devloop) -> None:
    """The trial is a run like any other: on the same tree its verdicts answer again."""
    devloop("init", "--yes")
    assert "already known, nothing to run" in devloop("check", "HEAD").stderr


def test_without_the_trial_everything_found_is_switched_on(repo: Repo, devloop: Devloop) -> None:
    repo.commit("break", {"tests/test_a.py": "def test_a():\n    assert False\n"})
    devloop("init", "--yes", "--no-trial")
    text = (repo.path / "devloop.toml").read_text()
    assert [check.name for check in parse_config(text, "devloop.toml").checks] == ["tests"]


def test_an_ignored_file_that_tests_import_is_shared(repo: Repo, devloop: Devloop) -> None:
    """Such as a version file, which building the project has written."""
    (repo.path / ".gitignore").write_text("_version.py\n")
    repo.write("tests/pkg/_version.py", "x = 1\n")
    files = {
        "tests/pkg/__init__.py": "",
        "tests/test_a.py": "import pkg._version\n\ndef test(): ...",
    }
    repo.commit("import", {".gitignore": "_version.py\n", **files})

    devloop("init", "--yes")

    config = parse_config((repo.path / "devloop.toml").read_text(), "devloop.toml")
    assert config.environment.share == ("tests/pkg/_version.py",)
    assert [check.name for check in config.checks] == ["tests"]


MANY = "".join(f"def test_{n}():\n    pass\n" for n in range(20))


def test_a_few_tests_that_fail_today_do_not_keep_the_others_from_guarding(
    repo: Repo, devloop: Devloop
) -> None:
    repo.commit("break", {"tests/test_a.py": MANY + "def test_bad():\n    assert False\n"})

    said = devloop("init", "--yes").stderr

    assert "1 test fails today: in quarantine until" in said
    config = parse_config((repo.path / "devloop.toml").read_text(), "devloop.toml")
    assert [entry.test for entry in config.quarantine] == ["tests/test_a.py::test_bad"]
    repo.git("add", "devloop.toml")
    devloop("check")


def test_without_an_environment_it_says_how_to_make_one_and_writes_nothing(
    repo: Repo, devloop: Devloop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red checks for want of an environment say nothing about the content."""
    monkeypatch.delenv("VIRTUAL_ENV")
    repo.commit("lib", {"setup.py": "", "tests/test_a.py": "import nowhere_to_be_found\n"})

    said = devloop("init", "--yes", code=3).stderr

    assert "the project has no environment" in said
    assert "→ python3 -m venv .venv\n" in said
    assert "→ .venv/bin/python -m pip install -e . pytest\n" in said
    assert repo.git("status", "--porcelain") == ""
    assert not (repo.path / ".git/hooks/pre-commit").exists()


@pytest.mark.usefixtures("own_python")
def test_an_empty_environment_is_to_be_filled_first(repo: Repo, devloop: Devloop) -> None:
    said = devloop("init", "--yes", code=3).stderr
    assert "→ .venv/bin/python -m pip install pytest\n" in said
    assert not (repo.path / "devloop.toml").exists()


@pytest.mark.usefixtures("own_python")
def test_what_one_check_lacks_keeps_only_that_one_off(repo: Repo, devloop: Devloop) -> None:
    for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py.py"):
        (site,) = (repo.path / ".venv").glob("lib/python*/site-packages")
        (site / name).symlink_to(Path(pytest.__file__).parent.parent / name)
    repo.commit("package", {"pyproject.toml": "[build-system]\n[tool.pytest.ini_options]\n"})

    said = devloop("init", "--yes").stderr

    assert (
        "checks whose tool is not installed are off\n  → .venv/bin/python -m pip install build\n"
        in said
    )
    config = parse_config((repo.path / "devloop.toml").read_text(), "devloop.toml")
    assert [check.name for check in config.checks] == ["tests"]
