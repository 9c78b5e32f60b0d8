"""A check gets what is allowed, declared or given, and a PATH that is the same everywhere."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from devloop.environment.variables import child_variables, search_path, visible

PYTHON = Path("/project/.venv/bin/python")
OWN = Path("/opt/devloop")
KEY = b"key"


def variables(
    environ: dict[str, str],
    *,
    pass_env: tuple[str, ...] = (),
    env: tuple[tuple[str, str], ...] = (),
) -> dict[str, str]:
    return child_variables(environ, PYTHON, pass_env=pass_env, env=env, own_prefix=OWN)


@pytest.mark.parametrize("name", ["HOME", "LANG", "LC_ALL", "CC", "http_proxy", "PIP_INDEX_URL"])
def test_what_every_tool_needs_is_allowed(name: str) -> None:
    assert variables({name: "x"})[name] == "x"


@pytest.mark.parametrize(
    "name",
    [
        *("CARGO_HOME", "RUSTUP_HOME", "JAVA_HOME", "NODE_OPTIONS", "GOFLAGS", "DISPLAY", "SHELL"),
        *("SSH_AUTH_SOCK", "DOCKER_HOST", "GRADLE_USER_HOME", "NVM_DIR", "CGO_ENABLED"),
    ],
)
def test_what_the_tools_of_other_languages_need_is_there_and_in_the_key(name: str) -> None:
    given = variables({name: "x"})
    assert given[name] == "x"
    assert visible(given, (), KEY) != visible(variables({}), (), KEY)


@pytest.mark.parametrize("name", ["SSH_AUTH_SOCK", "WAYLAND_DISPLAY", "XAUTHORITY"])
def test_a_place_that_is_new_in_every_session_counts_by_being_there(name: str) -> None:
    one, other = variables({name: "/run/1"}), variables({name: "/run/2"})
    assert visible(one, (), KEY) == visible(other, (), KEY) != visible(variables({}), (), KEY)
    assert visible(one, (name,), KEY) != visible(other, (name,), KEY)


@pytest.mark.parametrize(
    "name",
    [
        "NODE_PATH",
        "DATABASE_URL",
        "PYTHONPATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PRE_COMMIT",
        "LS_COLORS",
    ],
)
def test_what_nobody_declared_is_not_there(name: str) -> None:
    assert name not in variables({name: "x"})


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"])
@pytest.mark.parametrize("pass_env", [(), ("*",), ("GIT_*",)])
def test_no_variable_of_gits_ever_passes(name: str, pass_env: tuple[str, ...]) -> None:
    assert name not in variables({name: "x"}, pass_env=pass_env)


def test_a_declared_variable_is_there() -> None:
    environ = {"AWS_KEY": "1", "DATABASE_URL": "2", "OTHER": "3"}
    given = variables(environ, pass_env=("AWS_*", "DATABASE_URL"))
    assert (given["AWS_KEY"], given["DATABASE_URL"]) == ("1", "2")
    assert "OTHER" not in given


def test_a_given_variable_wins() -> None:
    assert variables({"LANG": "C"}, env=(("LANG", "de_DE"), ("A", "1")))["LANG"] == "de_DE"


def test_the_kind_of_terminal_is_the_same_everywhere() -> None:
    assert variables({"TERM": "xterm"})["TERM"] == variables({})["TERM"] == "dumb"
    assert variables({"TERM": "xterm"}, pass_env=("TERM",))["TERM"] == "xterm"


def test_a_virtual_environment_is_the_projects(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("")
    python = tmp_path / "bin" / "python"
    given = child_variables({"VIRTUAL_ENV": "/other"}, python, pass_env=(), env=(), own_prefix=OWN)
    assert given["VIRTUAL_ENV"] == str(tmp_path)


def test_a_hook_a_terminal_and_a_hook_framework_get_the_same_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "prefix", str(OWN))
    plain = "/usr/bin:/bin"
    callers = {
        "terminal": plain,
        "terminal with the environment active": f"/project/.venv/bin:{plain}",
        "hook": f"/usr/lib/git-core:{plain}",
        "hook on macOS": f"/Library/Developer/usr/libexec/git-core:{plain}",
        "framework": f"/opt/devloop/bin:/usr/lib/git-core:{plain}",
        "careless": f"/usr/bin/:/usr/bin:.::bin:{plain}:/bin",
    }
    paths = {name: search_path(path, PYTHON, OWN) for name, path in callers.items()}
    assert set(paths.values()) == {f"/project/.venv/bin:{plain}"}


def test_devloops_own_programs_stay_when_its_environment_is_the_projects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "prefix", "/project/.venv")
    assert search_path("/bin", PYTHON, Path("/project/.venv")) == "/project/.venv/bin:/bin"


@pytest.mark.parametrize("name", ["TMPDIR", "XDG_RUNTIME_DIR", "XDG_SESSION_ID", "DEVLOOP"])
def test_what_differs_from_session_to_session_is_not_in_the_key_unless_declared(
    name: str,
) -> None:
    assert visible({name: "x"}, (), KEY) == ()
    assert [found for found, _ in visible({name: "x"}, (name,), KEY)] == [name]


@pytest.mark.parametrize("name", ["PATH", "HOME", "LANG", "FORCE_COLOR", "NO_COLOR", "TERM"])
def test_everything_else_is_in_the_key(name: str) -> None:
    assert visible({name: "a"}, (), KEY) != visible({name: "b"}, (), KEY)


def test_whatever_a_check_gets_of_the_callers_is_in_the_key_or_named_as_noise() -> None:
    given = variables({**os.environ, "FOO": "1", "DISPLAY": ":0"})
    assert {name for name, _ in visible(given, (), KEY)} >= set(given) - {
        "TMPDIR",
    }


def test_a_value_that_is_not_text_has_a_digest() -> None:
    assert visible({"A": "\udcff"}, (), KEY) != visible({"A": "\udcfe"}, (), KEY)


def test_a_digest_tells_nothing_without_the_key_of_the_clone() -> None:
    plain = hashlib.sha256(b"secret").hexdigest()
    ((_, digest),) = visible({"TOKEN": "secret"}, (), KEY)
    assert not plain.startswith(digest)
    assert visible({"TOKEN": "secret"}, (), b"other") != (("TOKEN", digest),)
