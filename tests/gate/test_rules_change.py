"""What a change of the configuration takes away, on values."""

from __future__ import annotations

import pytest

from devloop.config.model import (
    Check,
    Config,
    EnvironmentRule,
    Flaky,
    Kind,
    MergeSides,
    Quarantine,
    SizeRule,
    Stage,
)
from devloop.gate.rules_change import rules_to_keep, stricter_size, weakenings
from devloop.git.record import replace

LINT = Check(name="lint", run="lint", files=("*.py", "*.pyi"), inputs=("a/**",))
TESTS = Check(
    name="tests",
    kind=Kind.PYTEST,
    coverage=True,
    min_diff_coverage=80,
    flaky=Flaky.REFUSE,
    needs=("lint",),
)
BEFORE = Config(
    mainline=("main", "release/*"),
    gate_branches=("topic/*",),
    gate_tags=("v*",),
    size=SizeRule(target=20, limit=50, ignore=("vendor/**", "!vendor/own/**")),
    environment=EnvironmentRule(python=".venv/bin/python", share=("node_modules",)),
    checks=(LINT, TESTS),
    quarantine=(Quarantine(test="a.py", reason="slow", until="2030-01-31"),),
)


def with_check(changed: Check) -> Config:
    checks = tuple(changed if check.name == changed.name else check for check in BEFORE.checks)
    return replace(BEFORE, checks=checks)


def with_quarantine(*until: tuple[str, str]) -> Config:
    entries = tuple(Quarantine(test=test, reason="r", until=day) for test, day in until)
    return replace(BEFORE, quarantine=entries)


WEAKER = [
    (None, "the configuration is gone"),
    (replace(BEFORE, checks=(TESTS,)), "check lint is gone"),
    (with_check(replace(LINT, run="true")), "check lint is defined anew"),
    (with_check(replace(LINT, env=(("A", "b"),))), "check lint is defined anew"),
    (with_check(replace(LINT, files=("*.py", "*.pyi", "!x.py"))), "check lint is defined anew"),
    (with_check(replace(LINT, kind=Kind.BUILD)), "check lint is defined anew"),
    (with_check(replace(LINT, on=Stage.CI)), "check lint is due at ci"),
    (with_check(replace(LINT, on=Stage.PUSH)), "check lint is due at push"),
    (with_check(replace(LINT, files=("*.py",))), "check lint looks at fewer files"),
    (with_check(replace(TESTS, files=("*.py",))), "check tests looks at fewer files"),
    (with_check(replace(LINT, inputs=("b/**",))), "check lint depends on fewer files"),
    (with_check(replace(TESTS, min_diff_coverage=79)), "asks for less coverage"),
    (with_check(replace(TESTS, min_diff_coverage=None)), "asks for less coverage"),
    (with_check(replace(TESTS, coverage=False)), "no longer notes which lines ran"),
    (with_check(replace(TESTS, flaky=None)), "check tests may be flaky"),
    (replace(BEFORE, size=SizeRule(limit=51, ignore=BEFORE.size.ignore)), "from 50 to 51"),
    (replace(BEFORE, size=replace(BEFORE.size, ignore=("vendor/**",))), "size.ignore"),
    (
        replace(BEFORE, size=replace(BEFORE.size, ignore=(*BEFORE.size.ignore, "x"))),
        "size.ignore",
    ),
    (replace(BEFORE, environment=EnvironmentRule(python="fake")), "environment.python"),
    (
        replace(BEFORE, environment=replace(BEFORE.environment, pass_env=("A",))),
        "environment.pass-env",
    ),
    (
        replace(BEFORE, environment=replace(BEFORE.environment, share=("node_modules", "x"))),
        "environment.share",
    ),
    (with_quarantine(("a.py", "2030-02-01")), "a.py is in quarantine until 2030-02-01"),
    (
        with_quarantine(("a.py", "2030-01-31"), ("b.py", "2030-01-01")),
        "b.py is in quarantine until 2030-01-01",
    ),
    (replace(BEFORE, mainline=("main",)), "mainline no longer names release/*"),
    (replace(BEFORE, mainline=None), "mainline no longer names release/*"),
    (replace(BEFORE, gate_branches=()), "gate-branches no longer names topic/*"),
    (replace(BEFORE, gate_tags=("v1*",)), "gate-tags no longer names v*"),
    (replace(BEFORE, merge_sides=MergeSides.MERGE), 'merge-sides is "merge"'),
]


