"""How one check of kind pre-commit becomes one for each hook, decided from values."""

from __future__ import annotations

from devloop.config.model import Check, Config, Kind, Stage
from devloop.detect.hooks import Hook
from devloop.run.planning.hook_checks import with_hooks

HOOKS = Check(name="hooks", kind=Kind.PRE_COMMIT, timeout=9.0, needs=("first",))


def hook(name: str, stage: Stage = Stage.COMMIT, *, last: bool = False) -> Hook:
    return Hook(name=name, stage=stage, document=f'{{"id": "{name}"}}', last=last)


def checks(*hooks: Hook, check: Check = HOOKS, others: tuple[Check, ...] = ()) -> tuple[Check, ...]:
    return with_hooks(Config(checks=(check, *others)), lambda: hooks).checks


def test_each_hook_is_a_check_of_its_own_in_the_place_of_the_one_that_was_configured() -> None:
    found = checks(hook("ruff"), hook("mypy"), others=(Check(name="tests"),))
    assert [check.name for check in found] == ["hooks:ruff", "hooks:mypy", "tests"]
    assert [check.configured for check in found] == ["hooks", "hooks", "tests"]


def test_a_hook_takes_over_what_the_configuration_says() -> None:
    (found,) = checks(hook("ruff"))
    assert (found.timeout, found.needs, found.hook) == (9.0, ("first",), '{"id": "ruff"}')


def test_a_hook_is_due_at_the_later_of_its_own_stage_and_the_configured_one() -> None:
    at_push = Check(name="hooks", kind=Kind.PRE_COMMIT, on=Stage.PUSH)
    early, late = hook("a"), hook("b", Stage.PUSH)
    assert [check.on for check in checks(early, late)] == [Stage.COMMIT, Stage.PUSH]
    assert [check.on for check in checks(early, late, check=at_push)] == [Stage.PUSH, Stage.PUSH]


def test_what_needs_the_hooks_needs_each_of_them() -> None:
    tests = Check(name="tests", needs=("hooks", "other"))
    *_, found = checks(hook("a"), hook("b"), others=(tests,))
    assert found.needs == ("hooks:a", "hooks:b", "other")


def test_after_a_hook_that_ends_all_when_it_fails_the_others_need_it() -> None:
    found = checks(hook("a", last=True), hook("b"), hook("c", last=True), hook("d"))
    assert [check.needs[1:] for check in found] == [
        (),
        ("hooks:a",),
        ("hooks:a",),
        ("hooks:a", "hooks:c"),
    ]


def test_without_hooks_the_check_stays_so_that_running_it_can_say_why() -> None:
    assert checks() == (HOOKS,)


def test_a_command_of_the_kind_is_left_as_it_is() -> None:
    command = Check(name="hooks", kind=Kind.PRE_COMMIT, run=("pre-commit", "run"))
    assert checks(hook("a"), check=command) == (command,)


def test_doing_it_twice_is_doing_it_once() -> None:
    once = with_hooks(Config(checks=(HOOKS,)), lambda: (hook("a"),))
    assert with_hooks(once, lambda: (hook("b"),)) == once


def test_nobody_is_asked_where_no_check_stands_for_hooks() -> None:
    def never() -> tuple[Hook, ...]:
        raise AssertionError

    config = Config(checks=(Check(name="tests"),))
    assert with_hooks(config, never) is config
