"""Where the cache is, without asking the library where that is plain."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from devloop.workspace.location import cache_root

STEERING = ("ANDROID_DATA", "ANDROID_ROOT", "HOME", "XDG_CACHE_HOME")


@pytest.mark.parametrize(
    "environ",
    [
        {"HOME": "/home/me"},
        {"HOME": "/home/me/"},
        {"HOME": "/home/me", "XDG_CACHE_HOME": ""},
        {"HOME": "/home/me", "XDG_CACHE_HOME": "  "},
        {"HOME": "/home/me", "XDG_CACHE_HOME": "/else/where/"},
        {"HOME": "/home/me", "XDG_CACHE_HOME": "/else/where "},
        {"HOME": "/home/me", "XDG_CACHE_HOME": "not/absolute"},
        {"HOME": "/home/me", "XDG_CACHE_HOME": "~/mine"},
        {"HOME": "/home/me", "ANDROID_DATA": "/data", "ANDROID_ROOT": "/system", "SHELL": "sh"},
        {"HOME": ""},
        {"HOME": "home"},
        {"XDG_CACHE_HOME": "/else/where"},
        {},
    ],
)
def test_it_is_where_the_library_says(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in STEERING:
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert cache_root(environ) == user_cache_path("devloop", appauthor=False)


def test_it_is_where_somebody_has_moved_it() -> None:
    moved = {"HOME": "/home/me", "DEVLOOP_CACHE_DIR": "/mine"}
    assert cache_root(moved) == Path("/mine").absolute()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library is asked")
def test_the_variables_that_are_given_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/of/this/process")
    assert cache_root({"HOME": "/home/me"}) == Path("/home/me/.cache/devloop")