@pytest.mark.parametrize(("after", "phrase"), WEAKER)
def test_what_is_weaker_is_named(after: Config | None, phrase: str) -> None:
    assert any(phrase in said for said in weakenings(BEFORE, after, ("main",)))


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        replace(BEFORE, checks=(*BEFORE.checks, Check(name="types", run="types"))),
        replace(BEFORE, checks=tuple(reversed(BEFORE.checks))),
        replace(BEFORE, size=replace(BEFORE.size, limit=40)),
        replace(BEFORE, size=replace(BEFORE.size, strict=True)),
        replace(BEFORE, mainline=("main", "release/*", "next")),
        replace(BEFORE, gate_branches=(), mainline=(*(BEFORE.mainline or ()), "topic/*")),
        replace(BEFORE, merge_sides=MergeSides.ALL),
        replace(BEFORE, background=False, source="pyproject.toml"),
        with_check(replace(LINT, files=("*.py", "*.pyi", "*.ipynb"))),
        with_check(replace(LINT, files=())),
        with_check(replace(LINT, inputs=())),
        with_check(replace(LINT, timeout=5.0, fix="fix", exclusive=True)),
        with_check(replace(TESTS, min_diff_coverage=81)),
        with_quarantine(("a.py", "2030-01-30")),
        with_quarantine(),
        replace(BEFORE, environment=replace(BEFORE.environment, share=())),
    ],
)
def test_what_is_as_strict_or_stricter_needs_no_word(after: Config) -> None:
    assert weakenings(BEFORE, after, ("main",)) == ()
    assert rules_to_keep(BEFORE, after) is None


def test_a_mainline_that_the_remote_names_may_be_written_down() -> None:
    assert weakenings(Config(), Config(mainline=("trunk",)), ("trunk",)) == ()
    assert weakenings(Config(), Config(mainline=("x",)), ("trunk",)) != ()


def kept(after: Config) -> set[str]:
    found = rules_to_keep(BEFORE, after)
    return set() if found is None else {check.name for check in found.checks}


def test_the_checks_that_are_weaker_are_kept_with_what_they_need() -> None:
    assert kept(replace(BEFORE, checks=(TESTS,))) == {"lint"}
    assert kept(with_check(replace(TESTS, on=Stage.CI))) == {"lint", "tests"}
    assert kept(with_quarantine(("b.py", "2030-01-01"))) == {"lint", "tests"}
    assert kept(replace(BEFORE, environment=EnvironmentRule(python="fake"))) == {"lint", "tests"}
    assert kept(replace(BEFORE, mainline=("main",))) == set()


def test_what_is_kept_is_as_it_was() -> None:
    found = rules_to_keep(BEFORE, with_check(replace(LINT, run="true")))
    assert found is not None
    assert found.checks == (LINT,)
    assert (found.environment, found.quarantine) == (BEFORE.environment, BEFORE.quarantine)


@pytest.mark.parametrize(
    ("rule", "before", "ceiling"),
    [
        (SizeRule(limit=80), SizeRule(limit=50), 50),
        (SizeRule(limit=40), SizeRule(limit=50), 40),
        (SizeRule(limit=50), SizeRule(target=10, limit=50, strict=True), 10),
        (SizeRule(target=10, limit=50, strict=True), SizeRule(limit=50), 10),
    ],
)
def test_the_lower_limit_holds(rule: SizeRule, before: SizeRule, ceiling: int) -> None:
    assert stricter_size(rule, before).ceiling == ceiling
