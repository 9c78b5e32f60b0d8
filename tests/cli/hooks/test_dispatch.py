"""`devloop hook` tells which hooks there are."""

from __future__ import annotations

from devloop.cli.hooks.dispatch import HOOKS
from devloop.cli.hooks.hook_command import ABOUT
from tests.cli.conftest import Devloop


def test_every_hook_is_listed_with_what_it_does(devloop: Devloop) -> None:
    told = devloop("hook").stdout
    assert all(f"  {name} " in told for name in HOOKS)
    assert set(ABOUT) == set(HOOKS)


def test_help_comes_without_running_a_hook(devloop: Devloop) -> None:
    assert "Run a hook by name" in devloop("hook", "--help").stdout


def test_an_unknown_hook_is_a_mistake(devloop: Devloop) -> None:
    assert "there is no hook 'post-office'" in devloop("hook", "post-office", code=2).stderr
