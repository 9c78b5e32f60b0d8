"""Facts about what is said to guard a repository, and what is not."""

from __future__ import annotations

import pytest

from devloop.config.model import Check, Config, Kind, Stage
from devloop.config.off_checks import OffCheck
from devloop.doctor.guarding import guarding, guards, runs_tests, shortened

LINT = Check(name="lint", run=("ruff",))
WHEEL = Check(name="wheel", kind=Kind.BUILD, on=Stage.PUSH)
TESTS = OffCheck(name="tests", reason="it fails on the current tree: 1 test")


def told(
    *checks: Check, off: tuple[OffCheck, ...] = (), seen: str = ""
) -> list[tuple[bool, str, str]]:
    found = guarding(Config(checks=checks), off, tests_seen=seen)
    return [(finding.wrong, finding.text, finding.fix) for finding in found]


def test_a_repository_whose_checks_are_all_on_has_nothing_to_hear() -> None:
    assert told(LINT) == []


def test_tests_that_are_off_are_wrong_until_they_are_on() -> None:
    text = "the tests do NOT guard this repository: they fail on the current tree: 1 test"
    assert told(LINT, off=(TESTS,)) == [(True, text, "devloop init --on tests")]


def test_a_repository_without_a_check_is_never_well() -> None:
    ((wrong, text, mend),) = told()
    assert wrong
    assert text == "no check guards this repository: only the size of its commits is judged"
    assert mend.startswith("write one into devloop.toml: [checks.NAME]")


def test_without_a_configuration_the_next_step_is_to_make_one() -> None:
    (found,) = guarding(None, ())
    assert (found.wrong, found.fix) == (True, "devloop init")


def test_where_the_tests_are_all_there_is_one_next_step_is_enough() -> None:
    steps = [mend for _, _, mend in told(off=(TESTS,))]
    assert steps == ["devloop init --on tests", ""]


def test_other_checks_that_are_off_are_good_to_know() -> None:
    off = (OffCheck(name="lint", reason="no ruff"), OffCheck(name="types", reason="x.py:1"))
    assert told(WHEEL, off=off) == [
        (False, "off in devloop.toml: lint: no ruff; types: x.py:1", "devloop init --on lint")
    ]


def test_tests_that_nobody_has_written_down_are_good_to_know() -> None:
    ((wrong, text, _),) = told(LINT, seen="pytest runs all tests")
    assert not wrong
    assert text == "no check runs the tests of this repository (pytest runs all tests)"


def test_what_guards_is_told_stage_by_stage() -> None:
    assert guards((LINT, WHEEL)) == "each commit: lint; each push: wheel"
    assert guards(()) == ""


@pytest.mark.parametrize(
    "check",
    [
        Check(name="tests", kind=Kind.PYTEST),
        Check(name="all", kind=Kind.PYTEST),
        Check(name="unit", run=("cargo", "test")),
        Check(name="unit", run="make test"),
    ],
)
def test_a_check_says_by_its_name_or_command_that_it_runs_tests(check: Check) -> None:
    assert runs_tests((LINT, check))
    assert not runs_tests((LINT, WHEEL))


def test_a_long_reason_keeps_its_beginning_and_its_end() -> None:
    short = shortened(f"it fails: {'x' * 300} tests/data.toml")
    assert short.startswith("it fails: xxx")
    assert short.endswith("xxx tests/data.toml")
    assert len(short) < 170
